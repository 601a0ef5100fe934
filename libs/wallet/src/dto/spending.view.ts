import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ActorDto } from '@purser/platform';
import type {
  AdjustmentPreviewView,
  AdjustmentStatus,
  AdjustmentView,
  BatchDebitResultView,
  BatchDebitView,
  DebitView,
  HoldStatus,
  HoldView,
  MovementPreviewView,
} from '@purser/contracts';
import { Id, Instant, NullableId, NullableInstant, NullableText, Text, Tokens } from './fields.js';
import { AllocationDto } from './ledger.view.js';

/** A booked debit; a retry gives the same bytes. */
export class DebitViewDto implements DebitView {
  @Id() entryId: string;
  @Text() reference: string;
  @Tokens() amount: number;
  @Tokens() balanceAfter: number;
  @Tokens() availableAfter: number;

  @ApiProperty({ type: [AllocationDto] })
  allocations: AllocationDto[];
}

/** Why one item of a batch was refused, with the problem's own fields. */
export class ItemProblemDto {
  [field: string]: unknown;

  @ApiProperty({ type: 'string', examples: ['/problems/insufficient-tokens'] })
  type: string;

  @Text() title: string;
  @Text() detail: string;
}

/** How one item of a batch was decided. */
export class BatchDebitResultDto implements BatchDebitResultView {
  @Text() reference: string;

  /** The HTTP status that the debit would have had alone. */
  @ApiProperty({ type: 'integer' })
  status: number;

  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  entryId?: string;

  @ApiPropertyOptional({ type: ItemProblemDto })
  problem?: ItemProblemDto;
}

/** The results in the order of the items. */
export class BatchDebitDto implements BatchDebitView {
  @ApiProperty({ type: [BatchDebitResultDto] })
  results: BatchDebitResultDto[];
}

/** A reservation of tokens. */
export class HoldViewDto implements HoldView {
  @Id() id: string;
  @Text() reference: string;
  @Tokens() amount: number;
  @Tokens() capturedAmount: number;

  @ApiProperty({ type: 'string', enum: ['open', 'captured', 'released', 'expired'] })
  status: HoldStatus;

  @Instant() expiresAt: string;

  @ApiProperty({ type: [AllocationDto] })
  allocations: AllocationDto[];

  /** The ledger entry of the capture; null unless captured. */
  @NullableId() entryId: string | null;
  @Instant() createdAt: string;
}

/** What a movement would do; nothing was changed. */
export class MovementPreviewDto implements MovementPreviewView {
  @ApiProperty({ type: 'boolean', enum: [true] })
  dryRun: true;

  /** Signed tokens. */
  @Tokens() amount: number;
  @Tokens() balanceAfter: number;
  @Tokens() availableAfter: number;

  @ApiProperty({ type: [AllocationDto] })
  allocations: AllocationDto[];
}

/** What an adjustment, once approved where it needs that, would do. */
export class AdjustmentPreviewDto extends MovementPreviewDto implements AdjustmentPreviewView {
  @ApiProperty({ type: 'string', enum: ['applied', 'pending'] })
  status: 'applied' | 'pending';
}

/** A correction of a balance by staff. */
export class AdjustmentViewDto implements AdjustmentView {
  @Id() id: string;
  @Id() organizationId: string;
  @Text() organizationName: string;

  /** Signed tokens. */
  @Tokens() amount: number;
  @Text() reasonCode: string;
  @Text() reason: string;

  @ApiProperty({ type: 'string', enum: ['pending', 'applied', 'rejected'] })
  status: AdjustmentStatus;

  @ApiProperty({ type: ActorDto })
  maker: ActorDto;

  @ApiProperty({ type: ActorDto, nullable: true })
  checker: ActorDto | null;

  @NullableText() decisionReason: string | null;
  @NullableId() entryId: string | null;
  @Instant() createdAt: string;
  @NullableInstant() decidedAt: string | null;
}
