import { ApiPropertyOptional } from '@nestjs/swagger';
import type { NotificationTopic } from '@purser/contracts';
import { Optional, PageQuery } from '@purser/platform';
import { IsIn, IsString, MaxLength } from 'class-validator';
import { TOPICS } from '../../recipients/topics.js';
import type { DeliveryChannel, DeliveryStatus } from '../delivery.entity.js';

const CHANNELS = ['email', 'in_app', 'webhook'] as const;
const STATUSES = ['pending', 'sent', 'failed', 'kept'] as const;

export class ListDeliveriesQuery extends PageQuery {
  /** The caller's only membership where left out. */
  @Optional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  organizationId?: string;

  /** Only deliveries on this channel. */
  @Optional()
  @IsIn(CHANNELS)
  @ApiPropertyOptional({ type: 'string', enum: CHANNELS })
  channel?: DeliveryChannel;

  /** Only deliveries in this state; `kept` mails wait in the console, no mail server is set. */
  @Optional()
  @IsIn(STATUSES)
  @ApiPropertyOptional({ type: 'string', enum: STATUSES })
  status?: DeliveryStatus;

  /** The event's name, for example `purchase.completed`. */
  @Optional()
  @IsString()
  @MaxLength(100)
  @ApiPropertyOptional({ type: 'string', maxLength: 100 })
  event?: string;

  /** Only what is about this topic. */
  @Optional()
  @IsIn(TOPICS)
  @ApiPropertyOptional({ type: 'string', enum: TOPICS })
  topic?: NotificationTopic;
}

/** Whose delivery it is. */
export class DeliveryOrganizationQuery {
  /** The caller's only membership where left out. */
  @Optional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  organizationId?: string;
}
