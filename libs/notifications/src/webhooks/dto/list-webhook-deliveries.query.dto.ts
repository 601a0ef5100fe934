import { ApiPropertyOptional } from '@nestjs/swagger';
import { EVENT_TYPES, type EventType, type WebhookDeliveryStatus } from '@purser/contracts';
import { isId, Optional, OptionalInstant, PageQuery } from '@purser/platform';
import { IsIn, ValidateBy } from 'class-validator';
import { WEBHOOK_DELIVERY_STATUSES } from './webhook-delivery.view.js';

const TYPES = Object.keys(EVENT_TYPES);

const IsId = () =>
  ValidateBy({
    name: 'isId',
    validator: { validate: isId, defaultMessage: () => 'must be an id' },
  });

/** Which deliveries. */
export class ListWebhookDeliveriesQuery extends PageQuery {
  /** Only to this endpoint. */
  @Optional()
  @IsId()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  endpointId?: string;

  /** Only deliveries in this state. */
  @Optional()
  @IsIn(WEBHOOK_DELIVERY_STATUSES)
  @ApiPropertyOptional({ type: 'string', enum: WEBHOOK_DELIVERY_STATUSES })
  status?: WebhookDeliveryStatus;

  /** Only events of this type. */
  @Optional()
  @IsIn(TYPES, { message: 'must be an event type' })
  @ApiPropertyOptional({ type: 'string', enum: TYPES })
  type?: EventType;

  @OptionalInstant('Made at this instant or later.')
  from?: string;

  @OptionalInstant('Made before this instant.')
  to?: string;
}
