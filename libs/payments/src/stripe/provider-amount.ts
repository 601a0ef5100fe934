/**
 * Stripe counts the króna and the Ugandan shilling in hundredths although ISO 4217 gives them no
 * minor unit; every other currency that Purser sells in has its ISO exponent there too.
 * Source: docs.stripe.com/currencies, special cases.
 */
const HUNDREDTHS_AT_STRIPE = new Set(['ISK', 'UGX']);

/** An amount in ISO minor units as Stripe wants it. */
export function toProviderAmount(amountMinor: bigint, currency: string): number {
  return Number(HUNDREDTHS_AT_STRIPE.has(currency) ? amountMinor * 100n : amountMinor);
}

/** An amount of Stripe in ISO minor units; `currency` in either case. */
export function fromProviderAmount(amount: number, currency: string): bigint {
  const minor = BigInt(amount);
  return HUNDREDTHS_AT_STRIPE.has(currency.toUpperCase()) ? minor / 100n : minor;
}
