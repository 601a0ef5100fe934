import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { MAX_TOKENS } from '@purser/platform';
import { IsInt, IsISO8601, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import type { PriceAgreement } from '../organization-prices.service.js';

/** A price agreed with an organization: `packageId` and `amount`, or `perThousandMilliMinor`. */
export class AgreePriceDto {
  /** Left out for custom amounts. */
  @IsOptional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  packageId?: string;

  @IsString()
  @Matches(/^[A-Z]{3}$/, { message: 'must be an ISO 4217 code in upper case' })
  @ApiProperty({ type: 'string', pattern: '^[A-Z]{3}$', examples: ['USD'] })
  currency: string;

  /** Net price of one package in minor units. */
  @IsOptional()
  @IsInt({ message: 'must be a whole number' })
  @Min(1)
  @Max(MAX_TOKENS)
  @ApiPropertyOptional({ type: 'integer', format: 'int64', minimum: 1, maximum: MAX_TOKENS })
  amount?: number;

  /** For custom amounts: thousandths of a minor unit per 1,000 tokens; 900000 USD = $9.00. */
  @IsOptional()
  @IsInt({ message: 'must be a whole number' })
  @Min(1)
  @Max(MAX_TOKENS)
  @ApiPropertyOptional({ type: 'integer', format: 'int64', minimum: 1, maximum: MAX_TOKENS })
  perThousandMilliMinor?: number;

  /** From when it holds; left out = at once. */
  @IsOptional()
  @IsISO8601({ strict: true })
  @ApiPropertyOptional({ type: 'string', format: 'date-time' })
  validFrom?: string;

  /** Until before when it holds; left out = until it is withdrawn. */
  @IsOptional()
  @IsISO8601({ strict: true })
  @ApiPropertyOptional({ type: 'string', format: 'date-time' })
  validTo?: string;
}

/** What is agreed, from a request. */
export function priceAgreement(body: AgreePriceDto): PriceAgreement {
  return {
    packageId: body.packageId ?? null,
    currency: body.currency,
    amountMinor: body.amount === undefined ? null : BigInt(body.amount),
    perThousandMilliMinor:
      body.perThousandMilliMinor === undefined ? null : BigInt(body.perThousandMilliMinor),
    validFrom: body.validFrom === undefined ? null : new Date(body.validFrom),
    validTo: body.validTo === undefined ? null : new Date(body.validTo),
  };
}
