import { ApiPropertyOptional } from '@nestjs/swagger';
import { Optional } from '@purser/platform';
import { IsIn } from 'class-validator';
import type { CancelAt } from '../subscription-changes.js';

const CANCEL_AT = ['now', 'periodEnd'] as const satisfies readonly CancelAt[];

/** When it ends. */
export class CancelSubscriptionQuery {
  /** `now` unless given; `periodEnd` lets the paid period run out. */
  @Optional()
  @IsIn(CANCEL_AT, { message: 'must be now or periodEnd' })
  @ApiPropertyOptional({ type: 'string', enum: CANCEL_AT, default: 'now' })
  at?: CancelAt;
}
