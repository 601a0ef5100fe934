import { Optional } from '@purser/platform';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import { PeriodQuery } from './period.query.dto.js';

export class LedgerExportQuery extends PeriodQuery {
  /** The caller's only membership where left out. */
  @Optional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  organizationId?: string;
}
