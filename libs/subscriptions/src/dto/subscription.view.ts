import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type {
  ForeseenChargeReason,
  ForeseenChargeView,
  SubscriptionCancelReason,
  SubscriptionDetailView,
  SubscriptionInterval,
  SubscriptionRehearsalView,
  SubscriptionStatus,
  SubscriptionView,
} from '@purser/contracts';
import { ActorDto, QuotePriceDto } from '@purser/platform';
import { SUBSCRIPTION_STATUSES } from '../subscription.entity.js';
import { INTERVALS } from './create-subscription.dto.js';

const CANCEL_REASONS = [
  'requested',
  'grace_ended',
  'incomplete',
  'not_offered',
] as const satisfies readonly SubscriptionCancelReason[];

const CHARGE_REASONS = [
  'first',
  'renewal',
  'package-change',
  'retry',
] as const satisfies readonly ForeseenChargeReason[];

/** From `start` to `end`, exclusive. */
export class SubscriptionPeriodDto {
  @ApiProperty({ type: 'string', format: 'date-time' })
  start: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  end: string;
}

/** A package that is bought again each interval. */
export class SubscriptionDto implements SubscriptionView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  organizationId: string;

  @ApiProperty({ type: 'string', enum: SUBSCRIPTION_STATUSES })
  status: SubscriptionStatus;

  @ApiProperty({ type: 'string', format: 'uuid' })
  packageId: string;

  /** The package from the next period on; null = the same. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  nextPackageId: string | null;

  @ApiProperty({ type: 'string', enum: INTERVALS })
  interval: SubscriptionInterval;

  @ApiProperty({ type: 'string', format: 'uuid' })
  paymentMethodId: string;

  /** Period n starts at this instant's local time in `timeZone` plus n intervals. */
  @ApiProperty({ type: 'string', format: 'date-time' })
  anchorAt: string;

  @ApiProperty({ type: 'string', examples: ['America/New_York'] })
  timeZone: string;

  /** The last period that is paid; null before the first one. */
  @ApiProperty({ type: SubscriptionPeriodDto, nullable: true })
  currentPeriod: SubscriptionPeriodDto | null;

  /** When the next period is charged; null where none will be. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  nextChargeAt: string | null;

  @ApiProperty({ type: 'boolean' })
  cancelAtPeriodEnd: boolean;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  pausedAt: string | null;

  /** Since when a charge is not paid. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  pastDueAt: string | null;

  /** When it is canceled unless it is paid. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  graceEndsAt: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  canceledAt: string | null;

  @ApiProperty({ type: 'string', enum: CANCEL_REASONS, nullable: true })
  cancelReason: SubscriptionCancelReason | null;

  /** The charge that is not paid: execute this purchase to pay it. */
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  openPurchaseId?: string;

  /** While `past_due`: when the card is tried again; left out where it is not. */
  @ApiPropertyOptional({ type: 'string', format: 'date-time' })
  nextAttemptAt?: string;

  /** For the card holder's browser; only while `incomplete`. */
  @ApiPropertyOptional({ type: 'string' })
  clientSecret?: string;

  @ApiProperty({ type: ActorDto })
  createdBy: ActorDto;

  @ApiProperty({ type: 'string', format: 'date-time' })
  createdAt: string;

  /** The version; sent back as `If-Match` with a change. */
  @ApiProperty({ type: 'string', examples: ['"3"'] })
  eTag: string;
}

/** A charge that is foreseen as things stand. */
export class ForeseenChargeDto implements ForeseenChargeView {
  /** 0 is the first period. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  period: number;

  @ApiProperty({ type: 'string', format: 'date-time' })
  start: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  end: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  chargeAt: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  packageId: string;

  @ApiProperty({ type: 'integer', format: 'int64', nullable: true })
  tokens: number | null;

  /** Of a retry as its purchase froze it, else of this moment; null where it is not offered. */
  @ApiProperty({ type: QuotePriceDto, nullable: true })
  price: QuotePriceDto | null;

  @ApiProperty({ type: 'string', enum: CHARGE_REASONS })
  reason: ForeseenChargeReason;

  /** One sentence for people. */
  @ApiProperty({ type: 'string' })
  explanation: string;
}

/** The subscription of an organization and what will be charged. */
export class SubscriptionDetailDto implements SubscriptionDetailView {
  /** The live one, else the latest that ended. */
  @ApiProperty({ type: SubscriptionDto, nullable: true })
  subscription: SubscriptionDto | null;

  /** The next six charges, soonest first. */
  @ApiProperty({ type: [ForeseenChargeDto] })
  preview: ForeseenChargeDto[];
}

/** What would be charged; nothing was changed. */
export class SubscriptionRehearsalDto implements SubscriptionRehearsalView {
  @ApiProperty({ type: 'boolean', enum: [true] })
  dryRun: true;

  /** The next six charges, soonest first. */
  @ApiProperty({ type: [ForeseenChargeDto] })
  preview: ForeseenChargeDto[];
}
