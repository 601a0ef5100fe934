import { ApiProperty } from '@nestjs/swagger';
import { ActorDto, MoneyDto } from '@purser/platform';
import type {
  AllocationView,
  EntryExplanationView,
  LedgerDayView,
  LedgerEntryKind,
  LedgerEntryView,
  LotSource,
  RefusalExplanationView,
  RefusalView,
} from '@purser/contracts';
import { LEDGER_ENTRY_KINDS } from '../ledger-entry.entity.js';
import { Id, Instant, NullableId, NullableInstant, NullableText, Text, Tokens } from './fields.js';
import { BalanceDto, LOT_SOURCES } from './wallet.view.js';

/** Tokens moved or held in one lot. */
export class AllocationDto implements AllocationView {
  @Id() lotId: string;
  @Tokens() amount: number;
}

/** One immutable movement. */
export class LedgerEntryDto implements LedgerEntryView {
  @Id() id: string;
  @Id() organizationId: string;

  @ApiProperty({ type: 'string', enum: LEDGER_ENTRY_KINDS })
  kind: LedgerEntryKind;

  /** Signed tokens. */
  @Tokens() amount: number;
  @Tokens() balanceBefore: number;
  @Tokens() balanceAfter: number;
  @Tokens() availableAfter: number;
  @Text() reference: string;

  @ApiProperty({ type: [AllocationDto] })
  allocations: AllocationDto[];

  @ApiProperty({ type: ActorDto })
  actor: ActorDto;

  @NullableText() requestId: string | null;
  @NullableText() reason: string | null;
  @Instant() at: string;
}

/** Entries of one local day rolled up between credits; `kind` is `debit` for rolled-up usage. */
export class LedgerDayDto implements LedgerDayView {
  @ApiProperty({ type: 'string', format: 'date' })
  date: string;

  @ApiProperty({ type: 'string', enum: LEDGER_ENTRY_KINDS })
  kind: LedgerEntryKind;

  @ApiProperty({ type: 'integer' })
  entries: number;

  @Tokens() amount: number;
  @Tokens() balanceAfter: number;
  @Tokens() availableAfter: number;
  @Instant() from: string;
  @Instant() to: string;

  /** The entry itself where the row is one entry. */
  @NullableId() entryId: string | null;
  @NullableText() reason: string | null;
}

/** A lot that an entry moved, and where it came from. */
export class ExplainedAllocationDto extends AllocationDto {
  @Text() label: string;

  @ApiProperty({ type: 'string', enum: LOT_SOURCES })
  source: LotSource;

  @NullableInstant() expiresAt: string | null;

  /** What the tokens of this allocation cost, net. */
  @ApiProperty({ type: MoneyDto })
  cost: MoneyDto;

  @NullableText() purchaseReferenceId: string | null;
  @NullableId() invoiceId: string | null;
}

/** An entry with the lots it moved. */
export class EntryExplanationDto extends LedgerEntryDto implements EntryExplanationView {
  @ApiProperty({ type: [ExplainedAllocationDto] })
  lots: ExplainedAllocationDto[];
}

/** Refused debits and holds of one minute. */
export class RefusalDto implements RefusalView {
  @Instant() minute: string;

  @ApiProperty({ type: 'string', enum: ['insufficient-tokens', 'wallet-suspended'] })
  reason: string;

  @ApiProperty({ type: 'integer' })
  count: number;

  @Text() lastReference: string;
  @Text() lastRequestId: string;
  @Tokens() lastAmount: number;
}

/** A refusal with the wallet at its instant. */
export class RefusalExplanationDto extends RefusalDto implements RefusalExplanationView {
  @ApiProperty({ type: BalanceDto })
  balance: BalanceDto;

  @Text() explanation: string;
}
