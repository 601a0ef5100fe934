import type { WalletView } from '@purser/contracts';

export type WalletLevel = 'suspended' | 'critical' | 'low' | 'ok';

/** Low and critical, as shares of what was available right after the last credit. */
export const LOW_SHARE = 0.2;
export const CRITICAL_SHARE = 0.05;

type Judged = Pick<WalletView, 'available' | 'status' | 'availableAfterLastCredit'>;

/** How the wallet stands. Without a credit yet nothing can be low. */
export function walletLevel(wallet: Judged): WalletLevel {
  if (wallet.status === 'suspended') return 'suspended';
  const base = wallet.availableAfterLastCredit;
  if (!base) return 'ok';
  if (wallet.available < base * CRITICAL_SHARE) return 'critical';
  return wallet.available < base * LOW_SHARE ? 'low' : 'ok';
}

const DAY_MS = 86_400_000;

/**
 * When `available` tokens are used up at the average of the last 30 days, in milliseconds since
 * 1970; null without usage. A sum, not a forecast: it knows neither weekdays nor expiry.
 */
export function lastsUntilMs(available: number, perDay: number, nowMs: number): number | null {
  if (perDay <= 0) return null;
  const until = nowMs + (available / perDay) * DAY_MS;
  return Number.isFinite(until) && until < 8.64e15 ? until : null;
}

/**
 * The pace that everything on screen reckons with, in tokens a day: the one behind the wallet's own
 * run-out date where there is one, so that two places never name two dates; else the average of the
 * last 30 days.
 */
export function pacePerDay(wallet: WalletView, nowMs: number): number {
  const { available, forecast, usage } = wallet;
  if (forecast.status !== 'ready' || !forecast.runOutAt) return usage.perDayTokens;
  const days = (Date.parse(forecast.runOutAt) - nowMs) / DAY_MS;
  return days > 0 ? available / days : usage.perDayTokens;
}
