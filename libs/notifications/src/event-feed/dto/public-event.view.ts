import { ApiProperty } from '@nestjs/swagger';
import {
  EVENT_TYPES,
  type EventFeedView,
  type EventType,
  type EventTypesView,
  type EventTypeView,
  type PublicEventView,
} from '@purser/contracts';

const TYPES = Object.keys(EVENT_TYPES);

/** One public event: the body of a webhook, and a row of the feed. */
export class PublicEventDto implements PublicEventView {
  /** The `webhook-id` of every delivery of this event. */
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string', enum: TYPES })
  type: EventType;

  /** When it happened. */
  @ApiProperty({ type: 'string', format: 'date-time' })
  timestamp: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  organizationId: string;

  /** Grows by one per organization, in the order of the feed; null for a test. */
  @ApiProperty({ type: 'integer', minimum: 1, nullable: true })
  sequence: number | null;

  /** Depends on `type`: `GET /api/events/types` has an example of each. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  data: Record<string, unknown>;
}

/** A stretch of the feed, oldest first. */
export class EventFeedDto implements EventFeedView {
  @ApiProperty({ type: [PublicEventDto] })
  data: PublicEventDto[];

  /** Send as `after` for what follows; given also when there is nothing (yet). */
  @ApiProperty({ type: 'string' })
  cursor: string;

  /** Whether more is waiting right behind. */
  @ApiProperty({ type: 'boolean' })
  hasMore: boolean;
}

/** One entry of the catalogue of events. */
export class EventTypeDto implements EventTypeView {
  @ApiProperty({ type: 'string', enum: TYPES })
  type: EventType;

  @ApiProperty({ type: 'string' })
  description: string;

  /** The `data` of such an event. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  example: Record<string, unknown>;
}

export class EventTypesDto implements EventTypesView {
  @ApiProperty({ type: [EventTypeDto] })
  data: EventTypeDto[];
}
