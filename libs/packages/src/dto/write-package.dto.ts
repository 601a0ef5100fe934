import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Optional, MAX_TOKENS, TokenAmount } from '@purser/platform';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsObject,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import type { PackageDefinition } from '../catalogue-definitions.js';
import { Currency, OneLine, Paragraphs } from './fields.js';

/** Net price in minor units. */
export class PriceDto {
  @IsInt({ message: 'must be a whole number' })
  @Min(1)
  @Max(MAX_TOKENS)
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1, maximum: MAX_TOKENS })
  amount: number;

  @Currency()
  currency: string;
}

/** A package as staff define it. */
export class WritePackageDto {
  @OneLine(100)
  name: string;

  @Paragraphs(1_000)
  description: string = '';

  /** Paid tokens. */
  @TokenAmount()
  tokens: number;

  /** Free tokens on top. */
  @Optional()
  @IsInt({ message: 'must be a whole number' })
  @Min(0)
  @Max(MAX_TOKENS)
  @ApiPropertyOptional({
    type: 'integer',
    format: 'int64',
    minimum: 0,
    maximum: MAX_TOKENS,
    default: 0,
  })
  bonusTokens: number = 0;

  /** Days the tokens stay good after the purchase; null or left out = they never expire. */
  @ValidateIf((body: WritePackageDto) => body.validityDays !== null)
  @IsInt({ message: 'must be a whole number or null' })
  @Min(1)
  @Max(36_500)
  @ApiPropertyOptional({ type: 'integer', nullable: true, minimum: 1, maximum: 36_500 })
  validityDays: number | null = null;

  /** Whether it can be bought. */
  @Optional()
  @IsBoolean()
  @ApiPropertyOptional({ type: 'boolean', default: true })
  active: boolean = true;

  /** One price per currency in which it is offered. */
  @IsArray()
  @ArrayMaxSize(200)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => PriceDto)
  @ApiProperty({ type: [PriceDto], maxItems: 200 })
  prices: PriceDto[];
}

/** What the catalogue keeps of a request. */
export function packageDefinition(body: WritePackageDto): PackageDefinition {
  return {
    name: body.name,
    description: body.description,
    tokens: BigInt(body.tokens),
    bonusTokens: BigInt(body.bonusTokens),
    validityDays: body.validityDays,
    active: body.active,
    prices: body.prices.map(({ amount, currency }) => ({ amountMinor: BigInt(amount), currency })),
  };
}
