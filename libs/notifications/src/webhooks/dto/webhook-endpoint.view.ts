import { ApiProperty } from '@nestjs/swagger';
import {
  SUBSCRIBABLE_EVENT_TYPES,
  type WebhookEndpointSecretView,
  type WebhookEndpointView,
} from '@purser/contracts';
import { ActorDto, actorView, type CsvColumns } from '@purser/platform';
import type { DisabledReason, WebhookEndpoint } from '../webhook-endpoint.entity.js';

/** An address of an organization that is told about its events. */
export class WebhookEndpointDto implements WebhookEndpointView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  organizationId: string;

  @ApiProperty({ type: 'string', examples: ['https://example.com/purser'] })
  url: string;

  @ApiProperty({ type: 'string' })
  description: string;

  /** `*` stands for all. */
  @ApiProperty({
    type: 'array',
    items: { type: 'string', enum: ['*', ...SUBSCRIBABLE_EVENT_TYPES] },
  })
  types: string[];

  @ApiProperty({ type: 'boolean' })
  enabled: boolean;

  /** Disabled by a person, by its answer 410, or after three days of failures. */
  @ApiProperty({ type: 'string', enum: ['requested', 'gone', 'failing', null], nullable: true })
  disabledReason: DisabledReason | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  disabledAt: string | null;

  /** Since when nothing but failures; null after a success. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  failingSince: string | null;

  /** Until when the secret before the rotation signs too. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  previousSecretUntil: string | null;

  @ApiProperty({ type: ActorDto })
  createdBy: ActorDto;

  @ApiProperty({ type: 'string', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  updatedAt: string;
}

/** The endpoint with its secret, which is in this answer and nowhere else. */
export class WebhookEndpointSecretDto
  extends WebhookEndpointDto
  implements WebhookEndpointSecretView
{
  @ApiProperty({ type: 'string', pattern: '^whsec_' })
  secret: string;
}

export function webhookEndpointView(row: WebhookEndpoint): WebhookEndpointDto {
  return {
    id: row.id,
    organizationId: row.organizationId,
    url: row.url,
    description: row.description,
    types: row.events,
    enabled: row.enabled,
    disabledReason: row.disabledReason,
    disabledAt: row.disabledAt?.toISOString() ?? null,
    failingSince: row.failingSince?.toISOString() ?? null,
    previousSecretUntil: row.previousSecretUntil?.toISOString() ?? null,
    createdBy: actorView({ type: row.actorType, id: row.actorId, name: row.actorName }),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

export const WEBHOOK_ENDPOINT_CSV: CsvColumns<WebhookEndpointDto> = {
  id: (row) => row.id,
  url: (row) => row.url,
  description: (row) => row.description,
  types: (row) => row.types.join(' '),
  enabled: (row) => row.enabled,
  disabledReason: (row) => row.disabledReason,
  failingSince: (row) => row.failingSince,
  createdAt: (row) => row.createdAt,
};
