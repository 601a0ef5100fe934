import type { PurchaseStatus, PurchaseType } from '@purser/contracts';
import { asBigInt, type Actor } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { PURCHASE_STATUSES, PURCHASE_TYPES } from './purchase-status.js';

/**
 * One purchase: what is sold and at which price, frozen from the start, and how far it came. Once
 * `completedAt` is set only `status` may change. Its id is its public reference.
 */
@Entity('token_purchases')
export class TokenPurchase {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('enum', { enum: PURCHASE_TYPES, enumName: 'purchase_type' })
  type: PurchaseType;

  @Column('enum', { enum: PURCHASE_STATUSES, enumName: 'purchase_status' })
  status: PurchaseStatus;

  @Column('text')
  label: string;

  /** Null for a custom amount. */
  @Column('uuid', { nullable: true })
  packageId: string | null;

  @Column('integer')
  quantity: number;

  /** Paid tokens of the whole quantity. */
  @Column('bigint', { transformer: asBigInt })
  tokens: bigint;

  /** Free tokens on top. */
  @Column('bigint', { transformer: asBigInt })
  bonusTokens: bigint;

  /** Days from payment on; null = the tokens never expire. */
  @Column('integer', { nullable: true })
  validityDays: number | null;

  @Column('char', { length: 3 })
  currency: string;

  @Column('bigint', { transformer: asBigInt })
  unitAmountMinor: bigint;

  @Column('bigint', { transformer: asBigInt })
  subtotalMinor: bigint;

  @Column('bigint', { transformer: asBigInt })
  taxMinor: bigint;

  /** What is charged. */
  @Column('bigint', { transformer: asBigInt })
  totalMinor: bigint;

  /** Decimal string. */
  @Column('numeric')
  taxRatePercent: string;

  @Column('text')
  taxTreatment: 'standard' | 'reverse_charge' | 'exempt';

  @Column('text', { nullable: true })
  taxNote: string | null;

  /** The payment method named when it was ordered; paying may name another. */
  @Column('text', { nullable: true })
  chosenMethod: string | null;

  @Column('text')
  actorType: Actor['type'];

  @Column('uuid', { nullable: true })
  actorId: string | null;

  @Column('text')
  actorName: string;

  @Column('timestamptz')
  createdAt: Date;

  /** How many times paying was tried. */
  @Column('integer')
  attempt: number;

  /** The one payment of this purchase at the provider that is not over; attempts confirm this one. */
  @Column('text', { nullable: true })
  paymentIntentId: string | null;

  @Column('uuid', { nullable: true })
  paymentMethodId: string | null;

  @Column('text', { nullable: true })
  cardBrand: string | null;

  @Column('char', { length: 4, nullable: true })
  cardLast4: string | null;

  /** For the card holder's browser; only in `requires_action`. */
  @Column('text', { nullable: true })
  clientSecret: string | null;

  @Column('text', { nullable: true })
  failureCode: string | null;

  @Column('text', { nullable: true })
  failureDeclineCode: string | null;

  @Column('text', { nullable: true })
  failureMessage: string | null;

  @Column('uuid', { nullable: true })
  invoiceId: string | null;

  @Column('text', { nullable: true })
  invoiceNumber: string | null;

  @Column('timestamptz', { nullable: true })
  paidAt: Date | null;

  @Column('timestamptz', { nullable: true })
  completedAt: Date | null;

  /** Until when the open attempt is left alone: its lease, or the time for 3-D Secure. */
  @Column('timestamptz', { nullable: true })
  attemptUntil: Date | null;

  /** When the sweep asks the provider next; null = nothing is open. */
  @Column('timestamptz', { nullable: true })
  dueAt: Date | null;
}
