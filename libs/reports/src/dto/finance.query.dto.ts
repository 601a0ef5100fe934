import { ApiPropertyOptional } from '@nestjs/swagger';
import { Optional } from '@purser/platform';
import { IsString } from 'class-validator';
import { PeriodQuery } from './period.query.dto.js';

/** Whose finances, and when. */
export class FinanceQuery extends PeriodQuery {
  /** The caller's only membership where left out. */
  @Optional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  organizationId?: string;
}
