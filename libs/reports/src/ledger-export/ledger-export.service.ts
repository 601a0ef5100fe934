import { Injectable } from '@nestjs/common';
import type { ExportedLedgerEntryView } from '@purser/contracts';
import { UnitOfWork, type Tx } from '@purser/platform';
import { exportedEntry, SEALED_COLUMNS, sealedEntry, type StoredEntry } from '@purser/wallet';

const PAGE_ROWS = 1_000;

/** Which entries to export; both bounds may be open. */
export interface LedgerSpan {
  readonly from: Date | null;
  /** Exclusive. */
  readonly to: Date | null;
}

/** Reads a whole ledger in pages, oldest first; memory stays flat however long it is. */
@Injectable()
export class LedgerExport {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async *entries(
    organizationId: string,
    span: LedgerSpan,
  ): AsyncGenerator<ExportedLedgerEntryView> {
    const bounds = await this.unitOfWork.read(organizationId, (tx) => boundsOf(tx, span));
    if (!bounds) return;
    let { seal } = bounds;
    for (let after = bounds.after; after < bounds.last;) {
      const rows = await this.unitOfWork.read(organizationId, (tx) =>
        tx.query<StoredEntry[]>(PAGE, [
          organizationId,
          bounds.walletId,
          after,
          bounds.last,
          PAGE_ROWS,
        ]),
      );
      for (const row of rows) {
        const entry = sealedEntry(row);
        yield exportedEntry(entry, seal);
        seal = entry.seal ?? seal;
      }
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
  /** The last seal before the span, in hex. */
  seal: string | null;
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
  if (!row) return null;
  const [before] = await tx.query<{ seal: string }[]>(
    `SELECT encode(seal, 'hex') AS seal FROM token_balance_history
      WHERE organization_id = $1 AND wallet_id = $2 AND seq <= $3 AND seal IS NOT NULL
      ORDER BY seq DESC LIMIT 1`,
    [tx.organizationId, row.id, row.after],
  );
  const [after, last] = [BigInt(row.after), BigInt(row.last)];
  return { walletId: row.id, after, last, seal: before?.seal ?? null };
}

const PAGE = `
  SELECT ${SEALED_COLUMNS}
  FROM token_balance_history e
  WHERE e.organization_id = $1 AND e.wallet_id = $2 AND e.seq > $3 AND e.seq <= $4
  ORDER BY e.seq LIMIT $5`;
