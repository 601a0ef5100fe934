export { Catalogue } from './catalogue.service.js';
export { CatalogueReader } from './catalogue-reader.service.js';
export type {
  CataloguePackage,
  CustomPrices,
  PackageDefinition,
  PackagePrice,
  TaxRateDefinition,
} from './catalogue-definitions.js';
export { assertChargeable, chargeStepMinor, minimumChargeMinor } from './charge-limits.js';
export { CUSTOM_TOKENS, type PriceTier, type TierSlice } from './custom-price.js';
export type { FrozenQuote } from './frozen-quote.js';
export { OrganizationPrices, type PriceAgreement } from './organization-prices.service.js';
export {
  AmountTooLarge,
  AmountTooSmall,
  CurrencyMismatch,
  NotOffered,
  PackageExists,
} from './packages.errors.js';
export { PackagesModule } from './packages.module.js';
export { MAX_QUANTITY, Pricing } from './pricing.service.js';
export { Sellers, type Seller } from './sellers.service.js';
export type { TaxTreatment } from './tax.js';
