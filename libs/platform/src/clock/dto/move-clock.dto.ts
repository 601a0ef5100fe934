import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsString, MaxLength } from 'class-validator';
import { IsInstant } from '../../problems/instant.js';
import { Optional } from '../../problems/optional.js';

/** Where to move the clock: `now` or `advance`, one of them. */
export class MoveClockDto {
  @Optional()
  @IsInstant()
  @ApiPropertyOptional({ type: 'string', example: '2027-01-31T00:00:00Z' })
  now?: string;

  /** An ISO 8601 duration; months and years are those of the calendar in UTC. */
  @Optional()
  @IsString()
  @MaxLength(40)
  @ApiPropertyOptional({ type: 'string', maxLength: 40, examples: ['P1D', 'P1M', 'P1Y', 'PT1H'] })
  advance?: string;

  /** `off`: time passes and nothing runs, as while every process is down. */
  @Optional()
  @IsIn(['run', 'off'])
  @ApiPropertyOptional({ enum: ['run', 'off'], default: 'run' })
  jobs?: 'run' | 'off';
}
