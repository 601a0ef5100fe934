import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { DisputeStatus, RefundStatus } from '@purser/contracts';
import { Optional, PageQuery } from '@purser/platform';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsString, Length, Matches, Max, Min } from 'class-validator';
import { DISPUTE_STATUSES } from '../disputes/dispute.entity.js';
import { REFUND_STATUSES } from '../refunds/refund.entity.js';

const MOST_MINOR = Number.MAX_SAFE_INTEGER;

/** A sentence by a person, kept on the purchase and in the audit. */
const Sentence = () =>
  applyDecorators(
    IsString(),
    Length(3, 500),
    Matches(/^[^\p{Cc}\p{Cs}]*$/u, { message: 'must be one line of text' }),
  );

const SENTENCE = { type: 'string', minLength: 3, maxLength: 500 } as const;
const MINOR = { type: 'integer', format: 'int64', minimum: 1, maximum: MOST_MINOR } as const;

/** How much is asked about. */
export class RefundPreviewQuery {
  /** Gross, in minor units; everything that can be refunded unless given. */
  @Optional()
  @Type(() => Number)
  @IsInt({ message: 'must be a whole number' })
  @Min(1)
  @Max(MOST_MINOR)
  @ApiPropertyOptional(MINOR)
  amount?: number;
}

/** What is to be refunded. */
export class RefundRequestDto {
  /** Gross, in minor units; everything that can be refunded unless given. */
  @Optional()
  @IsInt({ message: 'must be a whole number' })
  @Min(1)
  @Max(MOST_MINOR)
  @ApiPropertyOptional(MINOR)
  amount?: number;

  /** Shown to the customer. */
  @Optional()
  @Sentence()
  @ApiPropertyOptional(SENTENCE)
  reason?: string;
}

/** What a checker says about an approval. */
export class ApproveRefundDto {
  @Optional()
  @Sentence()
  @ApiPropertyOptional(SENTENCE)
  reason?: string;
}

/** Why a refund is refused. */
export class RejectRefundDto {
  @Sentence()
  @ApiProperty(SENTENCE)
  reason: string;
}

/** Which refunds are listed. */
export class RefundsQuery extends PageQuery {
  /** Only refunds in this state. */
  @Optional()
  @IsIn(REFUND_STATUSES, { message: `must be one of ${REFUND_STATUSES.join(', ')}` })
  @ApiPropertyOptional({ type: 'string', enum: REFUND_STATUSES })
  status?: RefundStatus;

  /** Left out by staff = every organization. */
  @Optional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  organizationId?: string;
}

/** Which disputes are listed. */
export class DisputesQuery extends PageQuery {
  /** Only disputes in this state. */
  @Optional()
  @IsIn(DISPUTE_STATUSES, { message: `must be one of ${DISPUTE_STATUSES.join(', ')}` })
  @ApiPropertyOptional({ type: 'string', enum: DISPUTE_STATUSES })
  status?: DisputeStatus;

  /** Left out by staff = every organization. */
  @Optional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  organizationId?: string;
}
