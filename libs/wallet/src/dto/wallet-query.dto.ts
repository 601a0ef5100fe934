import { ApiPropertyOptional } from '@nestjs/swagger';
import type { LedgerEntryKind } from '@purser/contracts';
import { Optional, PageQuery, OptionalInstant } from '@purser/platform';
import { IsIn, IsString, MaxLength } from 'class-validator';
import { LEDGER_ENTRY_KINDS } from '../ledger-entry.entity.js';

/** When a wallet is looked at. */
export class AtQuery {
  @OptionalInstant('A past instant; left out = at present.')
  at?: string;
}

/** Which part of the ledger is listed, and how. */
export class HistoryQuery extends PageQuery {
  /** Only movements of this kind. */
  @Optional()
  @IsIn(LEDGER_ENTRY_KINDS)
  @ApiPropertyOptional({ type: 'string', enum: LEDGER_ENTRY_KINDS })
  kind?: LedgerEntryKind;

  @OptionalInstant('Inclusive.')
  from?: string;

  @OptionalInstant('Exclusive.')
  to?: string;

  /** Only the movement with exactly this reference. */
  @Optional()
  @IsString()
  @MaxLength(300)
  @ApiPropertyOptional({ type: 'string', maxLength: 300 })
  reference?: string;

  /** `day` rolls debits and captures up by local day; not with `kind` or `reference`. */
  @Optional()
  @IsIn(['day'])
  @ApiPropertyOptional({ type: 'string', enum: ['day'] })
  group?: 'day';
}
