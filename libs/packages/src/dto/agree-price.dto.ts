import { ApiPropertyOptional } from '@nestjs/swagger';
import { Optional, MAX_TOKENS } from '@purser/platform';
import { IsInt, IsString, Max, Min } from 'class-validator';
import type { PriceAgreement } from '../organization-prices.service.js';
import { Currency, OptionalInstant } from './fields.js';

/** A price agreed with an organization: `packageId` and `amount`, or `perThousandMilliMinor`. */
export class AgreePriceDto {
  /** Left out for custom amounts. */
  @Optional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  packageId?: string;

  @Currency()
  currency: string;

  /** Net price of one package in minor units. */
  @Optional()
  @IsInt({ message: 'must be a whole number' })
  @Min(1)
  @Max(MAX_TOKENS)
  @ApiPropertyOptional({ type: 'integer', format: 'int64', minimum: 1, maximum: MAX_TOKENS })
  amount?: number;

  /** For custom amounts: thousandths of a minor unit per 1,000 tokens; 900000 USD = $9.00. */
  @Optional()
  @IsInt({ message: 'must be a whole number' })
  @Min(1)
  @Max(MAX_TOKENS)
  @ApiPropertyOptional({ type: 'integer', format: 'int64', minimum: 1, maximum: MAX_TOKENS })
  perThousandMilliMinor?: number;

  /** From when it holds; left out = at once. */
  @OptionalInstant()
  validFrom?: string;

  /** Until before when it holds; left out = until it is withdrawn. */
  @OptionalInstant()
  validTo?: string;
}

/** What is agreed, from a request. */
export function priceAgreement(body: AgreePriceDto): PriceAgreement {
  const { amount, perThousandMilliMinor } = body;
  return {
    packageId: body.packageId ?? null,
    currency: body.currency,
    amountMinor: amount === undefined ? null : BigInt(amount),
    perThousandMilliMinor:
      perThousandMilliMinor === undefined ? null : BigInt(perThousandMilliMinor),
    validFrom: body.validFrom === undefined ? null : new Date(body.validFrom),
    validTo: body.validTo === undefined ? null : new Date(body.validTo),
  };
}
