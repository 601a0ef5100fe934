import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { DeliveryView as DeliveryWire } from '@purser/contracts';
import type { CsvColumns } from '@purser/platform';
import type { Delivery, DeliveryChannel, DeliveryStatus } from '../delivery/delivery.entity.js';

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

  /** The mail itself. Only in the sandbox, and only of a mail that is kept. */
  @ApiPropertyOptional({ type: 'string' })
  text?: string;
}

export function deliveryView(row: Delivery, text?: string): DeliveryView {
  const { id, organizationId, channel, event, recipient, status, subject } = row;
  return {
    id,
    organizationId,
    channel,
    event,
    recipient,
    status,
    subject,
    attempts: row.attempts,
    lastError: row.lastError,
    createdAt: row.createdAt.toISOString(),
    sentAt: row.sentAt?.toISOString() ?? null,
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
};
