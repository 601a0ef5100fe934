import type { DailyUsageView } from '@purser/contracts';
import type { Tx } from '@purser/platform';
import { DateTime } from 'luxon';
import type { Wallet } from '../wallet.entity.js';
import { before, pointsAt } from './ledger-time.js';

/**
 * Net consumption of the `days` local days that end with the day of `at`: debits and captures minus
 * reversals. The cost does not grow with the number of debits: a day's consumption is what its
 * balance fell by beyond its other entries.
 */
export async function dailyUsage(
  tx: Tx,
  wallet: Pick<Wallet, 'organizationId' | 'id'>,
  timeZone: string,
  at: Date,
  days: number,
): Promise<DailyUsageView[]> {
  const today = DateTime.fromJSDate(at, { zone: timeZone }).startOf('day');
  const starts = Array.from({ length: days }, (_, index) =>
    today.minus({ days: days - 1 - index }),
  );
  const ends = [...starts.map((start) => before(start.toJSDate())), at];
  const points = await pointsAt(tx, wallet, ends);
  const others = await tx.query<{ seq: string; amount: string }[]>(
    `SELECT seq, amount FROM token_balance_history
      WHERE organization_id = $1 AND wallet_id = $2 AND kind NOT IN ('debit', 'capture')
        AND kind <> 'reversal' AND seq > $3 AND seq <= $4`,
    [
      wallet.organizationId,
      wallet.id,
      (points[0]?.seq ?? 0n).toString(),
      (points.at(-1)?.seq ?? 0n).toString(),
    ],
  );
  return starts.map((start, index) => {
    const from = points[index] ?? { seq: 0n, balance: 0n };
    const to = points[index + 1] ?? from;
    const moved = others
      .filter(({ seq }) => BigInt(seq) > from.seq && BigInt(seq) <= to.seq)
      .reduce((sum, { amount }) => sum + BigInt(amount), 0n);
    return {
      date: start.toISODate() ?? '',
      tokens: Number(from.balance + moved - to.balance),
    };
  });
}
