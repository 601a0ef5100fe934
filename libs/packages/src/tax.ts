import { vatNumberOf } from '@purser/contracts';
import { divideHalfUp } from '@purser/platform';
import { chargeStepMinor } from './charge-limits.js';

export type TaxTreatment = 'standard' | 'reverse_charge' | 'exempt';

/** A country's standard rate. Countries with the same area reverse the charge between businesses. */
export interface CountryTax {
  country: string;
  /** Decimal string, for example `19` or `8.875`. */
  percent: string;
  /** For example `EU`; null where a country reverses the charge with nobody. */
  reverseChargeArea: string | null;
}

export interface TaxParty {
  country: string;
  taxId: string | null;
  taxExempt: boolean;
}

/** How a sale is taxed, and the sentence that belongs on the invoice for it. */
export interface TaxDecision {
  treatment: TaxTreatment;
  ratePercent: string;
  note: string | null;
}

/**
 * Decides the tax of a sale. First match wins:
 *
 * | the buyer | treatment | rate |
 * |---|---|---|
 * | is tax exempt | exempt | 0 |
 * | is in the seller's country | standard | the country's rate, 0 where it has none |
 * | is elsewhere in the seller's area (EU) with a VAT number of its country | reverse charge | 0 |
 * | is elsewhere in the seller's area without one, whatever its tax id says | standard | the seller's rate |
 * | is anywhere else | exempt (export) | 0 |
 *
 * @param rateOf the rate in force in a country at the time of sale, or null where it has none
 */
export function decideTax(
  sellerCountry: string,
  buyer: TaxParty,
  rateOf: (country: string) => CountryTax | null,
): TaxDecision {
  const home = rateOf(sellerCountry);
  if (buyer.taxExempt) {
    return { treatment: 'exempt', ratePercent: '0', note: 'The buyer is exempt from tax.' };
  }
  if (buyer.country === sellerCountry) return standard(home);
  const area = home?.reverseChargeArea ?? null;
  if (area !== null && rateOf(buyer.country)?.reverseChargeArea === area) {
    if (vatNumberOf(buyer.taxId, buyer.country) === null) return standard(home);
    return {
      treatment: 'reverse_charge',
      ratePercent: '0',
      note: 'Reverse charge: the recipient is liable for the tax (Art. 196 Directive 2006/112/EC).',
    };
  }
  return {
    treatment: 'exempt',
    ratePercent: '0',
    note: `Export of services to ${buyer.country}: not subject to tax in ${sellerCountry}.`,
  };
}

function standard(home: CountryTax | null): TaxDecision {
  if (home !== null && percentMilli(home.percent) > 0n) {
    return { treatment: 'standard', ratePercent: plainPercent(home.percent), note: null };
  }
  return { treatment: 'standard', ratePercent: '0', note: 'No sales tax applies.' };
}

/** The tax on a net amount in minor units, rounded half up once to what can be charged. */
export function taxMinor(subtotalMinor: bigint, ratePercent: string, currency: string): bigint {
  const step = chargeStepMinor(currency);
  return step * divideHalfUp(subtotalMinor * percentMilli(ratePercent), 100_000n * step);
}

/** Thousandths of a percent: `8.875` -> 8875n. */
function percentMilli(percent: string): bigint {
  const [whole = '0', fraction = ''] = percent.split('.');
  return BigInt(whole) * 1_000n + BigInt(fraction.padEnd(3, '0').slice(0, 3));
}

/** `19.000` -> `19`, `8.875` stays. */
export function plainPercent(percent: string): string {
  return percent.includes('.') ? percent.replace(/\.?0+$/, '') : percent;
}
