/**
 * Stripe counts the Ugandan shilling in hundredths although ISO 4217 gives it no minor unit; every
 * other currency that Purser sells in has its ISO exponent there too.
 */
const HUNDREDTHS_AT_STRIPE = new Set(['UGX']);

/** An amount in ISO minor units as Stripe wants it. */
export function toProviderAmount(amountMinor: bigint, currency: string): number {
  return Number(HUNDREDTHS_AT_STRIPE.has(currency) ? amountMinor * 100n : amountMinor);
}

/** An amount of Stripe in ISO minor units; `currency` in either case. */
export function fromProviderAmount(amount: number, currency: string): bigint {
  const minor = BigInt(amount);
  return HUNDREDTHS_AT_STRIPE.has(currency.toUpperCase()) ? minor / 100n : minor;
}
