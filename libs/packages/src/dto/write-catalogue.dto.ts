import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { MAX_TOKENS } from '@purser/platform';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsISO8601,
  IsObject,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { OneLine } from './fields.js';

const ONE_LINE = /^(?=.*\S)[^\p{Cc}\p{Surrogate}]+$/u;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The legal entity that sells. */
export class WriteSellerDto {
  @OneLine(200)
  name: string;

  @IsArray()
  @ArrayMaxSize(6)
  @IsString({ each: true })
  @Length(1, 200, { each: true })
  @Matches(ONE_LINE, { each: true, message: 'must be lines of text' })
  @ApiProperty({ type: [String], maxItems: 6 })
  addressLines: string[];

  /** ISO 3166-1 alpha-2. */
  @Matches(/^[A-Z]{2}$/, { message: 'must be an ISO 3166 code in upper case' })
  @ApiProperty({ type: 'string', pattern: '^[A-Z]{2}$', examples: ['US'] })
  country: string;

  @ValidateIf((body: WriteSellerDto) => body.taxId !== null)
  @MaxLength(50)
  @Matches(ONE_LINE, { message: 'must be one line of text or null' })
  @ApiPropertyOptional({ type: 'string', nullable: true, maxLength: 50 })
  taxId: string | null = null;
}

/** One volume tier. */
export class WriteTierDto {
  /** Tokens before the tier; 0 in the first. */
  @IsInt({ message: 'must be a whole number' })
  @Min(0)
  @Max(MAX_TOKENS)
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 0, maximum: MAX_TOKENS })
  fromTokens: number;

  /** Thousandths of a minor unit per 1,000 tokens: 900000 in USD is $9.00. */
  @IsInt({ message: 'must be a whole number' })
  @Min(1)
  @Max(MAX_TOKENS)
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1, maximum: MAX_TOKENS })
  perThousandMilliMinor: number;
}

/** The price list of custom amounts in one currency. */
export class WriteCustomPricesDto {
  /** Days the tokens stay good after the purchase; null or left out = they never expire. */
  @ValidateIf((body: WriteCustomPricesDto) => body.validityDays !== null)
  @IsInt({ message: 'must be a whole number or null' })
  @Min(1)
  @Max(36_500)
  @ApiPropertyOptional({ type: 'integer', nullable: true, minimum: 1, maximum: 36_500 })
  validityDays: number | null = null;

  /** Ascending, the first from 0. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => WriteTierDto)
  @ApiProperty({ type: [WriteTierDto], minItems: 1, maxItems: 50 })
  tiers: WriteTierDto[];
}

/** A country's standard rate from a day on. */
export class WriteTaxRateDto {
  /** Percent as a decimal string. */
  @IsString()
  @Matches(/^\d{1,3}(\.\d{1,3})?$/, { message: 'must be a decimal like 8.875' })
  @ApiProperty({ type: 'string', pattern: '^\\d{1,3}(\\.\\d{1,3})?$', examples: ['8.875'] })
  percent: string;

  /** First day it holds, in UTC. */
  @IsISO8601({ strict: true })
  @Matches(DAY, { message: 'must be a day like 2026-06-18' })
  @ApiProperty({ type: 'string', format: 'date' })
  validFrom: string;

  /** First day it no longer holds; null or left out = open. */
  @ValidateIf((body: WriteTaxRateDto) => body.validTo !== null)
  @IsISO8601({ strict: true })
  @Matches(DAY, { message: 'must be a day like 2026-06-18 or null' })
  @ApiPropertyOptional({ type: 'string', format: 'date', nullable: true })
  validTo: string | null = null;

  /** Countries of one area reverse the charge between businesses, for example `EU`. */
  @ValidateIf((body: WriteTaxRateDto) => body.reverseChargeArea !== null)
  @IsString()
  @Matches(/^[A-Z]{2,10}$/, { message: 'must be 2 to 10 capital letters or null' })
  @ApiPropertyOptional({ type: 'string', nullable: true, pattern: '^[A-Z]{2,10}$' })
  reverseChargeArea: string | null = null;
}
