import { divideHalfUp } from '@purser/platform';
import { costOfNext, type PurchaseLot } from '@purser/wallet';

/** What a purchase charged, and how much of it was given back or is about to be; minor units. */
export interface RefundBasis {
  /** The paid lot of the purchase. */
  readonly paid: Pick<PurchaseLot, 'costMinor' | 'granted' | 'gone' | 'takeable'>;
  /** Bonus tokens that can be taken. */
  readonly bonusTokens: bigint;
  readonly subtotalMinor: bigint;
  readonly taxMinor: bigint;
  readonly totalMinor: bigint;
  /** Gross and tax given back so far, what is reserved included. */
  readonly returnedMinor: bigint;
  readonly returnedTaxMinor: bigint;
  /** What an amount must be a multiple of at the provider. */
  readonly stepMinor: bigint;
}

/** A refund in money and tokens: `amount = cost + tax`, minor units. */
export interface RefundSum {
  readonly amountMinor: bigint;
  readonly taxMinor: bigint;
  readonly costMinor: bigint;
  readonly tokens: bigint;
  readonly bonusTokens: bigint;
}

/** The most steps down that are tried to find an amount the provider takes. */
const MOST_STEPS = 1_000;

/**
 * The refund of at most `limitMinor` gross; null = of everything. Money follows tokens: it is what
 * the next `tokens` tokens of the lot cost, with its tax, so an amount is rounded down to whole
 * tokens. Every refund takes the bonus tokens that are left. Nothing where no money is left.
 */
export function refundSum(basis: RefundBasis, limitMinor: bigint | null): RefundSum {
  const leftMinor = basis.totalMinor - basis.returnedMinor;
  const boundMinor = limitMinor === null || limitMinor > leftMinor ? leftMinor : limitMinor;
  if (boundMinor <= 0n) return NOTHING;
  const { takeable } = basis.paid;
  let sum = sumOf(basis, mostTokensWithin(basis, boundMinor));
  for (let left = MOST_STEPS; sum.amountMinor % basis.stepMinor !== 0n && left > 0; left -= 1) {
    sum = sumOf(basis, mostTokensWithin(basis, sum.amountMinor - 1n));
  }
  if (sum.amountMinor > boundMinor) return NOTHING;
  if (sum.amountMinor <= 0n || sum.amountMinor % basis.stepMinor !== 0n) return NOTHING;
  // Several numbers of tokens may cost the same: the least is fair, unless nothing is left behind.
  if (sum.tokens === takeable) return sum;
  return sumOf(basis, leastTokensOf(basis, sum.amountMinor));
}

export const NOTHING: RefundSum = {
  amountMinor: 0n,
  taxMinor: 0n,
  costMinor: 0n,
  tokens: 0n,
  bonusTokens: 0n,
};

/**
 * The tax within a gross amount that was given back elsewhere, in proportion: over the whole total
 * the parts add up to the tax exactly.
 */
export function taxWithin(basis: RefundBasis, amountMinor: bigint): bigint {
  const { taxMinor, totalMinor, returnedMinor, returnedTaxMinor } = basis;
  const upTo = divideHalfUp(taxMinor * (returnedMinor + amountMinor), totalMinor);
  return clamp(upTo - returnedTaxMinor, 0n, least(amountMinor, taxMinor - returnedTaxMinor));
}

/** What `tokens` tokens are worth: their cost and the tax on it, in proportion to the net. */
export function sumOf(basis: RefundBasis, tokens: bigint): RefundSum {
  const { subtotalMinor, taxMinor, returnedMinor, returnedTaxMinor } = basis;
  const costMinor = costOfNext(basis.paid, tokens);
  const netMinor = returnedMinor - returnedTaxMinor + costMinor;
  const upTo = subtotalMinor === 0n ? 0n : divideHalfUp(taxMinor * netMinor, subtotalMinor);
  const tax = clamp(upTo - returnedTaxMinor, 0n, taxMinor - returnedTaxMinor);
  const bonusTokens = basis.bonusTokens;
  return { amountMinor: costMinor + tax, taxMinor: tax, costMinor, tokens, bonusTokens };
}

/**
 * What is void when `amountMinor` gross was charged back: the tokens that it paid for, all of them
 * where it is more than they are worth, and the bonus. More than was not given back yet is never
 * credited: tokens can have come back into a lot after a refund had paid for them.
 */
export function voidedSum(basis: RefundBasis, amountMinor: bigint): RefundSum {
  const all = sumOf(basis, basis.paid.takeable);
  if (amountMinor < all.amountMinor) {
    return { ...refundSum(basis, amountMinor), bonusTokens: basis.bonusTokens };
  }
  const leftMinor = most(basis.totalMinor - basis.returnedMinor, 0n);
  if (all.amountMinor <= leftMinor) return all;
  return { ...all, amountMinor: leftMinor, taxMinor: taxWithin(basis, leftMinor) };
}

function mostTokensWithin(basis: RefundBasis, boundMinor: bigint): bigint {
  let low = 0n;
  let high = basis.paid.takeable;
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (sumOf(basis, middle).amountMinor <= boundMinor) low = middle;
    else high = middle - 1n;
  }
  return low;
}

function leastTokensOf(basis: RefundBasis, amountMinor: bigint): bigint {
  let low = 0n;
  let high = basis.paid.takeable;
  while (low < high) {
    const middle = (low + high) / 2n;
    if (sumOf(basis, middle).amountMinor >= amountMinor) high = middle;
    else low = middle + 1n;
  }
  return low;
}

export const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

export const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);

const clamp = (value: bigint, low: bigint, high: bigint): bigint =>
  value < low ? low : value > high ? high : value;
