import { money } from '@purser/platform';
import type { CataloguePackage, CustomPrices, TaxRateDefinition } from './catalogue-definitions.js';
import { perThousandDecimal } from './custom-price.js';
import type { Seller } from './sellers.service.js';
import { plainPercent } from './tax.js';

/** A package as the audit trail keeps it; prices by currency, so that a change shows by itself. */
export function auditedPackage({ item, prices }: CataloguePackage): object {
  const { name, description, tokens, bonusTokens, validityDays, active, version } = item;
  return {
    name,
    description,
    tokens,
    bonusTokens,
    validityDays,
    active,
    version,
    prices: Object.fromEntries(
      prices.map(({ currency, amountMinor }) => [currency, money(amountMinor, currency)]),
    ),
  };
}

/** A price list as the audit trail keeps it: major units per thousand tokens, by first token. */
export function auditedPrices({ currency, validityDays, tiers }: CustomPrices): object {
  return {
    currency,
    validityDays,
    perThousand: Object.fromEntries(
      tiers.map(({ fromTokens, perThousandMilliMinor }) => [
        `from ${fromTokens}`,
        perThousandDecimal(perThousandMilliMinor, currency),
      ]),
    ),
  };
}

/** A tax rate as the audit trail keeps it. */
export function auditedRate(rate: TaxRateDefinition): object {
  const { country, percent, validFrom, validTo, reverseChargeArea } = rate;
  return { country, percent: plainPercent(percent), validFrom, validTo, reverseChargeArea };
}

/** A legal entity as the audit trail keeps it. */
export function auditedSeller({ name, addressLines, country, taxId }: Seller): object {
  return { name, addressLines, country, taxId };
}
