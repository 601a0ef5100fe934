import { currencyExponent } from '@purser/contracts';
import { AmountTooLarge, AmountTooSmall } from './packages.errors.js';

/**
 * The least a card charge may be, in minor units of its currency, as Stripe documents it. A
 * currency that is not listed has no minimum of its own: there the provider decides.
 */
const MINIMUM_MINOR: Readonly<Record<string, bigint>> = {
  AED: 200n,
  AUD: 50n,
  BGN: 100n,
  BRL: 50n,
  CAD: 50n,
  CHF: 50n,
  CZK: 1500n,
  DKK: 250n,
  EUR: 50n,
  GBP: 30n,
  HKD: 400n,
  HUF: 17500n,
  INR: 50n,
  JPY: 50n,
  KWD: 150n,
  MXN: 1000n,
  MYR: 200n,
  NOK: 300n,
  NZD: 50n,
  PLN: 200n,
  RON: 200n,
  SEK: 300n,
  SGD: 50n,
  THB: 1000n,
  USD: 50n,
};

/**
 * Stripe takes eight digits in a charge, twelve in rupiah, whatever the exponent. The króna and the
 * Ugandan shilling lose two of them: Stripe counts those in hundredths, ISO 4217 does not.
 */
const MAXIMUM_MINOR = 99_999_999n;
const OTHER_MAXIMUM_MINOR: Readonly<Record<string, bigint>> = {
  IDR: 999_999_999_999n,
  ISK: 999_999n,
  UGX: 999_999n,
};

/**
 * The step of every amount charged, in minor units. Stripe wants the last digit of a three-decimal
 * currency (KWD, BHD, ...) to be 0, so amounts there move in steps of ten.
 */
export function chargeStepMinor(currency: string): bigint {
  return currencyExponent(currency) === 3 ? 10n : 1n;
}

/** The least `total` that can be charged in `currency`. */
export function minimumChargeMinor(currency: string): bigint {
  return MINIMUM_MINOR[currency] ?? chargeStepMinor(currency);
}

/** @throws AmountTooSmall, AmountTooLarge when the provider would refuse to charge `totalMinor` */
export function assertChargeable(totalMinor: bigint, currency: string): void {
  const minimum = minimumChargeMinor(currency);
  if (totalMinor < minimum) throw new AmountTooSmall(totalMinor, minimum, currency);
  const maximum = OTHER_MAXIMUM_MINOR[currency] ?? MAXIMUM_MINOR;
  if (totalMinor > maximum) throw new AmountTooLarge(totalMinor, maximum, currency);
}
