import type { NotificationTopic } from '@purser/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SecretLinkKind } from '../notices/notice.js';

export type DeliveryChannel = 'email' | 'in_app' | 'webhook';

/**
 * `pending` is still to be tried, `sent` was accepted by the other side, `failed` was given up,
 * `kept` never leaves because no mail server is configured.
 */
export type DeliveryStatus = 'pending' | 'sent' | 'failed' | 'kept';

/** One message to one recipient over one channel; unique by event, channel and recipient. */
@Entity('notification_deliveries')
export class Delivery {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  event: string;

  @Column('uuid')
  eventId: string;

  /** What it is about, as far as recipients are chosen; null of what concerns one person. */
  @Column('text', { nullable: true })
  topic: NotificationTopic | null;

  @Column('text')
  channel: DeliveryChannel;

  /** An e-mail address, the id of a webhook endpoint, or `console`. */
  @Column('text')
  recipient: string;

  @Column({
    type: 'enum',
    enum: ['pending', 'sent', 'failed', 'kept'],
    enumName: 'notification_status',
  })
  status: DeliveryStatus;

  @Column('text')
  subject: string;

  @Column('text')
  bodyText: string;

  @Column('text', { nullable: true })
  bodyHtml: string | null;

  /** The secret link that is put into the mail when it leaves; the link itself is stored nowhere. */
  @Column('uuid', { nullable: true })
  secretLinkId: string | null;

  @Column('text', { nullable: true })
  secretLinkKind: SecretLinkKind | null;

  /** The document that goes along, printed when the mail leaves. */
  @Column('uuid', { nullable: true })
  attachmentInvoiceId: string | null;

  @Column('text', { nullable: true })
  attachmentName: string | null;

  /** What a webhook carries. */
  @Column('jsonb', { nullable: true })
  payload: object | null;

  @Column('uuid', { nullable: true })
  endpointId: string | null;

  @Column('integer', { default: 0 })
  attempts: number;

  /** The number of the first attempt of this round: sent again, it is tried as often once more. */
  @Column('integer', { default: 1 })
  firstAttempt: number;

  /** How often somebody asked to send it again. */
  @Column('integer', { default: 0 })
  redeliveries: number;

  @Column('text', { nullable: true })
  lastError: string | null;

  /** When to try next; null once nothing more is to be tried. */
  @Column('timestamptz', { nullable: true })
  nextAttemptAt: Date | null;

  /** Until when one deliverer works on it alone. */
  @Column('timestamptz', { nullable: true })
  claimedUntil: Date | null;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  sentAt: Date | null;
}
