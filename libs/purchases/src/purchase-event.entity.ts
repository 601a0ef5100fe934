import type { PurchaseEventDetailsView, PurchaseStatus } from '@purser/contracts';
import type { Actor } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { PURCHASE_STATUSES } from './purchase-status.js';

/** One transition of a purchase; append-only. */
@Entity('purchase_events')
export class PurchaseEvent {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  purchaseId: string;

  /** Position within the purchase, from 1. */
  @Column('integer')
  sequence: number;

  /** For example `payment_started`. */
  @Column('text')
  type: string;

  /** One sentence for people. */
  @Column('text')
  summary: string;

  @Column('enum', { enum: PURCHASE_STATUSES, enumName: 'purchase_status', nullable: true })
  fromStatus: PurchaseStatus | null;

  @Column('enum', { enum: PURCHASE_STATUSES, enumName: 'purchase_status' })
  toStatus: PurchaseStatus;

  @Column('integer')
  attempt: number;

  @Column('text')
  actorType: Actor['type'];

  @Column('uuid', { nullable: true })
  actorId: string | null;

  @Column('text')
  actorName: string;

  @Column('text', { nullable: true })
  requestId: string | null;

  /** The figures and ids behind the sentence; null where there are none. */
  @Column('jsonb', { nullable: true })
  details: PurchaseEventDetailsView | null;

  @Column('timestamptz')
  at: Date;
}
