import type { MoneyView } from './common.js';

/** A package as those see it who keep the catalogue. */
export interface CataloguePackageView {
  id: string;
  name: string;
  description: string;
  tokens: number;
  bonusTokens: number;
  /** Days the tokens stay good after the purchase; null = they never expire. */
  validityDays: number | null;
  /** Whether it can be bought. */
  active: boolean;
  /** Net, one per currency in which it is offered. */
  prices: MoneyView[];
  /** Counts changes; the ETag. */
  version: number;
  createdAt: string;
  createdBy: string;
  updatedAt: string;
  updatedBy: string;
}

/** A price agreed with an organization: of a package, or of custom amounts (`packageId` null). */
export interface OrganizationPriceView {
  id: string;
  organizationId: string;
  packageId: string | null;
  currency: string;
  /** Net price of one package; null for custom amounts. */
  price: MoneyView | null;
  /** Price of 1,000 tokens of a custom amount in major units; null for packages. */
  pricePerThousand: string | null;
  validFrom: string;
  /** Exclusive; null = until it is withdrawn. */
  validTo: string | null;
  createdAt: string;
  createdBy: string;
}

/** One volume tier: after the first `fromTokens` tokens a thousand cost this. */
export interface PriceTierView {
  fromTokens: number;
  /** Thousandths of a minor unit per 1,000 tokens: 900000 in USD is $9.00. */
  perThousandMilliMinor: number;
  /** The same in major units, for display only. */
  pricePerThousand: string;
}

/** The price list of custom amounts in one currency. */
export interface CustomPricesView {
  currency: string;
  validityDays: number | null;
  /** Ascending, the first from 0. */
  tiers: PriceTierView[];
}

/** A country's standard rate in a period. */
export interface TaxRateView {
  country: string;
  /** Percent as a decimal string. */
  percent: string;
  /** First day it holds, in UTC. */
  validFrom: string;
  /** First day it no longer holds; null = open. */
  validTo: string | null;
  /** Countries of one area reverse the charge between businesses. */
  reverseChargeArea: string | null;
}

/** The legal entity that sells. */
export interface SellerView {
  name: string;
  addressLines: string[];
  country: string;
  taxId: string | null;
}
