import type { RefundOrigin, RefundStatus } from '@purser/contracts';
import { asBigInt, type Actor } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The states of a refund, as the database has them. */
export const REFUND_STATUSES = [
  'pending_approval',
  'pending',
  'succeeded',
  'failed',
  'rejected',
] as const satisfies readonly RefundStatus[];

/**
 * Money of a purchase that goes back, and the tokens that were taken for it. Tokens are taken when
 * it becomes `pending`, before the provider is asked, and given back when it fails. Amounts are
 * minor units of `currency`.
 */
@Entity('refunds')
export class Refund {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  purchaseId: string;

  @Column('text', { default: 'purser' })
  origin: RefundOrigin;

  @Column('text')
  status: RefundStatus;

  @Column('char', { length: 3 })
  currency: string;

  /** Gross that was asked for; null = everything. */
  @Column('bigint', { transformer: asBigInt, nullable: true })
  askedMinor: bigint | null;

  /** Gross. */
  @Column('bigint', { transformer: asBigInt })
  amountMinor: bigint;

  @Column('bigint', { transformer: asBigInt, default: 0 })
  taxMinor: bigint;

  /** Net cost of the tokens that were taken. */
  @Column('bigint', { transformer: asBigInt, default: 0 })
  costMinor: bigint;

  /** Of the amount, what went back for tokens that were gone already, gross. */
  @Column('bigint', { transformer: asBigInt, default: 0 })
  shortfallMinor: bigint;

  /**
   * Of the amount, what its credit note gives back of the invoice, gross; 0 until it is booked. It
   * is less than the amount only where more went back in all than the invoice states.
   */
  @Column('bigint', { transformer: asBigInt, default: 0 })
  creditedMinor: bigint;

  @Column('bigint', { transformer: asBigInt })
  tokens: bigint;

  @Column('bigint', { transformer: asBigInt })
  bonusTokens: bigint;

  @Column('text', { nullable: true })
  reason: string | null;

  /** Part of the idempotency key; rises only when the provider ended a call without paying. */
  @Column('integer', { default: 0 })
  attempt: number;

  /** Stands for the request that asked for it; a request that is sent again adds nothing. */
  @Column('text', { nullable: true })
  effectKey: string | null;

  @Column('text', { nullable: true })
  providerId: string | null;

  @Column('uuid', { nullable: true })
  creditNoteId: string | null;

  @Column('text', { nullable: true })
  creditNoteNumber: string | null;

  @Column('text', { nullable: true })
  failure: string | null;

  @Column('text')
  actorType: Actor['type'];

  @Column('uuid', { nullable: true })
  actorId: string | null;

  @Column('text')
  actorName: string;

  @Column('text', { nullable: true })
  requestId: string | null;

  @Column('text', { nullable: true })
  checkerType: Actor['type'] | null;

  @Column('uuid', { nullable: true })
  checkerId: string | null;

  @Column('text', { nullable: true })
  checkerName: string | null;

  @Column('text', { nullable: true })
  decisionReason: string | null;

  @Column('timestamptz', { nullable: true })
  decidedAt: Date | null;

  @Column('timestamptz')
  createdAt: Date;

  /** When the sweep asks the provider next; null = nothing is open. */
  @Column('timestamptz', { nullable: true })
  dueAt: Date | null;

  @Column('timestamptz', { nullable: true })
  settledAt: Date | null;
}
