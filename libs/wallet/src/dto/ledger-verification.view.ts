import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { LedgerVerificationView } from '@purser/contracts';

/** Where a ledger is broken first. */
export class BrokenEntryDto {
  @ApiProperty({ type: 'integer', description: 'Of the entry within the wallet.' })
  sequence: number;

  @ApiProperty({ type: 'string', description: 'The entry found there.' })
  id: string;

  @ApiProperty({ type: 'string' })
  detail: string;
}

/** What walking the seals of a ledger found. */
export class LedgerVerificationDto implements LedgerVerificationView {
  @ApiProperty({ type: 'boolean' })
  valid: boolean;

  @ApiProperty({ type: 'integer', description: 'Entries that fit, from the first on.' })
  entries: number;

  @ApiPropertyOptional({ type: BrokenEntryDto })
  firstBroken?: BrokenEntryDto;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'When the last head was written into the audit trail that its signature confirms.',
  })
  anchoredUntil: string | null;
}
