import type { MoneyView, PurchaseView } from '@purser/contracts';
import { localDate } from '../shared/format/time.js';

/** What was charged in one calendar month of the organization's zone. */
export interface SpendMonth {
  /** `2026-06`. */
  month: string;
  spent: MoneyView;
  topUps: number;
}

const CHARGED = new Set([
  'paid',
  'completed',
  'partially_refunded',
  'refunded',
  'disputed',
  'charged_back',
]);

/** The last `count` months, oldest first; refunds give no room back, so they do not count here. */
export function spendByMonth(
  purchases: readonly PurchaseView[],
  nowMs: number,
  timeZone: string,
  currency: string,
  count: number,
): SpendMonth[] {
  const months = new Map(
    lastMonths(localDate(nowMs, timeZone).slice(0, 7), count).map((month) => [
      month,
      { month, spent: { amount: 0, currency }, topUps: 0 },
    ]),
  );
  for (const { status, createdAt, price } of purchases) {
    const found = months.get(localDate(createdAt, timeZone).slice(0, 7));
    if (!found || !CHARGED.has(status)) continue;
    found.spent.amount += price.total.amount;
    found.topUps += 1;
  }
  return [...months.values()];
}

/** `count` months up to `last` (`2026-06`), oldest first. */
export function lastMonths(last: string, count: number): string[] {
  const [year = 0, month = 1] = last.split('-').map(Number);
  return Array.from({ length: count }, (_, index) =>
    new Date(Date.UTC(year, month - count + index, 1)).toISOString().slice(0, 7),
  );
}
