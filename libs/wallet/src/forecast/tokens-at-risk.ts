import type { LotAtRiskView } from '@purser/contracts';
import { compareBurnOrder, isExpired, unreserved } from '../books/burn-order.js';
import type { Lot } from '../lot.entity.js';
import type { UseCurve } from './use-curve.js';

/** Use by chance, as {@link UseCurve}s. */
export interface UseCurves {
  readonly low: UseCurve;
  readonly middle: UseCurve;
  readonly high: UseCurve;
}

/**
 * The lots that would expire with tokens in them if use is as forecast from `at` on, soonest first.
 * Held and frozen tokens are left out: whether they come back is not known.
 */
export function tokensAtRisk(lots: readonly Lot[], curves: UseCurves, at: Date): LotAtRiskView[] {
  const low = unusedTokens(lots, curves.low, at);
  const middle = unusedTokens(lots, curves.middle, at);
  const high = unusedTokens(lots, curves.high, at);
  const risky = lots.filter(({ id, expiresAt }) => expiresAt !== null && (low.get(id) ?? 0) > 0);
  return risky.sort(byExpiry).map((lot) => ({
    lotId: lot.id,
    label: lot.label,
    expiresAt: lot.expiresAt?.toISOString() ?? '',
    remaining: Number(unreserved(lot)),
    unused: middle.get(lot.id) ?? 0,
    unusedAtLowUse: low.get(lot.id) ?? 0,
    unusedAtHighUse: high.get(lot.id) ?? 0,
  }));
}

/** Whole tokens left in each lot when it expires, burning in burn order from instant to instant. */
export function unusedTokens(
  lots: readonly Lot[],
  curve: UseCurve,
  at: Date,
): ReadonlyMap<string, number> {
  const left = new Map<string, number>();
  const order = lots.filter((lot) => !isExpired(lot, at)).sort(compareBurnOrder);
  for (const lot of order) left.set(lot.id, Number(unreserved(lot)));
  const unused = new Map<string, number>();
  let from = at;
  for (const to of turningPoints(order, at)) {
    let use = curve.usedBetween(from, to);
    for (const lot of order) {
      if (isExpired(lot, from) || lot.effectiveAt > from) continue;
      const burnt = Math.min(use, left.get(lot.id) ?? 0);
      left.set(lot.id, (left.get(lot.id) ?? 0) - burnt);
      use -= burnt;
    }
    for (const lot of order) {
      if (lot.expiresAt?.getTime() !== to.getTime()) continue;
      unused.set(lot.id, Math.round(left.get(lot.id) ?? 0));
    }
    from = to;
  }
  return unused;
}

/** The instants after `at` at which the burn order changes by itself, in order. */
function turningPoints(lots: readonly Lot[], at: Date): Date[] {
  const instants = lots.flatMap(({ effectiveAt, expiresAt }) => [
    effectiveAt.getTime(),
    expiresAt?.getTime() ?? 0,
  ]);
  return [...new Set(instants)]
    .filter((instant) => instant > at.getTime())
    .sort((a, b) => a - b)
    .map((instant) => new Date(instant));
}

function byExpiry(a: Lot, b: Lot): number {
  return (a.expiresAt?.getTime() ?? 0) - (b.expiresAt?.getTime() ?? 0);
}
