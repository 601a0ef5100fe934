import { ApiProperty } from '@nestjs/swagger';
import type { DeferredRevenueView, FinanceLotView, FinanceReportView } from '@purser/contracts';
import { MoneyDto } from '@purser/platform';

/** opening + added - recognized - breakage - refunded - disputed - adjusted = closing. */
export class DeferredRevenueDto implements DeferredRevenueView {
  /** Deferred just before the period. */
  @ApiProperty({ type: MoneyDto })
  opening: MoneyDto;

  /** Net price of what was bought in the period. */
  @ApiProperty({ type: MoneyDto })
  added: MoneyDto;

  /** Cost of the tokens that were spent, less what was reversed. */
  @ApiProperty({ type: MoneyDto })
  recognized: MoneyDto;

  /** Cost of the tokens that expired. */
  @ApiProperty({ type: MoneyDto })
  breakage: MoneyDto;

  /** Cost of the tokens taken back for refunds. */
  @ApiProperty({ type: MoneyDto })
  refunded: MoneyDto;

  /** Cost of the tokens voided by lost disputes. */
  @ApiProperty({ type: MoneyDto })
  disputed: MoneyDto;

  /** Cost of the tokens that support took out or put back. */
  @ApiProperty({ type: MoneyDto })
  adjusted: MoneyDto;

  /** Deferred at the end of the period. */
  @ApiProperty({ type: MoneyDto })
  closing: MoneyDto;
}

/** One paid lot. */
export class FinanceLotDto extends DeferredRevenueDto implements FinanceLotView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  lotId: string;

  @ApiProperty({ type: 'string' })
  label: string;

  @ApiProperty({ type: 'string' })
  source: string;

  @ApiProperty({ type: 'string', nullable: true })
  purchaseReferenceId: string | null;

  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  invoiceId: string | null;

  @ApiProperty({ type: 'string', format: 'date-time' })
  grantedAt: string;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  expiresAt: string | null;

  /** Tokens of the lot. */
  @ApiProperty({ type: 'integer', format: 'int64' })
  granted: number;

  /** Net price of the whole lot. */
  @ApiProperty({ type: MoneyDto })
  cost: MoneyDto;
}

/** Deferred revenue over a period, by lot. */
export class FinanceReportDto implements FinanceReportView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  organizationId: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  from: string;

  /** Exclusive. */
  @ApiProperty({ type: 'string', format: 'date-time' })
  to: string;

  @ApiProperty({ type: 'string', minLength: 3, maxLength: 3 })
  currency: string;

  @ApiProperty({ type: DeferredRevenueDto })
  totals: DeferredRevenueDto;

  @ApiProperty({ type: [FinanceLotDto] })
  lots: FinanceLotDto[];
}
