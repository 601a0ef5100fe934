import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { AdjustmentStatus, SuspensionSource } from '@purser/contracts';
import { Optional, MAX_TOKENS, PageQuery, IsInstant } from '@purser/platform';
import { IsIn, IsInt, IsString, Matches, Max, Min, NotEquals } from 'class-validator';
import { OptionalReason, Reason } from './fields.js';

const SOURCES = ['dunning', 'support', 'dispute'] as const satisfies SuspensionSource[];
const STATUSES = ['pending', 'applied', 'rejected'] as const satisfies AdjustmentStatus[];

/** Why a wallet is suspended. */
export class SuspendDto {
  @Reason()
  reason: string;
}

/** Why a wallet may spend again. */
export class ReactivateDto {
  @Reason()
  reason: string;

  /** Whose suspension is closed; support's own unless another is named. */
  @Optional()
  @IsIn(SOURCES)
  @ApiPropertyOptional({ type: 'string', enum: SOURCES, default: 'support' })
  source: SuspensionSource = 'support';
}

/** Until when a lot may be used. */
export class ExtendLotDto {
  @IsInstant()
  @ApiProperty({ type: 'string', format: 'date-time' })
  expiresAt: string;

  @Reason()
  reason: string;
}

/** A correction of a balance. */
export class AdjustmentDto {
  /** Signed tokens, not zero. */
  @IsInt({ message: 'must be a whole number' })
  @NotEquals(0)
  @Min(-MAX_TOKENS)
  @Max(MAX_TOKENS)
  @ApiProperty({ type: 'integer', format: 'int64', minimum: -MAX_TOKENS, maximum: MAX_TOKENS })
  amount: number;

  @IsString()
  @Matches(/^[a-z][a-z0-9_-]{1,49}$/, {
    message: 'must be 2 to 50 lower-case letters, digits, - or _',
  })
  @ApiProperty({ type: 'string', pattern: '^[a-z][a-z0-9_-]{1,49}$', examples: ['goodwill'] })
  reasonCode: string;

  @Reason()
  reason: string;
}

/** What a checker says about an approval. */
export class ApproveAdjustmentDto {
  @OptionalReason()
  reason?: string;
}

/** Why an adjustment is refused. */
export class RejectAdjustmentDto {
  @Reason()
  reason: string;
}

/** Which adjustments are listed. */
export class AdjustmentsQuery extends PageQuery {
  /** Only adjustments in this state. */
  @Optional()
  @IsIn(STATUSES)
  @ApiPropertyOptional({ type: 'string', enum: STATUSES })
  status?: AdjustmentStatus;

  /** Left out by staff = every organization. */
  @Optional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  organizationId?: string;
}
