import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An event written in the transaction that caused it, waiting to be handed to the queue. */
@Entity('outbox')
export class OutboxMessage {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  event: string;

  @Column('jsonb')
  payload: object;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  sentAt: Date | null;

  /** Whether it was looked at for the public events. */
  @Column('boolean', { default: false })
  published: boolean;
}
