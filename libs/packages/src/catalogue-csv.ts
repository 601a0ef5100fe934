import { minorToDecimal } from '@purser/contracts';
import type { CsvColumns } from '@purser/platform';
import type { CataloguePackageDto } from './dto/catalogue-package.view.js';
import type { CustomPricesDto, TaxRateDto } from './dto/catalogue.view.js';

/** A package a line; its prices in one cell, for example `70000 JPY; 490.00 USD`. */
export const PACKAGE_COLUMNS: CsvColumns<CataloguePackageDto> = {
  id: (row) => row.id,
  name: (row) => row.name,
  description: (row) => row.description,
  tokens: (row) => row.tokens,
  bonusTokens: (row) => row.bonusTokens,
  validityDays: (row) => row.validityDays,
  active: (row) => row.active,
  prices: ({ prices }) =>
    prices.map((one) => `${minorToDecimal(one.amount, one.currency)} ${one.currency}`).join('; '),
  version: (row) => row.version,
  createdAt: (row) => row.createdAt,
  createdBy: (row) => row.createdBy,
  updatedAt: (row) => row.updatedAt,
  updatedBy: (row) => row.updatedBy,
};

/** A currency a line; its tiers in one cell, for example `from 0: 1.00; from 100000: 0.92`. */
export const CUSTOM_PRICE_COLUMNS: CsvColumns<CustomPricesDto> = {
  currency: (row) => row.currency,
  validityDays: (row) => row.validityDays,
  pricesPerThousand: ({ tiers }) =>
    tiers.map((tier) => `from ${tier.fromTokens}: ${tier.pricePerThousand}`).join('; '),
};

export const TAX_RATE_COLUMNS: CsvColumns<TaxRateDto> = {
  country: (row) => row.country,
  percent: (row) => row.percent,
  validFrom: (row) => row.validFrom,
  validTo: (row) => row.validTo,
  reverseChargeArea: (row) => row.reverseChargeArea,
};
