import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One try to deliver, and how it went. Never changed; it goes with its delivery. */
@Entity('webhook_attempts')
export class WebhookAttempt {
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
  outcome: 'delivered' | 'failed';

  @Column('integer', { nullable: true })
  httpStatus: number | null;

  @Column('integer')
  latencyMs: number;

  /** The first kilobyte of the answer. */
  @Column('text', { nullable: true })
  responseBody: string | null;

  @Column('text', { nullable: true })
  error: string | null;

  @Column('timestamptz')
  at: Date;
}
