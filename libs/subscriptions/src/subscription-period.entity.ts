import type { DeclineClass } from '@purser/payments';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * - `charging`: to be charged, or being charged, at `nextAttemptAt`
 * - `declined`: the card was declined; tried again at `nextAttemptAt`, where there is one
 * - `skipped`: it started while the subscription was paused
 * - `abandoned`: the subscription was canceled before it was paid
 */
export type PeriodStatus = 'charging' | 'paid' | 'declined' | 'skipped' | 'abandoned';

/** The statuses of a period that is still to be paid. */
export const OPEN_PERIOD_STATUSES = [
  'charging',
  'declined',
] as const satisfies readonly PeriodStatus[];

/** One period of a subscription and its one charge: the unique key bills it once. */
@Entity('subscription_periods')
export class SubscriptionPeriod {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  subscriptionId: string;

  /** 0 is the first. */
  @Column('integer')
  period: number;

  @Column('uuid')
  packageId: string;

  @Column('timestamptz')
  startsAt: Date;

  /** Exclusive. */
  @Column('timestamptz')
  endsAt: Date;

  @Column('text')
  status: PeriodStatus;

  /** The purchase that pays it; null where it is skipped. */
  @Column('uuid', { nullable: true })
  purchaseId: string | null;

  /** How many charges Purser tried whose outcome is written down here. */
  @Column('integer', { default: 0 })
  attempts: number;

  /** How many of them the bank refused. */
  @Column('integer', { default: 0 })
  declines: number;

  /** When the next charge is due; while one is running, until when it is left alone. */
  @Column('timestamptz', { nullable: true })
  nextAttemptAt: Date | null;

  @Column('timestamptz', { nullable: true })
  firstDeclinedAt: Date | null;

  @Column('text', { nullable: true })
  lastDeclineCode: string | null;

  @Column('text', { nullable: true })
  lastDeclineClass: DeclineClass | null;

  @Column('timestamptz', { nullable: true })
  paidAt: Date | null;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;
}
