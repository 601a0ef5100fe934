import { ApiProperty } from '@nestjs/swagger';
import { TokenAmount } from '@purser/platform';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsObject, ValidateNested } from 'class-validator';
import { OptionalReason, Reference } from './fields.js';
import { Meta } from './is-meta.js';

const BATCH_ITEMS = 1_000;

/** One debit. */
export class DebitDto {
  @TokenAmount()
  amount: number;

  @Reference()
  reference: string;

  @Meta()
  meta?: Record<string, unknown>;
}

/** Debits that are decided on their own, in this order. */
export class DebitBatchDto {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(BATCH_ITEMS)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => DebitDto)
  @ApiProperty({ type: [DebitDto], minItems: 1, maxItems: BATCH_ITEMS })
  items: DebitDto[];
}

/** Why a debit is taken back. */
export class ReverseDto {
  @OptionalReason()
  reason?: string;
}
