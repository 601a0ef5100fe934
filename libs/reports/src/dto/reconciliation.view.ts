import { ApiProperty } from '@nestjs/swagger';
import type { ReconciliationCaseView, ReconciliationView } from '@purser/contracts';

/** A difference that a person has to look at. */
export class ReconciliationCaseDto implements ReconciliationCaseView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  organizationId: string;

  @ApiProperty({ type: 'string', examples: ['late-payment', 'provider-amount-differs'] })
  kind: string;

  @ApiProperty({ type: 'string', examples: ['purchase'] })
  subjectType: string;

  @ApiProperty({ type: 'string' })
  subjectId: string;

  @ApiProperty({ type: 'string' })
  detail: string;

  /** What to do about it. */
  @ApiProperty({ type: 'string' })
  proposedFix: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  openedAt: string;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  resolvedAt: string | null;
}

export class DriftDto {
  /** All open cases; 0 = no drift. */
  @ApiProperty({ type: 'integer' })
  count: number;

  /** The newest open ones, 50 at most. */
  @ApiProperty({ type: [ReconciliationCaseDto] })
  cases: ReconciliationCaseDto[];
}

/** How far provider, purchases, ledger and invoices are apart. */
export class ReconciliationDto implements ReconciliationView {
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  organizationId: string | null;

  @ApiProperty({ type: 'string', format: 'date-time' })
  asOf: string;

  /** When it was compared last; of all organizations together the oldest. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  reconciledAt: string | null;

  @ApiProperty({ type: DriftDto })
  drift: DriftDto;
}
