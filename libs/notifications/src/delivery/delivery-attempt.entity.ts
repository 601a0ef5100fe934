import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One try to deliver, and how it went. Append-only. */
@Entity('delivery_attempts')
export class DeliveryAttempt {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  deliveryId: string;

  /** From 1. */
  @Column('integer')
  attempt: number;

  @Column('text')
  outcome: 'sent' | 'failed';

  /** Status of a webhook's answer; null for mail. */
  @Column('integer', { nullable: true })
  httpStatus: number | null;

  @Column('text', { nullable: true })
  detail: string | null;

  @Column('integer')
  durationMs: number;

  @Column('timestamptz')
  at: Date;
}
