import { ApiPropertyOptional } from '@nestjs/swagger';
import type { PurchaseStatus, PurchaseType } from '@purser/contracts';
import { Optional, PageQuery, OptionalInstant } from '@purser/platform';
import { IsIn, IsString } from 'class-validator';
import { PURCHASE_STATUSES, PURCHASE_TYPES } from '../purchase-status.js';

/** Which purchases. */
export class ListPurchasesQuery extends PageQuery {
  /** Left out: the caller's only organization. */
  @Optional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  organizationId?: string;

  /** Only purchases in this state. */
  @Optional()
  @IsIn(PURCHASE_STATUSES, { message: `must be one of ${PURCHASE_STATUSES.join(', ')}` })
  @ApiPropertyOptional({ type: 'string', enum: PURCHASE_STATUSES })
  status?: PurchaseStatus;

  /** Only purchases of this kind. */
  @Optional()
  @IsIn(PURCHASE_TYPES, { message: `must be one of ${PURCHASE_TYPES.join(', ')}` })
  @ApiPropertyOptional({ type: 'string', enum: PURCHASE_TYPES })
  type?: PurchaseType;

  @OptionalInstant('Ordered at this instant or later.')
  from?: string;

  @OptionalInstant('Ordered before this instant.')
  to?: string;
}
