import { Injectable } from '@nestjs/common';
import { AuditVerifier } from '@purser/audit';
import type { LedgerVerificationView } from '@purser/contracts';
import { UnitOfWork, type Tx } from '@purser/platform';
import { Wallet } from '../wallet.entity.js';
import { LedgerAnchors, type LedgerAnchor } from './ledger-anchors.service.js';
import { SealWalk, type BrokenEntry } from './seal-walk.js';
import { SEALED_COLUMNS, sealedEntry, type SealedEntry, type StoredEntry } from './sealed-entry.js';

const PAGE_ROWS = 1_000;

/** Proves a ledger, or names the first entry at which it is broken. */
@Injectable()
export class LedgerVerifier {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly anchors: LedgerAnchors,
    private readonly audit: AuditVerifier,
  ) {}

  /**
   * Walks the whole ledger in bounded pages: edits, swaps and deletions show in the seals, a cut-off
   * end shows against the wallet's row, a rewritten ledger against the signed audit trail.
   */
  async verify(organizationId: string): Promise<LedgerVerificationView> {
    const anchors = await this.anchors.all(organizationId);
    const trail = await this.audit.verify(organizationId);
    const head = await this.unitOfWork.read(organizationId, headOf);
    const walk = new SealWalk();
    const answer = (fault: BrokenEntry | null): LedgerVerificationView => ({
      valid: fault === null,
      entries: walk.entries,
      ...(fault && { firstBroken: fault }),
      anchoredUntil: anchoredUntil(anchors, walk.entries, trail.anchoredUntil),
    });
    let last: SealedEntry | undefined;
    for (let reached = 0n; reached < head.last;) {
      const entries = await this.unitOfWork.read(organizationId, (tx) => page(tx, reached, head));
      for (const entry of entries) {
        const fault = walk.next(entry) ?? anchorFault(entry, anchors);
        if (fault) return answer(fault);
        last = entry;
      }
      const [end] = entries.slice(-1);
      if (!end) break;
      reached = end.seq;
    }
    const fault = walk.end() ?? endFault(walk, head, anchors, last);
    if (fault) return answer(fault);
    if (trail.firstBroken) {
      const { sequence, id } = trail.firstBroken;
      const detail = `The audit trail, which confirms the ledger, is broken at record ${sequence}.`;
      return answer({ sequence: 0, id, detail });
    }
    return answer(null);
  }
}

interface Head {
  seq: bigint;
  seal: string | null;
  /** The last entry there is; more than `seq` where one was added behind the wallet's back. */
  last: bigint;
}

async function headOf(tx: Tx): Promise<Head> {
  const { organizationId } = tx;
  const wallet = await tx.findOneBy(Wallet, { organizationId });
  const [row] = await tx.query<{ last: string | null }[]>(
    'SELECT max(seq) AS last FROM token_balance_history WHERE organization_id = $1',
    [organizationId],
  );
  return {
    seq: wallet?.seq ?? 0n,
    seal: wallet?.seal?.toString('hex') ?? null,
    last: BigInt(row?.last ?? 0),
  };
}

async function page(tx: Tx, after: bigint, { last }: Head): Promise<SealedEntry[]> {
  const rows = await tx.query<StoredEntry[]>(
    `SELECT ${SEALED_COLUMNS} FROM token_balance_history e
      WHERE e.organization_id = $1 AND e.seq > $2 AND e.seq <= $3
      ORDER BY e.seq LIMIT ${PAGE_ROWS}`,
    [tx.organizationId, after.toString(), last.toString()],
  );
  return rows.map(sealedEntry);
}

function anchorFault(
  { seq, id, seal }: SealedEntry,
  anchors: ReadonlyMap<number, LedgerAnchor>,
): BrokenEntry | null {
  const anchor = anchors.get(Number(seq));
  if (!anchor || anchor.seal === seal) return null;
  const detail = `It differs from what was anchored at ${anchor.at.toISOString()}.`;
  return { sequence: Number(seq), id, detail };
}

function endFault(
  walk: SealWalk,
  { seq, seal }: Head,
  anchors: ReadonlyMap<number, LedgerAnchor>,
  last: SealedEntry | undefined,
): BrokenEntry | null {
  const sequence = walk.entries + 1;
  const id = last?.id ?? '';
  if (seq > BigInt(walk.entries)) {
    return { sequence, id, detail: `Entries ${sequence} to ${seq} are missing at the end.` };
  }
  if (seq < BigInt(walk.entries)) {
    const detail = `The wallet ends at entry ${seq}; what follows was added.`;
    return { sequence: Number(seq) + 1, id, detail };
  }
  if (seal !== walk.lastSeal) {
    return { sequence: walk.entries, id, detail: 'The wallet holds another seal.' };
  }
  const beyond = [...anchors.keys()].find((entries) => entries > walk.entries);
  if (beyond === undefined) return null;
  return { sequence, id, detail: `Entry ${beyond} was anchored and is missing.` };
}

/** When the newest anchor was written that the walk reached and a signature covers. */
function anchoredUntil(
  anchors: ReadonlyMap<number, LedgerAnchor>,
  entries: number,
  signedUntil: string | null,
): string | null {
  if (signedUntil === null) return null;
  const signed = [...anchors].filter(
    ([covered, { at }]) => covered <= entries && at <= new Date(signedUntil),
  );
  return signed.at(-1)?.[1].at.toISOString() ?? null;
}
