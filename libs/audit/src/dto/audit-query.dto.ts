import { ApiPropertyOptional } from '@nestjs/swagger';
import { Optional, PageQuery, OptionalInstant } from '@purser/platform';
import { Matches, MaxLength } from 'class-validator';

/** Filters of the audit trail. */
export class AuditQuery extends PageQuery {
  /** Id or exact name of who acted. */
  @Optional()
  @Matches(/^[^\0]+$/, { message: 'must be an id or a name' })
  @MaxLength(254)
  @ApiPropertyOptional({ type: 'string', maxLength: 254 })
  actor?: string;

  /** An action, or all of a subject: `wallet.adjusted`, `wallet.*`. */
  @Optional()
  @Matches(/^[a-z][a-z0-9_.-]*(\.\*)?$/, { message: 'must look like wallet.adjusted or wallet.*' })
  @MaxLength(100)
  @ApiPropertyOptional({ type: 'string', maxLength: 100, example: 'wallet.adjusted' })
  action?: string;

  @OptionalInstant('From this instant on.')
  from?: string;

  @OptionalInstant('Until this instant, exclusive.')
  to?: string;
}
