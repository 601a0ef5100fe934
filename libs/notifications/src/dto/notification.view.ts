import { ApiProperty } from '@nestjs/swagger';
import type { NotificationView as NotificationWire } from '@purser/contracts';
import type { CsvColumns } from '@purser/platform';
import type { Notification, Severity } from '../notification.entity.js';

/** One in-app notification of an organization. */
export class NotificationView implements NotificationWire {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  organizationId: string;

  @ApiProperty({ type: 'string', examples: ['purchase.completed'] })
  event: string;

  @ApiProperty({ type: 'string', enum: ['info', 'success', 'warning', 'critical'] })
  severity: Severity;

  @ApiProperty({ type: 'string' })
  title: string;

  @ApiProperty({ type: 'string' })
  body: string;

  /** Path inside the console. */
  @ApiProperty({ type: 'string', nullable: true })
  link: string | null;

  @ApiProperty({ type: 'string', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  readAt: string | null;
}

export function notificationView(row: Notification): NotificationView {
  const { id, organizationId, event, severity, title, body, link } = row;
  return {
    id,
    organizationId,
    event,
    severity,
    title,
    body,
    link,
    createdAt: row.createdAt.toISOString(),
    readAt: row.readAt?.toISOString() ?? null,
  };
}

export const NOTIFICATION_CSV: CsvColumns<NotificationView> = {
  id: (row) => row.id,
  createdAt: (row) => row.createdAt,
  event: (row) => row.event,
  severity: (row) => row.severity,
  title: (row) => row.title,
  body: (row) => row.body,
  readAt: (row) => row.readAt,
};
