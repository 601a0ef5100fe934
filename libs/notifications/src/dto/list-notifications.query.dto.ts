import { ApiPropertyOptional } from '@nestjs/swagger';
import { PageQuery } from '@purser/platform';
import { IsIn, IsOptional, IsString } from 'class-validator';

export class ListNotificationsQuery extends PageQuery {
  /** The caller's only membership where left out. */
  @IsOptional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  organizationId?: string;

  /** `true` lists only what nobody has read. */
  @IsOptional()
  @IsIn(['true', 'false'])
  @ApiPropertyOptional({ type: 'string', enum: ['true', 'false'], default: 'false' })
  unread?: 'true' | 'false';
}
