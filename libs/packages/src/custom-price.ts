import { currencyExponent } from '@purser/contracts';
import { divideHalfUp } from '@purser/platform';
import { chargeStepMinor } from './charge-limits.js';

/** Least and most tokens of a custom amount. */
export const CUSTOM_TOKENS = { least: 1_000, most: 10_000_000 } as const;

/**
 * One volume tier: after the first `fromTokens` tokens a thousand cost `perThousandMilliMinor`
 * thousandths of a minor unit, 900_000 in USD is $9.00. The first tier is from 0.
 */
export interface PriceTier {
  fromTokens: bigint;
  perThousandMilliMinor: bigint;
}

/** The part of a custom amount that falls into one tier. */
export interface TierSlice {
  /** Tokens before the tier. */
  fromTokens: bigint;
  /** Up to and including this token; null where the tier is open. */
  toTokens: bigint | null;
  tokens: bigint;
  perThousandMilliMinor: bigint;
  amountMinor: bigint;
}

/** Thousandths of a minor unit per thousand tokens, to minor units per token. */
const SCALE = 1_000_000n;

/**
 * Prices `tokens` by graduated tiers: each slice at its own price, the exact sum rounded half up
 * once. A slice's amount is what it adds to the rounded running sum, so slices add up to the whole.
 *
 * @param tiers ascending by `fromTokens`, the first from 0
 */
export function priceByTiers(
  tokens: bigint,
  tiers: readonly PriceTier[],
  currency: string,
): { amountMinor: bigint; slices: TierSlice[] } {
  const step = chargeStepMinor(currency);
  const slices: TierSlice[] = [];
  let exact = 0n;
  let amountMinor = 0n;
  for (const [index, tier] of tiers.entries()) {
    const next = tiers[index + 1]?.fromTokens ?? null;
    const end = next === null || next > tokens ? tokens : next;
    const inTier = end - tier.fromTokens;
    if (inTier <= 0n) break;
    exact += inTier * tier.perThousandMilliMinor;
    const sum = step * divideHalfUp(exact, SCALE * step);
    slices.push({
      fromTokens: tier.fromTokens,
      toTokens: next,
      tokens: inTier,
      perThousandMilliMinor: tier.perThousandMilliMinor,
      amountMinor: sum - amountMinor,
    });
    amountMinor = sum;
  }
  return { amountMinor, slices };
}

/**
 * A price per thousand tokens for people, in major units: 900_000 USD -> `9.00`, 12_500 USD ->
 * `0.125`, 1_250 JPY -> `1.25`.
 */
export function perThousandDecimal(perThousandMilliMinor: bigint, currency: string): string {
  const exponent = currencyExponent(currency);
  const digits = exponent + 3;
  const padded = perThousandMilliMinor.toString().padStart(digits + 1, '0');
  const whole = padded.slice(0, -digits);
  const fraction = padded.slice(-digits);
  const shown = fraction.slice(0, exponent) + fraction.slice(exponent).replace(/0+$/, '');
  return shown === '' ? whole : `${whole}.${shown}`;
}
