import { Injectable } from '@nestjs/common';
import type { LedgerEntryKind, LedgerEntryView } from '@purser/contracts';
import { UnitOfWork, type Tx } from '@purser/platform';

const PAGE_ROWS = 1_000;

/** Which entries to export; both bounds may be open. */
export interface LedgerSpan {
  readonly from: Date | null;
  /** Exclusive. */
  readonly to: Date | null;
}

interface EntryRow {
  id: string;
  seq: string;
  kind: LedgerEntryKind;
  amount: string;
  balance_before: string;
  balance_after: string;
  available_after: string;
  reference: string;
  lots: string[];
  lot_amounts: string[];
  actor_type: LedgerEntryView['actor']['type'];
  actor_id: string | null;
  actor_name: string;
  request_id: string | null;
  reason: string | null;
  at: Date;
}

/** Reads a whole ledger in pages, oldest first; memory stays flat however long it is. */
@Injectable()
export class LedgerExport {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async *entries(organizationId: string, span: LedgerSpan): AsyncGenerator<LedgerEntryView> {
    const bounds = await this.unitOfWork.read(organizationId, (tx) => boundsOf(tx, span));
    if (!bounds) return;
    for (let after = bounds.after; after < bounds.last;) {
      const rows = await this.unitOfWork.read(organizationId, (tx) =>
        tx.query<EntryRow[]>(PAGE, [
          organizationId,
          bounds.walletId,
          after,
          bounds.last,
          PAGE_ROWS,
        ]),
      );
      for (const row of rows) yield entryView(organizationId, row);
      const last = rows.at(-1);
      if (!last) return;
      after = BigInt(last.seq);
    }
  }
}

interface Bounds {
  walletId: string;
  /** Sequence before the first entry of the span. */
  after: bigint;
  last: bigint;
}

/** `at` never falls along `seq`, so the span is found by bisection, not by a scan. */
async function boundsOf(tx: Tx, { from, to }: LedgerSpan): Promise<Bounds | null> {
  const [row] = await tx.query<{ id: string; after: string; last: string }[]>(
    `SELECT w.id,
            CASE WHEN $2::timestamptz IS NULL THEN 0
                 ELSE ledger_seq_at($1, w.id, $2::timestamptz - interval '1 microsecond') END AS after,
            CASE WHEN $3::timestamptz IS NULL THEN w.seq
                 ELSE ledger_seq_at($1, w.id, $3::timestamptz - interval '1 microsecond') END AS last
     FROM organization_token_wallets w WHERE w.organization_id = $1`,
    [tx.organizationId, from, to],
  );
  return row ? { walletId: row.id, after: BigInt(row.after), last: BigInt(row.last) } : null;
}

const PAGE = `
  SELECT id, seq, kind, amount, balance_before, balance_after, available_after, reference,
         lots::text[] AS lots, lot_amounts::text[] AS lot_amounts, actor_type, actor_id, actor_name,
         request_id, reason, at
  FROM token_balance_history
  WHERE organization_id = $1 AND wallet_id = $2 AND seq > $3 AND seq <= $4
  ORDER BY seq LIMIT $5`;

function entryView(organizationId: string, row: EntryRow): LedgerEntryView {
  return {
    id: row.id,
    organizationId,
    kind: row.kind,
    amount: Number(row.amount),
    balanceBefore: Number(row.balance_before),
    balanceAfter: Number(row.balance_after),
    availableAfter: Number(row.available_after),
    reference: row.reference,
    allocations: row.lots.map((lotId, index) => ({
      lotId,
      amount: Number(row.lot_amounts[index]),
    })),
    actor: { type: row.actor_type, id: row.actor_id, name: row.actor_name },
    requestId: row.request_id,
    reason: row.reason,
    at: row.at.toISOString(),
  };
}
