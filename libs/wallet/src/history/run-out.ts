import type { DailyUsageView, RunOutView } from '@purser/contracts';

const DAY_MS = 86_400_000;
const LEAST_DAYS = 14;
const MEAN_DAYS = 28;
const FARTHEST_DAYS = 3_650;

/**
 * When the available tokens run out at the mean daily use of the last 28 days. Under 14 days of
 * history it says so; null where nothing is used or it would last beyond ten years.
 */
export function runOut(
  days: readonly DailyUsageView[],
  available: number,
  firstEntryAt: Date | null,
  at: Date,
): RunOutView {
  const history = firstEntryAt === null ? 0 : (at.getTime() - firstEntryAt.getTime()) / DAY_MS;
  if (history < LEAST_DAYS) return { status: 'insufficient-history', runOutAt: null };
  const recent = days.slice(-MEAN_DAYS);
  const known = Math.min(recent.length, Math.ceil(history));
  const perDay = recent.reduce((sum, day) => sum + day.tokens, 0) / known;
  const left = perDay > 0 ? available / perDay : Number.POSITIVE_INFINITY;
  const runOutAt = left > FARTHEST_DAYS ? null : new Date(at.getTime() + left * DAY_MS);
  return { status: 'ready', runOutAt: runOutAt?.toISOString() ?? null };
}
