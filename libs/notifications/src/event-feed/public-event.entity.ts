import type { EventType, PublicEventView } from '@purser/contracts';
import { asBigInt } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One public event as it is told for ever; never changed. */
@Entity('organization_events')
export class PublicEvent {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  /** From 1, without a gap, in the order of commits; null for a test, which is in no feed. */
  @Column('bigint', { nullable: true, transformer: asBigInt })
  sequence: bigint | null;

  @Column('text')
  type: EventType;

  /** The row of the outbox it was made from; null for a test. */
  @Column('uuid', { nullable: true })
  sourceId: string | null;

  @Column('jsonb')
  payload: object;

  @Column('timestamptz')
  occurredAt: Date;

  @Column('timestamptz')
  createdAt: Date;
}

/** The wire form: a row of the feed, and the body of a webhook. */
export function publicEventView(event: PublicEvent): PublicEventView {
  return {
    id: event.id,
    type: event.type,
    timestamp: event.occurredAt.toISOString(),
    organizationId: event.organizationId,
    sequence: event.sequence === null ? null : Number(event.sequence),
    data: event.payload as Record<string, unknown>,
  };
}
