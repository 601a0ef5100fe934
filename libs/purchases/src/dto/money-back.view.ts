import { ApiProperty } from '@nestjs/swagger';
import type {
  CreditNoteSummaryView,
  DisputeStatus,
  DisputeView,
  RefundOrigin,
  RefundPreviewView,
  RefundStatus,
  RefundView,
} from '@purser/contracts';
import { ActorDto, MoneyDto } from '@purser/platform';
import { DISPUTE_STATUSES } from '../disputes/dispute.entity.js';
import { REFUND_STATUSES } from '../refunds/refund.entity.js';

const TOKENS = { type: 'integer', format: 'int64' } as const;
const OPTIONAL_TEXT = { type: 'string', nullable: true } as const;
const OPTIONAL_ID = { type: 'string', format: 'uuid', nullable: true } as const;
const OPTIONAL_INSTANT = { type: 'string', format: 'date-time', nullable: true } as const;

/** What a refund would do at this moment; nothing is reserved. */
export class RefundPreviewDto implements RefundPreviewView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  purchaseReferenceId: string;

  /** The most that can be refunded, gross: what is left of the tokens at cost, with its tax. */
  @ApiProperty({ type: MoneyDto })
  refundable: MoneyDto;

  /** What would be refunded: everything, or whole tokens within the amount asked for. */
  @ApiProperty({ type: MoneyDto })
  amount: MoneyDto;

  @ApiProperty({ type: MoneyDto })
  subtotal: MoneyDto;

  @ApiProperty({ type: MoneyDto })
  tax: MoneyDto;

  /** Paid tokens that would be taken back. */
  @ApiProperty(TOKENS)
  tokens: number;

  /** Bonus tokens that would be taken back; bonus goes first. */
  @ApiProperty(TOKENS)
  bonusTokens: number;

  /** Paid tokens that cannot be refunded, by why. */
  @ApiProperty(TOKENS)
  consumedTokens: number;

  @ApiProperty(TOKENS)
  heldTokens: number;

  @ApiProperty(TOKENS)
  frozenTokens: number;

  @ApiProperty(TOKENS)
  expiredTokens: number;

  @ApiProperty(TOKENS)
  refundedTokens: number;

  /** The wallet after it. */
  @ApiProperty(TOKENS)
  balanceAfter: number;

  @ApiProperty(TOKENS)
  availableAfter: number;

  /** Whether another person would have to approve it. */
  @ApiProperty({ type: 'boolean' })
  approvalRequired: boolean;
}

/** Money of a purchase that goes back. */
export class RefundDto implements RefundView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  organizationId: string;

  @ApiProperty({ type: 'string' })
  organizationName: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  purchaseReferenceId: string;

  /** `provider` = made in the payment provider's dashboard. */
  @ApiProperty({ type: 'string', enum: ['purser', 'provider'] })
  origin: RefundOrigin;

  @ApiProperty({ type: 'string', enum: REFUND_STATUSES })
  status: RefundStatus;

  /** Gross. While `pending_approval` what it would be. */
  @ApiProperty({ type: MoneyDto })
  amount: MoneyDto;

  @ApiProperty({ type: MoneyDto })
  subtotal: MoneyDto;

  @ApiProperty({ type: MoneyDto })
  tax: MoneyDto;

  /** Paid tokens taken back. */
  @ApiProperty(TOKENS)
  tokens: number;

  @ApiProperty(TOKENS)
  bonusTokens: number;

  /** Of the amount, what was paid back for tokens that were gone already, gross. */
  @ApiProperty({ type: MoneyDto })
  shortfall: MoneyDto;

  /**
   * Of the amount, what its credit note gives back of the invoice, gross; 0 until it succeeded. Less
   * than the amount only where more went back in all than the invoice states.
   */
  @ApiProperty({ type: MoneyDto })
  credited: MoneyDto;

  @ApiProperty(OPTIONAL_TEXT)
  reason: string | null;

  @ApiProperty(OPTIONAL_ID)
  creditNoteId: string | null;

  @ApiProperty(OPTIONAL_TEXT)
  creditNoteNumber: string | null;

  /** Why it failed. */
  @ApiProperty(OPTIONAL_TEXT)
  failure: string | null;

  @ApiProperty({ type: ActorDto })
  maker: ActorDto;

  @ApiProperty({ type: ActorDto, nullable: true })
  checker: ActorDto | null;

  @ApiProperty(OPTIONAL_TEXT)
  decisionReason: string | null;

  @ApiProperty({ type: 'string', format: 'date-time' })
  createdAt: string;

  @ApiProperty(OPTIONAL_INSTANT)
  settledAt: string | null;
}

/** A card holder's complaint about a purchase. */
export class DisputeDto implements DisputeView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  organizationId: string;

  @ApiProperty({ type: 'string' })
  organizationName: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  purchaseReferenceId: string;

  /** The payment provider's id, for its dashboard. */
  @ApiProperty({ type: 'string' })
  providerId: string;

  /** `inquiry` = the bank asks, no money moved; `open` = the tokens are frozen. */
  @ApiProperty({ type: 'string', enum: DISPUTE_STATUSES })
  status: DisputeStatus;

  /** The provider's word. */
  @ApiProperty({ type: 'string', examples: ['fraudulent'] })
  reason: string;

  /** Disputed money, gross. */
  @ApiProperty({ type: MoneyDto })
  amount: MoneyDto;

  /** Of the amount, what the holder's bank keeps, gross; 0 unless it is lost. */
  @ApiProperty({ type: MoneyDto })
  lost: MoneyDto;

  /** Paid tokens that are frozen at this moment. */
  @ApiProperty(TOKENS)
  frozenTokens: number;

  @ApiProperty(TOKENS)
  frozenBonusTokens: number;

  /** Paid tokens that were taken when it was lost. */
  @ApiProperty(TOKENS)
  voidedTokens: number;

  @ApiProperty(TOKENS)
  voidedBonusTokens: number;

  /** Of what was lost, what was for tokens that were gone already, gross. */
  @ApiProperty({ type: MoneyDto })
  shortfall: MoneyDto;

  /** Of what was lost, what a refund had given back before, gross. */
  @ApiProperty({ type: MoneyDto })
  returnedTwice: MoneyDto;

  /** Until when evidence may be sent to the provider. */
  @ApiProperty(OPTIONAL_INSTANT)
  evidenceDueBy: string | null;

  @ApiProperty(OPTIONAL_ID)
  creditNoteId: string | null;

  @ApiProperty(OPTIONAL_TEXT)
  creditNoteNumber: string | null;

  @ApiProperty({ type: 'string', format: 'date-time' })
  openedAt: string;

  @ApiProperty(OPTIONAL_INSTANT)
  closedAt: string | null;
}

/** A credit note by number and amount. */
export class CreditNoteSummaryDto implements CreditNoteSummaryView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string', examples: ['CN-2026-000003'] })
  number: string;

  @ApiProperty({ type: MoneyDto })
  total: MoneyDto;

  @ApiProperty({ type: 'string', format: 'date-time' })
  issuedAt: string;
}
