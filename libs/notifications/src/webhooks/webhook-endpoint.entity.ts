import type { Actor } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Why an endpoint is disabled. */
export type DisabledReason = 'requested' | 'gone' | 'failing';

/** An address of an organization that is told about its events. */
@Entity('webhook_endpoints')
export class WebhookEndpoint {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  url: string;

  @Column('text', { default: '' })
  description: string;

  /** Event types, or `*` for all. */
  @Column('text', { array: true })
  events: string[];

  @Column('boolean', { default: true })
  enabled: boolean;

  @Column('timestamptz', { nullable: true })
  disabledAt: Date | null;

  @Column('text', { nullable: true })
  disabledReason: DisabledReason | null;

  /** Sealed, see WebhookSecrets; empty once deleted. */
  @Column('text')
  secret: string;

  @Column('text', { nullable: true })
  previousSecret: string | null;

  @Column('timestamptz', { nullable: true })
  previousSecretUntil: Date | null;

  /** Grows with each change by a person; the ETag. */
  @Column('integer', { default: 1 })
  version: number;

  @Column('text')
  actorType: Actor['type'];

  @Column('uuid', { nullable: true })
  actorId: string | null;

  @Column('text')
  actorName: string;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;

  /** Since when nothing but failures; null after a success. */
  @Column('timestamptz', { nullable: true })
  failingSince: Date | null;

  /** Until when it asked not to be called. */
  @Column('timestamptz', { nullable: true })
  throttledUntil: Date | null;

  /** A deleted endpoint stays as the name behind its deliveries. */
  @Column('timestamptz', { nullable: true })
  deletedAt: Date | null;
}

/** Whether the endpoint wants events of `type`. */
export function wants({ events }: Pick<WebhookEndpoint, 'events'>, type: string): boolean {
  return events.includes('*') || events.includes(type);
}
