import type { LedgerDayView } from '@purser/contracts';
import type { Tx } from '@purser/platform';
import type { Wallet } from '../wallet.entity.js';

/** A roll-up with the sequence of its first entry, where the next page goes on. */
export interface LedgerDay extends LedgerDayView {
  firstSeq: bigint;
}

interface DayRow {
  date: string;
  kind: LedgerDayView['kind'];
  first_seq: string;
  amount: string;
  balance_after: string;
  available_after: string;
  from: Date;
  to: Date;
  id: string;
  reason: string | null;
}

/**
 * The ledger from entry `until` back to `after` (exclusive), newest first, at most `limit` rows:
 * debits and captures of one local day are one row, split by every other entry, which stands alone.
 * The cost of a row does not grow with the entries it rolls up, since balances form a chain.
 */
export async function ledgerDays(
  tx: Tx,
  wallet: Pick<Wallet, 'organizationId' | 'id'>,
  timeZone: string,
  range: { after: bigint; until: bigint },
  limit: number,
): Promise<LedgerDay[]> {
  const days: LedgerDay[] = [];
  for (let seq = range.until; seq > range.after && days.length < limit;) {
    const [row] = await tx.query<DayRow[]>(DAY, [
      wallet.organizationId,
      wallet.id,
      seq.toString(),
      timeZone,
      range.after.toString(),
    ]);
    if (!row) break;
    days.push(dayOf(row, seq));
    seq = BigInt(row.first_seq) - 1n;
  }
  return days;
}

const DAY = `
  SELECT to_char(last.at AT TIME ZONE $4, 'YYYY-MM-DD') AS date, last.kind, first.seq AS first_seq,
         last.balance_after - first.balance_before AS amount, last.balance_after,
         last.available_after, first.at AS "from", last.at AS "to", last.id, last.reason
    FROM token_balance_history last,
         LATERAL (SELECT CASE WHEN last.kind NOT IN ('debit', 'capture') THEN last.seq
           ELSE 1 + GREATEST($5::bigint,
             ledger_seq_at($1, $2, date_trunc('day', last.at AT TIME ZONE $4) AT TIME ZONE $4
               - interval '1 millisecond'),
             (SELECT max(other.seq) FROM token_balance_history other
               WHERE other.organization_id = $1 AND other.wallet_id = $2
                 AND other.seq < last.seq AND other.kind NOT IN ('debit', 'capture')))
           END AS seq) AS bound,
         token_balance_history first
   WHERE last.organization_id = $1 AND last.wallet_id = $2 AND last.seq = $3
     AND first.organization_id = $1 AND first.wallet_id = $2 AND first.seq = bound.seq`;

function dayOf(row: DayRow, seq: bigint): LedgerDay {
  const firstSeq = BigInt(row.first_seq);
  const entries = Number(seq - firstSeq) + 1;
  return {
    date: row.date,
    kind: entries === 1 ? row.kind : 'debit',
    entries,
    amount: Number(row.amount),
    balanceAfter: Number(row.balance_after),
    availableAfter: Number(row.available_after),
    from: row.from.toISOString(),
    to: row.to.toISOString(),
    entryId: entries === 1 ? row.id : null,
    reason: entries === 1 ? row.reason : null,
    firstSeq,
  };
}
