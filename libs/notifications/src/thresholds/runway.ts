import { Organizations } from '@purser/identity';
import type { Tx } from '@purser/platform';
import type { Wallets } from '@purser/wallet';
import { DateTime } from 'luxon';

const DAY_MS = 86_400_000;
const MEAN_DAYS = 28;
const LEAST_DAYS = 14;

/**
 * Tokens that `days` days from `at` use at the mean of the last four weeks; null under two weeks of
 * history.
 */
export async function runwayTokens(
  tx: Tx,
  rooms: { wallets: Wallets; organizations: Organizations },
  days: number,
  at: Date,
): Promise<bigint | null> {
  const { timeZone } = await rooms.organizations.get(tx);
  const from = DateTime.fromJSDate(at, { zone: timeZone }).minus({ days: MEAN_DAYS }).toJSDate();
  const rows = await rooms.wallets.daysSince(tx, from, timeZone);
  const first = rows[0];
  const lived = first ? (at.getTime() - new Date(first.from).getTime()) / DAY_MS : 0;
  if (lived < LEAST_DAYS) return null;
  const used = rows
    .filter(({ kind }) => kind === 'debit' || kind === 'capture' || kind === 'reversal')
    .reduce((sum, { amount }) => sum - BigInt(amount), 0n);
  const perPeriod = BigInt(Math.min(MEAN_DAYS, Math.ceil(lived)));
  const total = used > 0n ? used * BigInt(days) : 0n;
  return (total + perPeriod - 1n) / perPeriod;
}
