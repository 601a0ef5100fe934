import { createReadStream } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { createInterface } from 'node:readline';
import type { AuditRecordView } from '@purser/contracts';
import { ChainWalk, type BrokenLink } from './audit-chain.js';

/** What verifying an export found. `lastHash` can be compared with a signed anchor. */
export interface ExportVerdict {
  entries: number;
  lastHash: string;
  firstBroken: BrokenLink | null;
}

/** Verifies the unfiltered NDJSON export of one organization, line by line, with nothing else. */
export async function verifyExport(lines: AsyncIterable<string>): Promise<ExportVerdict> {
  const walk = new ChainWalk();
  let line = 0;
  for await (const text of lines) {
    line += 1;
    if (text.trim() === '') continue;
    const firstBroken = fits(walk, text, line);
    if (firstBroken) return { entries: walk.entries, lastHash: walk.lastHash, firstBroken };
  }
  return { entries: walk.entries, lastHash: walk.lastHash, firstBroken: null };
}

function fits(walk: ChainWalk, text: string, line: number): BrokenLink | null {
  let record: AuditRecordView;
  try {
    record = JSON.parse(text) as AuditRecordView;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { sequence: walk.entries + 1, id: '', detail: `Line ${line} is not JSON.` };
  }
  return walk.next(record);
}

/** `node verify-export.js <export.ndjson>`: exit code 0 = intact, 1 = broken, 2 = not readable. */
async function main(path: string | undefined): Promise<number> {
  if (path === undefined) {
    process.stderr.write('usage: verify-export <export.ndjson>\n');
    return 2;
  }
  const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity });
  const { entries, lastHash, firstBroken } = await verifyExport(lines);
  if (firstBroken) {
    const { sequence, id, detail } = firstBroken;
    process.stdout.write(`BROKEN at record ${sequence} (${id}): ${detail}\n`);
    return 1;
  }
  process.stdout.write(`intact: ${entries} records, last hash ${lastHash}\n`);
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
