import type { LotView } from '@purser/contracts';

const DAY_MS = 86_400_000;

/** A lot, and how many of its tokens would be left over when it expires. */
export interface LotOutlook {
  lot: LotView;
  /** Tokens, a whole number; 0 where it is used up in time or never expires. */
  atRisk: number;
}

/**
 * What would expire unused if `perDay` tokens went on being used every day. Lots burn by priority,
 * then by soonest expiry, then free before paid, so an earlier lot takes the time of a later one.
 */
export function lotOutlooks(lots: readonly LotView[], perDay: number, nowMs: number): LotOutlook[] {
  let usedBefore = 0;
  return burnOrder(lots.filter((lot) => lot.remaining > 0 && !lot.expired)).map((lot) => {
    const atRisk = lot.expiresAt
      ? leftOver(lot.remaining, perDay * daysUntil(lot.expiresAt, nowMs) - usedBefore)
      : 0;
    usedBefore += lot.remaining - atRisk;
    return { lot, atRisk };
  });
}

/** The order in which debits take from lots. */
export function burnOrder(lots: readonly LotView[]): LotView[] {
  return lots.toSorted(
    (a, b) =>
      a.priority - b.priority ||
      expiryMs(a) - expiryMs(b) ||
      Number(a.cost.amount > 0) - Number(b.cost.amount > 0) ||
      Date.parse(a.effectiveAt) - Date.parse(b.effectiveAt),
  );
}

function expiryMs(lot: LotView): number {
  return lot.expiresAt ? Date.parse(lot.expiresAt) : Number.MAX_SAFE_INTEGER;
}

function daysUntil(at: string, nowMs: number): number {
  return Math.max(0, (Date.parse(at) - nowMs) / DAY_MS);
}

function leftOver(remaining: number, usable: number): number {
  return Math.round(Math.max(0, Math.min(remaining, remaining - usable)));
}
