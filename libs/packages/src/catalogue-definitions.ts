import type { PriceTier } from './custom-price.js';
import type { TokenPackage } from './token-package.entity.js';

/** The net price of a package in one currency. */
export interface PackagePrice {
  currency: string;
  amountMinor: bigint;
}

/** A package as staff define it. */
export interface PackageDefinition {
  name: string;
  description: string;
  tokens: bigint;
  bonusTokens: bigint;
  /** Days the tokens stay good after the purchase; null = they never expire. */
  validityDays: number | null;
  active: boolean;
  /** One price per currency in which it is offered. */
  prices: readonly PackagePrice[];
}

/** The price list of custom amounts in one currency. */
export interface CustomPrices {
  currency: string;
  validityDays: number | null;
  tiers: readonly PriceTier[];
}

/** A country's standard rate from a day (`YYYY-MM-DD`, UTC) until before another. */
export interface TaxRateDefinition {
  country: string;
  percent: string;
  validFrom: string;
  validTo: string | null;
  reverseChargeArea: string | null;
}

/** A package of the catalogue with its prices. */
export interface CataloguePackage {
  readonly item: TokenPackage;
  readonly prices: readonly PackagePrice[];
}
