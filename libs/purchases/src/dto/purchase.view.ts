import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type {
  PurchaseDetailView,
  PurchaseEventDetailsView,
  PurchaseEventView,
  PurchaseStatus,
  PurchaseType,
  PurchaseView,
} from '@purser/contracts';
import { ActorDto, MoneyDto, QuotePriceDto } from '@purser/platform';
import { PURCHASE_STATUSES, PURCHASE_TYPES } from '../purchase-status.js';
import { CreditNoteSummaryDto, DisputeDto, RefundDto } from './money-back.view.js';
import { PurchaseLotDto } from './purchase-lot.view.js';

/** The card a purchase was tried or paid with. */
export class PurchaseMethodDto {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string', examples: ['visa'] })
  brand: string;

  @ApiProperty({ type: 'string', examples: ['4242'] })
  last4: string;
}

/** Why the last attempt failed. */
export class PurchaseFailureDto {
  @ApiProperty({ type: 'string', examples: ['card_declined'] })
  code: string;

  @ApiProperty({ type: 'string', nullable: true, examples: ['insufficient_funds'] })
  declineCode: string | null;

  @ApiProperty({ type: 'string' })
  message: string;
}

/** A purchase of tokens. */
export class PurchaseDto implements PurchaseView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  referenceId: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  organizationId: string;

  @ApiProperty({ type: 'string', enum: PURCHASE_TYPES })
  type: PurchaseType;

  @ApiProperty({ type: 'string', enum: PURCHASE_STATUSES })
  status: PurchaseStatus;

  /** The package's name, or `Custom amount`. */
  @ApiProperty({ type: 'string' })
  label: string;

  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  packageId: string | null;

  @ApiProperty({ type: 'integer' })
  quantity: number;

  /** Paid tokens of the whole quantity. */
  @ApiProperty({ type: 'integer', format: 'int64' })
  tokens: number;

  /** Free tokens on top. */
  @ApiProperty({ type: 'integer', format: 'int64' })
  bonusTokens: number;

  /** Frozen when it was ordered. */
  @ApiProperty({ type: QuotePriceDto })
  price: QuotePriceDto;

  @ApiProperty({ type: PurchaseMethodDto, nullable: true })
  paymentMethod: PurchaseMethodDto | null;

  /** For the card holder's browser; only while `requires_action`, and not in lists. */
  @ApiPropertyOptional({ type: 'string' })
  clientSecret?: string;

  /** Only in `payment_failed`. */
  @ApiPropertyOptional({ type: PurchaseFailureDto })
  failure?: PurchaseFailureDto;

  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  invoiceId?: string;

  @ApiPropertyOptional({ type: 'string', examples: ['2026-000418'] })
  invoiceNumber?: string;

  @ApiProperty({ type: ActorDto })
  createdBy: ActorDto;

  @ApiProperty({ type: 'string', format: 'date-time' })
  createdAt: string;

  @ApiPropertyOptional({ type: 'string', format: 'date-time' })
  paidAt?: string;

  @ApiPropertyOptional({ type: 'string', format: 'date-time' })
  completedAt?: string;
}

/** The figures and ids behind one step of a purchase. */
export class PurchaseEventDetailsDto implements PurchaseEventDetailsView {
  /** Gross money of the step. */
  @ApiPropertyOptional({ type: MoneyDto })
  amount?: MoneyDto;

  /** Paid tokens taken back, frozen or given back. */
  @ApiPropertyOptional({ type: 'integer', format: 'int64' })
  tokens?: number;

  @ApiPropertyOptional({ type: 'integer', format: 'int64' })
  bonusTokens?: number;

  /** Money that left although its tokens were consumed, gross. */
  @ApiPropertyOptional({ type: MoneyDto })
  shortfall?: MoneyDto;

  /** Money that left twice, by a refund and by a dispute, gross. */
  @ApiPropertyOptional({ type: MoneyDto })
  returnedTwice?: MoneyDto;

  @ApiPropertyOptional({ type: 'string' })
  reason?: string;

  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  refundId?: string;

  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  disputeId?: string;

  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  invoiceId?: string;

  @ApiPropertyOptional({ type: 'string', examples: ['INV-2026-000418'] })
  invoiceNumber?: string;

  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  creditNoteId?: string;

  @ApiPropertyOptional({ type: 'string', examples: ['CN-2026-000003'] })
  creditNoteNumber?: string;
}

/** One transition of a purchase. */
export class PurchaseEventDto implements PurchaseEventView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string', examples: ['payment_started'] })
  type: string;

  /** One sentence for people. */
  @ApiProperty({ type: 'string' })
  summary: string;

  @ApiProperty({ type: 'string', enum: PURCHASE_STATUSES, nullable: true })
  from: PurchaseStatus | null;

  @ApiProperty({ type: 'string', enum: PURCHASE_STATUSES })
  to: PurchaseStatus;

  @ApiProperty({ type: ActorDto })
  actor: ActorDto;

  @ApiProperty({ type: 'string', format: 'date-time' })
  at: string;

  /** Only on steps that moved money or tokens. */
  @ApiPropertyOptional({ type: PurchaseEventDetailsDto })
  details?: PurchaseEventDetailsDto;
}

/** A purchase with all that came of it. */
export class PurchaseDetailDto extends PurchaseDto implements PurchaseDetailView {
  /** Oldest first. */
  @ApiProperty({ type: [PurchaseEventDto] })
  events: PurchaseEventDto[];

  @ApiProperty({ type: [PurchaseLotDto] })
  lots: PurchaseLotDto[];

  /** Ledger entries, oldest first. */
  @ApiProperty({ type: 'string', format: 'uuid', isArray: true })
  entryIds: string[];

  /** Newest first. */
  @ApiProperty({ type: [RefundDto] })
  refunds: RefundDto[];

  /** Newest first. */
  @ApiProperty({ type: [DisputeDto] })
  disputes: DisputeDto[];

  /** Oldest first; those that were cancelled are left out. */
  @ApiProperty({ type: [CreditNoteSummaryDto] })
  creditNotes: CreditNoteSummaryDto[];
}
