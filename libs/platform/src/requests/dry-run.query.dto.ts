import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Optional } from '../problems/optional.js';

/** Whether a write is only rehearsed. */
export class DryRunQuery {
  /** `true` answers what would happen and changes nothing. */
  @Optional()
  @IsIn(['true', 'false'])
  @ApiPropertyOptional({ type: 'string', enum: ['true', 'false'] })
  dryRun?: 'true' | 'false';
}
