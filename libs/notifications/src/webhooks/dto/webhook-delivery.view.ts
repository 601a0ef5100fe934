import { ApiProperty } from '@nestjs/swagger';
import {
  EVENT_TYPES,
  type EventType,
  type WebhookAttemptView,
  type WebhookDeliveryDetailView,
  type WebhookDeliveryStatus,
  type WebhookDeliveryView,
} from '@purser/contracts';
import type { CsvColumns } from '@purser/platform';
import { PublicEventDto } from '../../event-feed/dto/public-event.view.js';
import type { WebhookAttempt } from '../webhook-attempt.entity.js';
import type { WebhookDelivery } from '../webhook-delivery.entity.js';

export const WEBHOOK_DELIVERY_STATUSES = ['pending', 'delivered', 'failed', 'canceled'] as const;

/** One event on its way to one endpoint. */
export class WebhookDeliveryDto implements WebhookDeliveryView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  organizationId: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  endpointId: string;

  /** Where it goes; of a deleted endpoint, where it went. */
  @ApiProperty({ type: 'string' })
  url: string;

  /** Also the `webhook-id` header of every attempt. */
  @ApiProperty({ type: 'string', format: 'uuid' })
  eventId: string;

  @ApiProperty({ type: 'string', enum: Object.keys(EVENT_TYPES) })
  type: EventType;

  /** `canceled`: the endpoint was disabled or deleted before it got through. */
  @ApiProperty({ type: 'string', enum: WEBHOOK_DELIVERY_STATUSES })
  status: WebhookDeliveryStatus;

  @ApiProperty({ type: 'integer', minimum: 0 })
  attempts: number;

  /** Status of the last answer; null where there was none. */
  @ApiProperty({ type: 'integer', nullable: true })
  httpStatus: number | null;

  @ApiProperty({ type: 'string', nullable: true })
  lastError: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  nextAttemptAt: string | null;

  @ApiProperty({ type: 'string', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  deliveredAt: string | null;
}

/** One try, and how it went. */
export class WebhookAttemptDto implements WebhookAttemptView {
  @ApiProperty({ type: 'integer', minimum: 1 })
  attempt: number;

  @ApiProperty({ type: 'string', enum: ['delivered', 'failed'] })
  outcome: 'delivered' | 'failed';

  @ApiProperty({ type: 'integer', nullable: true })
  httpStatus: number | null;

  @ApiProperty({ type: 'integer', minimum: 0 })
  latencyMs: number;

  /** The first kilobyte of the answer. */
  @ApiProperty({ type: 'string', nullable: true })
  responseBody: string | null;

  @ApiProperty({ type: 'string', nullable: true })
  error: string | null;

  @ApiProperty({ type: 'string', format: 'date-time' })
  at: string;
}

/** A delivery with what it carries and every attempt. */
export class WebhookDeliveryDetailDto
  extends WebhookDeliveryDto
  implements WebhookDeliveryDetailView
{
  @ApiProperty({ type: PublicEventDto })
  payload: PublicEventDto;

  /** Oldest first. */
  @ApiProperty({ type: [WebhookAttemptDto] })
  attemptLog: WebhookAttemptDto[];
}

export function webhookDeliveryView(row: WebhookDelivery, url: string): WebhookDeliveryDto {
  return {
    id: row.id,
    organizationId: row.organizationId,
    endpointId: row.endpointId,
    url,
    eventId: row.eventId,
    type: row.type,
    status: row.status,
    attempts: row.attempts,
    httpStatus: row.httpStatus,
    lastError: row.lastError,
    nextAttemptAt: row.dueAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    deliveredAt: row.deliveredAt?.toISOString() ?? null,
  };
}

export function webhookAttemptView(row: WebhookAttempt): WebhookAttemptDto {
  const { attempt, outcome, httpStatus, latencyMs, responseBody, error, at } = row;
  return { attempt, outcome, httpStatus, latencyMs, responseBody, error, at: at.toISOString() };
}

export const WEBHOOK_DELIVERY_CSV: CsvColumns<WebhookDeliveryDto> = {
  id: (row) => row.id,
  createdAt: (row) => row.createdAt,
  type: (row) => row.type,
  eventId: (row) => row.eventId,
  url: (row) => row.url,
  status: (row) => row.status,
  attempts: (row) => row.attempts,
  httpStatus: (row) => row.httpStatus,
  lastError: (row) => row.lastError,
  nextAttemptAt: (row) => row.nextAttemptAt,
  deliveredAt: (row) => row.deliveredAt,
};
