import { ApiProperty } from '@nestjs/swagger';
import type { CustomPricesView, PriceTierView, SellerView, TaxRateView } from '@purser/contracts';
import type { CustomPrices } from '../catalogue-definitions.js';
import { perThousandDecimal } from '../custom-price.js';
import type { Seller } from '../sellers.service.js';
import type { TaxRate } from '../tax-rate.entity.js';
import { plainPercent } from '../tax.js';

/** The legal entity that sells. */
export class SellerDto implements Seller, SellerView {
  @ApiProperty({ type: 'string' })
  name: string;

  @ApiProperty({ type: [String] })
  addressLines: string[];

  /** ISO 3166-1 alpha-2. */
  @ApiProperty({ type: 'string' })
  country: string;

  @ApiProperty({ type: 'string', nullable: true })
  taxId: string | null;
}

export class PriceTierDto implements PriceTierView {
  /** Tokens before the tier. */
  @ApiProperty({ type: 'integer', format: 'int64' })
  fromTokens: number;

  /** Thousandths of a minor unit per 1,000 tokens. */
  @ApiProperty({ type: 'integer', format: 'int64' })
  perThousandMilliMinor: number;

  /** The same in major units, for display only. */
  @ApiProperty({ type: 'string', examples: ['9.00'] })
  pricePerThousand: string;
}

/** The price list of custom amounts in one currency. */
export class CustomPricesDto implements CustomPricesView {
  @ApiProperty({ type: 'string', minLength: 3, maxLength: 3 })
  currency: string;

  /** Days the tokens stay good after the purchase; null = they never expire. */
  @ApiProperty({ type: 'integer', nullable: true })
  validityDays: number | null;

  @ApiProperty({ type: [PriceTierDto] })
  tiers: PriceTierDto[];
}

/** A country's standard rate in a period. */
export class TaxRateDto implements TaxRateView {
  @ApiProperty({ type: 'string', minLength: 2, maxLength: 2 })
  country: string;

  /** Percent as a decimal string. */
  @ApiProperty({ type: 'string', examples: ['8.875'] })
  percent: string;

  /** First day it holds, in UTC. */
  @ApiProperty({ type: 'string', format: 'date' })
  validFrom: string;

  /** First day it no longer holds; null = open. */
  @ApiProperty({ type: 'string', format: 'date', nullable: true })
  validTo: string | null;

  /** Countries of one area reverse the charge between businesses. */
  @ApiProperty({ type: 'string', nullable: true })
  reverseChargeArea: string | null;
}

/** The wire form of a price list. */
export function customPricesView(list: CustomPrices): CustomPricesDto {
  const { currency, validityDays } = list;
  const tiers = list.tiers.map(({ fromTokens, perThousandMilliMinor }) => ({
    fromTokens: Number(fromTokens),
    perThousandMilliMinor: Number(perThousandMilliMinor),
    pricePerThousand: perThousandDecimal(perThousandMilliMinor, currency),
  }));
  return { currency, validityDays, tiers };
}

/** The wire form of a tax rate. */
export function taxRateView(rate: Omit<TaxRate, 'updatedAt' | 'updatedBy'>): TaxRateDto {
  const { country, percent, validFrom, validTo, reverseChargeArea } = rate;
  return { country, percent: plainPercent(percent), validFrom, validTo, reverseChargeArea };
}
