import { ApiProperty } from '@nestjs/swagger';
import { QuickCheck, TokenAmount } from '@purser/platform';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsObject, ValidateNested } from 'class-validator';
import { OptionalReason, Reference } from './fields.js';
import { Meta } from './is-meta.js';
import { isPlainDebit, isPlainDebitBatch, MOST_ITEMS } from './plain-debit.js';

/** One debit. */
@QuickCheck(isPlainDebit)
export class DebitDto {
  @TokenAmount()
  amount: number;

  @Reference()
  reference: string;

  @Meta()
  meta?: Record<string, unknown>;
}

/** Debits that are decided on their own, in this order. */
@QuickCheck(isPlainDebitBatch)
export class DebitBatchDto {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_ITEMS)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => DebitDto)
  @ApiProperty({ type: [DebitDto], minItems: 1, maxItems: MOST_ITEMS })
  items: DebitDto[];
}

/** Why a debit is taken back. */
export class ReverseDto {
  @OptionalReason()
  reason?: string;
}
