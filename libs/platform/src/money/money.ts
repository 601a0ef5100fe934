import type { MoneyView } from '@purser/contracts';

/** The wire form of an amount in minor units. */
export function money(amountMinor: bigint, currency: string): MoneyView {
  return { amount: Number(amountMinor), currency };
}

/**
 * `numerator / denominator` rounded half up (away from zero below it), in whole units.
 * `denominator` is positive.
 */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n;
  const magnitude = negative ? -numerator : numerator;
  const rounded = (2n * magnitude + denominator) / (2n * denominator);
  return negative ? -rounded : rounded;
}

/**
 * What the tokens from the `before`-th to the `after`-th of a lot cost, in minor units:
 * floor(cost x after / granted) - floor(cost x before / granted). Summed over a lot's whole life
 * this is its cost exactly, whatever the price per token.
 */
export function costOfSlice(
  costMinor: bigint,
  grantedTokens: bigint,
  beforeTokens: bigint,
  afterTokens: bigint,
): bigint {
  return (costMinor * afterTokens) / grantedTokens - (costMinor * beforeTokens) / grantedTokens;
}
