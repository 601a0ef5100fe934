import { Optional } from '../problems/optional.js';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { PageQuery } from '../lists/page-query.dto.js';

export class ListJobRunsQuery extends PageQuery {
  /** Only runs of this job. */
  @Optional()
  @Matches(/^[A-Za-z][A-Za-z0-9]{0,99}$/, { message: 'must be the name of a job' })
  @ApiPropertyOptional({ type: 'string', maxLength: 100, example: 'deliverDue' })
  job?: string;
}
