import { type MoneyView, type PackageView } from '@purser/contracts';
import { minusMoney } from '../shared/format/money.js';

/** A package that gives at least the wanted tokens for less. */
export interface BetterPackage {
  offer: PackageView;
  /** How much less it costs, net. */
  saved: MoneyView;
}

/** The cheapest package with at least `tokens`, bonus included, that costs less than `price`. */
export function betterPackage(
  packages: readonly PackageView[],
  tokens: number,
  price: MoneyView,
): BetterPackage | null {
  const fitting = packages
    .filter((offer) => offer.tokens + offer.bonusTokens >= tokens)
    .filter((offer) => offer.price.currency === price.currency)
    .filter((offer) => offer.price.amount < price.amount)
    .toSorted((a, b) => a.price.amount - b.price.amount);
  const offer = fitting[0];
  return offer ? { offer, saved: minusMoney(price, offer.price) } : null;
}
