import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { MAX_TOKENS, TokenAmount } from '@purser/platform';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import type { PackageDefinition } from '../catalogue-definitions.js';

/** Net price in minor units. */
export class PriceDto {
  @IsInt({ message: 'must be a whole number' })
  @Min(1)
  @Max(MAX_TOKENS)
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1, maximum: MAX_TOKENS })
  amount: number;

  @IsString()
  @Matches(/^[A-Z]{3}$/, { message: 'must be an ISO 4217 code in upper case' })
  @ApiProperty({ type: 'string', pattern: '^[A-Z]{3}$', examples: ['USD'] })
  currency: string;
}

/** A package as staff define it. */
export class WritePackageDto {
  @IsString()
  @Length(1, 100)
  @ApiProperty({ type: 'string', minLength: 1, maxLength: 100 })
  name: string;

  @IsOptional()
  @IsString()
  @MaxLength(1_000)
  @ApiPropertyOptional({ type: 'string', maxLength: 1_000, default: '' })
  description: string = '';

  /** Paid tokens. */
  @TokenAmount()
  tokens: number;

  /** Free tokens on top. */
  @IsOptional()
  @TokenAmount(0)
  bonusTokens: number = 0;

  /** Days the tokens stay good after the purchase; null or left out = they never expire. */
  @ValidateIf((body: WritePackageDto) => body.validityDays !== null)
  @IsInt({ message: 'must be a whole number or null' })
  @Min(1)
  @Max(36_500)
  @ApiPropertyOptional({ type: 'integer', nullable: true, minimum: 1, maximum: 36_500 })
  validityDays: number | null = null;

  /** Whether it can be bought. */
  @IsOptional()
  @IsBoolean()
  @ApiPropertyOptional({ type: 'boolean', default: true })
  active: boolean = true;

  /** One price per currency in which it is offered. */
  @IsArray()
  @ArrayMaxSize(200)
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
