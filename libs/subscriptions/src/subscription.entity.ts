import type {
  SubscriptionCancelReason,
  SubscriptionInterval,
  SubscriptionStatus,
} from '@purser/contracts';
import type { Actor } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Every status, as the enum in the database has them. */
export const SUBSCRIPTION_STATUSES = [
  'incomplete',
  'active',
  'paused',
  'past_due',
  'canceled',
] as const satisfies readonly SubscriptionStatus[];

/** A package that is bought again each interval; one that is not canceled per organization. */
@Entity('token_subscriptions')
export class Subscription {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('enum', { enum: SUBSCRIPTION_STATUSES, enumName: 'subscription_status' })
  status: SubscriptionStatus;

  @Column('uuid')
  packageId: string;

  /** The package from the next period on; null = the same. */
  @Column('uuid', { nullable: true })
  nextPackageId: string | null;

  @Column('text')
  interval: SubscriptionInterval;

  /** Start of period 0: every later start is counted from here. */
  @Column('timestamptz')
  anchorAt: Date;

  /** IANA name, as the organization's was at creation. */
  @Column('text')
  timeZone: string;

  @Column('uuid')
  paymentMethodId: string;

  /** The last period that is paid; null before the first. */
  @Column('integer', { nullable: true })
  currentPeriod: number | null;

  @Column('timestamptz', { nullable: true })
  currentPeriodStart: Date | null;

  /** Exclusive. */
  @Column('timestamptz', { nullable: true })
  currentPeriodEnd: Date | null;

  /** The period that is opened next; skipped ones are passed over. */
  @Column('integer')
  nextPeriod: number;

  /** When `nextPeriod` starts and is charged; null where nothing is to be charged. */
  @Column('timestamptz', { nullable: true })
  nextChargeAt: Date | null;

  /** When people are reminded of the next charge, or in grace of its end. */
  @Column('timestamptz', { nullable: true })
  reminderAt: Date | null;

  @Column('timestamptz', { nullable: true })
  pausedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  pastDueAt: Date | null;

  @Column('integer')
  graceDays: number;

  @Column('timestamptz', { nullable: true })
  graceEndsAt: Date | null;

  @Column('boolean', { default: false })
  cancelAtPeriodEnd: boolean;

  @Column('timestamptz', { nullable: true })
  canceledAt: Date | null;

  @Column('text', { nullable: true })
  cancelReason: SubscriptionCancelReason | null;

  /** Raised by every change. */
  @Column('integer', { default: 1 })
  version: number;

  @Column('text')
  actorType: Actor['type'];

  @Column('uuid', { nullable: true })
  actorId: string | null;

  @Column('text')
  actorName: string;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;
}
