import { ApiPropertyOptional } from '@nestjs/swagger';
import { PageQuery } from '@purser/platform';
import { IsOptional, IsString } from 'class-validator';

export class ListPackagesQuery extends PageQuery {
  /** May be left out by members of one organization. */
  @IsOptional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  organizationId?: string;
}
