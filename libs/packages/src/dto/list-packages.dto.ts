import { ApiPropertyOptional } from '@nestjs/swagger';
import { Optional, PageQuery } from '@purser/platform';
import { IsString } from 'class-validator';

export class ListPackagesQuery extends PageQuery {
  /** May be left out by members of one organization. */
  @Optional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  organizationId?: string;
}
