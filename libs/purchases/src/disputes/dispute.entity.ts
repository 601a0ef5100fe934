import type { DisputeStatus, PurchaseStatus } from '@purser/contracts';
import { asBigInt } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { PURCHASE_STATUSES } from '../purchase-status.js';

/** The states of a dispute, as the database has them. */
export const DISPUTE_STATUSES = [
  'inquiry',
  'open',
  'won',
  'lost',
  'closed',
] as const satisfies readonly DisputeStatus[];

/** A card holder's complaint about a purchase; amounts in minor units of `currency`. */
@Entity('disputes')
export class Dispute {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  purchaseId: string;

  @Column('text')
  providerId: string;

  @Column('text')
  status: DisputeStatus;

  /** The provider's word. */
  @Column('text')
  reason: string;

  @Column('char', { length: 3 })
  currency: string;

  /** What is disputed, gross; less may be lost. */
  @Column('bigint', { transformer: asBigInt })
  amountMinor: bigint;

  @Column('enum', { enum: PURCHASE_STATUSES, enumName: 'purchase_status' })
  purchaseStatusBefore: PurchaseStatus;

  /** Paid tokens that are frozen for it at present. */
  @Column('bigint', { transformer: asBigInt, default: 0 })
  frozenTokens: bigint;

  @Column('bigint', { transformer: asBigInt, default: 0 })
  frozenBonusTokens: bigint;

  @Column('bigint', { transformer: asBigInt, default: 0 })
  voidedTokens: bigint;

  @Column('bigint', { transformer: asBigInt, default: 0 })
  voidedBonusTokens: bigint;

  /** Net cost of the voided tokens. */
  @Column('bigint', { transformer: asBigInt, default: 0 })
  costMinor: bigint;

  /** Credited for the voided tokens, gross. */
  @Column('bigint', { transformer: asBigInt, default: 0 })
  creditedMinor: bigint;

  @Column('bigint', { transformer: asBigInt, default: 0 })
  creditedTaxMinor: bigint;

  /** What the holder's bank keeps, gross; null unless it is lost. */
  @Column('bigint', { transformer: asBigInt, nullable: true })
  lostMinor: bigint | null;

  /** Of what was lost, what was for tokens that were gone already, gross: it is claimed. */
  @Column('bigint', { transformer: asBigInt, default: 0 })
  shortfallMinor: bigint;

  /** Of what was lost, what a refund had given back before, gross: it is claimed. */
  @Column('bigint', { transformer: asBigInt, default: 0 })
  returnedTwiceMinor: bigint;

  @Column('timestamptz', { nullable: true })
  evidenceDueBy: Date | null;

  @Column('uuid', { nullable: true })
  creditNoteId: string | null;

  @Column('text', { nullable: true })
  creditNoteNumber: string | null;

  @Column('timestamptz')
  openedAt: Date;

  @Column('timestamptz', { nullable: true })
  closedAt: Date | null;

  /** When the sweep asks the provider next; null = it is over. */
  @Column('timestamptz', { nullable: true })
  dueAt: Date | null;
}

/** What the holder's bank keeps, gross; 0 unless it is lost. */
export const lostOf = ({ lostMinor }: Dispute): bigint => lostMinor ?? 0n;

/** What the lots of a dispute are frozen for. */
export const frozenForDispute = ({ id }: Pick<Dispute, 'id'>): string => `dispute:${id}`;
