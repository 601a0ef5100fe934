import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type {
  DeliveryAttemptView,
  DeliveryView as DeliveryWire,
  NotificationTopic,
} from '@purser/contracts';
import type { CsvColumns } from '@purser/platform';
import { TOPICS } from '../../recipients/topics.js';
import type { DeliveryAttempt } from '../delivery-attempt.entity.js';
import type { Delivery, DeliveryChannel, DeliveryStatus } from '../delivery.entity.js';

/** One message to one recipient over one channel. */
export class DeliveryView implements DeliveryWire {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  organizationId: string;

  @ApiProperty({ type: 'string', enum: ['email', 'in_app', 'webhook'] })
  channel: DeliveryChannel;

  @ApiProperty({ type: 'string', examples: ['purchase.completed'] })
  event: string;

  /** What it is about, as far as recipients are chosen; null of what concerns one person. */
  @ApiProperty({ type: 'string', enum: TOPICS, nullable: true })
  topic: NotificationTopic | null;

  @ApiProperty({ type: 'string' })
  recipient: string;

  /** `kept`: no mail server is configured, so the mail stays here. */
  @ApiProperty({ type: 'string', enum: ['pending', 'sent', 'failed', 'kept'] })
  status: DeliveryStatus;

  @ApiProperty({ type: 'string' })
  subject: string;

  @ApiProperty({ type: 'integer', minimum: 0 })
  attempts: number;

  @ApiProperty({ type: 'string', nullable: true })
  lastError: string | null;

  @ApiProperty({ type: 'string', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  sentAt: string | null;

  /** When it is tried next; null once nothing more is to be tried. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  nextAttemptAt: string | null;

  /** File names that go along with a mail. */
  @ApiProperty({ type: 'string', isArray: true, examples: [['2026-000418.pdf']] })
  attachments: string[];

  /** Whether it can be sent again. */
  @ApiProperty({ type: 'boolean' })
  redeliverable: boolean;

  /** The mail itself. Only in the sandbox, and only of a mail that is kept. */
  @ApiPropertyOptional({ type: 'string' })
  text?: string;
}

/** Whether a mail can be sent again: it left or was given up, and there is a server to take it. */
export function isRedeliverable({ channel, status }: Delivery, mailLeaves: boolean): boolean {
  return channel === 'email' && status !== 'pending' && mailLeaves;
}

/** `mailLeaves` says whether there is a mail server; `text` is that of a kept mail. */
export function deliveryView(row: Delivery, mailLeaves: boolean, text?: string): DeliveryView {
  const { id, organizationId, channel, event, topic, recipient, status, subject } = row;
  return {
    id,
    organizationId,
    channel,
    event,
    topic,
    recipient,
    status,
    subject,
    attempts: row.attempts,
    lastError: row.lastError,
    createdAt: row.createdAt.toISOString(),
    sentAt: row.sentAt?.toISOString() ?? null,
    nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
    attachments: row.attachmentName === null ? [] : [row.attachmentName],
    redeliverable: isRedeliverable(row, mailLeaves),
    ...(text !== undefined && { text }),
  };
}

export const DELIVERY_CSV: CsvColumns<DeliveryView> = {
  id: (row) => row.id,
  createdAt: (row) => row.createdAt,
  event: (row) => row.event,
  channel: (row) => row.channel,
  recipient: (row) => row.recipient,
  status: (row) => row.status,
  subject: (row) => row.subject,
  attempts: (row) => row.attempts,
  lastError: (row) => row.lastError,
  sentAt: (row) => row.sentAt,
  nextAttemptAt: (row) => row.nextAttemptAt,
  topic: (row) => row.topic,
};

/** One try to deliver, and how it went. */
export class DeliveryAttemptDto implements DeliveryAttemptView {
  @ApiProperty({ type: 'integer', minimum: 1 })
  attempt: number;

  @ApiProperty({ type: 'string', enum: ['sent', 'failed'] })
  outcome: 'sent' | 'failed';

  /** Only of a webhook. */
  @ApiProperty({ type: 'integer', nullable: true })
  httpStatus: number | null;

  @ApiProperty({ type: 'string', nullable: true })
  detail: string | null;

  @ApiProperty({ type: 'integer', minimum: 0 })
  durationMs: number;

  @ApiProperty({ type: 'string', format: 'date-time' })
  at: string;
}

export function attemptView(row: DeliveryAttempt): DeliveryAttemptDto {
  const { attempt, outcome, httpStatus, detail, durationMs, at } = row;
  return { attempt, outcome, httpStatus, detail, durationMs, at: at.toISOString() };
}
