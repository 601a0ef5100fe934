import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { EVENT_TYPES, type EventType } from '@purser/contracts';
import {
  Access,
  ApiAccessProblems,
  ApiProblems,
  Authenticated,
  OrganizationId,
} from '@purser/platform';
import { EventFeedDto, EventTypesDto } from './dto/public-event.view.js';
import { ReadEventsQuery } from './dto/read-events.query.dto.js';
import { EVENT_EXAMPLES } from './event-examples.js';
import { EventFeed } from './event-feed.service.js';

@ApiTags('Events')
@Controller('events')
export class EventFeedController {
  constructor(private readonly feed: EventFeed) {}

  @Get()
  @Access('tokens.view', 'query')
  @ApiOperation({
    operationId: 'readEvents',
    summary: 'The public events of an organization, oldest first',
    description:
      'Reads what happened after a cursor and misses nothing: an event gets its place when it is ' +
      'committed, and no later one ever gets a place before it. Keep `cursor` of each answer and ' +
      'send it as `after`; it is given also when nothing new is there, and with a filter. Events ' +
      'are kept for `EVENT_RETENTION_DAYS` (30 unless set otherwise); a cursor behind them answers ' +
      '410. Webhooks carry the same objects.',
  })
  @ApiOkResponse({ type: EventFeedDto })
  @ApiAccessProblems('organization-required', 'invalid-cursor', 'cursor-expired')
  read(
    @OrganizationId() organizationId: string,
    @Query() { after, limit, types }: ReadEventsQuery,
  ): Promise<EventFeedDto> {
    const from = after === undefined ? {} : { after };
    return this.feed.read(organizationId, { ...from, limit, types: types ?? [] });
  }

  @Get('types')
  @Authenticated()
  @ApiOperation({
    operationId: 'listEventTypes',
    summary: 'The catalogue of public events, with an example of each',
  })
  @ApiOkResponse({ type: EventTypesDto })
  @ApiProblems('not-authenticated')
  types(): EventTypesDto {
    const entries = Object.entries(EVENT_TYPES) as [EventType, string][];
    return {
      data: entries.map(([type, description]) => ({
        type,
        description,
        example: EVENT_EXAMPLES[type],
      })),
    };
  }
}
