import type { EventType, WebhookDeliveryStatus } from '@purser/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One event on its way to one endpoint; unique by both. */
@Entity('webhook_deliveries')
export class WebhookDelivery {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  endpointId: string;

  /** Also the `webhook-id`. */
  @Column('uuid')
  eventId: string;

  @Column('text')
  type: EventType;

  @Column('text')
  status: WebhookDeliveryStatus;

  /** All attempts there ever were. */
  @Column('integer')
  attempts: number;

  /**
   * Attempts since it was made or last asked to be delivered again: where the schedule is. 0 while a
   * sender holds it: that attempt began before it was asked for.
   */
  @Column('integer')
  roundAttempts: number;

  /** When to try next; null once nothing more is to be tried. */
  @Column('timestamptz', { nullable: true })
  dueAt: Date | null;

  @Column('timestamptz', { nullable: true })
  claimedAt: Date | null;

  /** Until when one sender works on it alone. */
  @Column('timestamptz', { nullable: true })
  claimedUntil: Date | null;

  /** Only the holder of this claim may write the result. */
  @Column('uuid', { nullable: true })
  claimId: string | null;

  /** Of the last answer. */
  @Column('integer', { nullable: true })
  httpStatus: number | null;

  @Column('text', { nullable: true })
  lastError: string | null;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  deliveredAt: Date | null;
}
