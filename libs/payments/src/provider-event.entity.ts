import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { NoticePayload } from './payment-gateway.js';

/** One event of the provider, kept before it is acted upon; its id makes it arrive once. */
@Entity('provider_events')
export class ProviderEvent {
  @PrimaryColumn('text')
  id: string;

  @Column('text')
  type: string;

  @Column('text', { nullable: true })
  objectId: string | null;

  @Column('jsonb')
  payload: NoticePayload;

  @Column('timestamptz')
  receivedAt: Date;

  @Column('timestamptz', { nullable: true })
  processedAt: Date | null;

  /** Why it was set aside, or what went wrong at the last try. */
  @Column('text', { nullable: true })
  error: string | null;
}
