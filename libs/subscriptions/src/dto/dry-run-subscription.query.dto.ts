import { ApiPropertyOptional } from '@nestjs/swagger';
import { Optional } from '@purser/platform';
import { IsIn } from 'class-validator';

export class DryRunSubscriptionQuery {
  /** `true` answers which charges would come, and changes nothing. */
  @Optional()
  @IsIn(['true', 'false'])
  @ApiPropertyOptional({ type: 'string', enum: ['true', 'false'] })
  dryRun?: 'true' | 'false';
}
