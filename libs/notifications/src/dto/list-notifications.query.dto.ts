import { ApiPropertyOptional } from '@nestjs/swagger';
import { Optional, PageQuery } from '@purser/platform';
import { IsIn, IsString } from 'class-validator';

export class ListNotificationsQuery extends PageQuery {
  /** The caller's only membership where left out. */
  @Optional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  organizationId?: string;

  /** `true` lists only what nobody has read. */
  @Optional()
  @IsIn(['true', 'false'])
  @ApiPropertyOptional({ type: 'string', enum: ['true', 'false'], default: 'false' })
  unread?: 'true' | 'false';
}
