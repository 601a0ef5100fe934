import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import type { ExportedLedgerEntryView } from '@purser/contracts';
import { entryOfExport } from './exported-entry.js';
import { SealWalk, type BrokenEntry } from './seal-walk.js';

/** What verifying an exported ledger found. */
export interface LedgerExportVerdict {
  /** Sequence of the first entry; more than 1 = an excerpt, whose beginning is believed. */
  first: number;
  /** Sequence of the last entry that a seal covers. */
  last: number;
  /** Hex; to compare with `ledger.anchored` of the audit trail, or with the next excerpt. */
  lastSeal: string | null;
  firstBroken: BrokenEntry | null;
}

/** Verifies the NDJSON export of one organization's ledger, line by line, with nothing else. */
export async function verifyLedgerExport(
  lines: AsyncIterable<string>,
): Promise<LedgerExportVerdict> {
  const reader = new ExportReader();
  for await (const text of lines) {
    const broken = reader.read(text);
    if (broken) return reader.verdict(broken);
  }
  return reader.verdict(reader.end());
}

/** Reads lines of an export until one is broken. */
class ExportReader {
  private line = 0;
  private first = 0;
  private walk: SealWalk | undefined;

  read(text: string): BrokenEntry | null {
    this.line += 1;
    if (text.trim() === '') return null;
    try {
      return this.take(JSON.parse(text) as ExportedLedgerEntryView);
    } catch (error) {
      const isUnreadable = [SyntaxError, TypeError, RangeError].some(
        (kind) => error instanceof kind,
      );
      if (!isUnreadable) throw error;
      const sequence = (this.walk?.sequence ?? 0) + 1;
      return { sequence, id: '', detail: `Line ${this.line} is not an entry of an export.` };
    }
  }

  end(): BrokenEntry | null {
    return this.walk?.end() ?? null;
  }

  verdict(firstBroken: BrokenEntry | null): LedgerExportVerdict {
    const { entries = 0, lastSeal = null } = this.walk ?? {};
    return { first: this.first, last: entries, lastSeal, firstBroken };
  }

  private take(view: ExportedLedgerEntryView): BrokenEntry | null {
    const entry = entryOfExport(view);
    const broken = (detail: string) => ({ sequence: view.sequence, id: view.id, detail });
    if (!this.walk) {
      this.first = view.sequence;
      const before = { sequence: entry.seq - 1n, balance: entry.balanceBefore };
      if (entry.seq > 1n && view.previousSeal === null)
        return broken('It names no seal before it.');
      this.walk = new SealWalk(entry.seq > 1n ? { ...before, seal: view.previousSeal } : undefined);
    }
    const sealBefore = this.walk.lastSeal;
    const fault = this.walk.next(entry);
    if (fault) return fault;
    if (view.previousSeal !== sealBefore) return broken('It names another seal before it.');
    if (Date.parse(view.at) === Math.floor(view.atMicros / 1_000)) return null;
    return broken('Its `at` is not the instant that was recorded.');
  }
}

/** `node verify-ledger-export.js <ledger.ndjson>`: 0 = intact, 1 = broken, 2 = not readable. */
async function main(path: string | undefined): Promise<number> {
  if (path === undefined) {
    process.stderr.write('usage: verify-ledger-export <ledger.ndjson>\n');
    return 2;
  }
  const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity });
  const { first, last, lastSeal, firstBroken } = await verifyLedgerExport(lines);
  if (firstBroken) {
    const { sequence, id, detail } = firstBroken;
    process.stdout.write(`BROKEN at entry ${sequence} (${id}): ${detail}\n`);
    return 1;
  }
  const excerpt = first > 1 ? ', an excerpt: what was before is believed' : '';
  process.stdout.write(`intact: entries ${first} to ${last}, last seal ${lastSeal}${excerpt}\n`);
  return 0;
}

const startedDirectly =
  process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href;
if (startedDirectly) {
  main(process.argv[2]).then(
    (code) => (process.exitCode = code),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : 'unknown error'}\n`);
      process.exitCode = 2;
    },
  );
}
