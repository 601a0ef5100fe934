import { ApiProperty } from '@nestjs/swagger';
import { AuditVerificationDto } from '@purser/audit';
import type { ComplianceReportView } from '@purser/contracts';
import { MoneyDto } from '@purser/platform';

export class PurchasesTotalDto {
  @ApiProperty({ type: 'integer' })
  count: number;

  /** Paid and bonus tokens. */
  @ApiProperty({ type: 'integer', format: 'int64' })
  tokens: number;

  /** Gross. */
  @ApiProperty({ type: MoneyDto })
  total: MoneyDto;
}

export class MoneyTotalDto {
  @ApiProperty({ type: 'integer' })
  count: number;

  /** Gross. */
  @ApiProperty({ type: MoneyDto })
  total: MoneyDto;
}

export class AdjustmentsTotalDto {
  @ApiProperty({ type: 'integer' })
  count: number;

  @ApiProperty({ type: 'integer', format: 'int64' })
  creditedTokens: number;

  @ApiProperty({ type: 'integer', format: 'int64' })
  debitedTokens: number;
}

export class FailedAccessDto {
  /** The person's or the key's id, or `anonymous`. */
  @ApiProperty({ type: 'string' })
  principal: string;

  @ApiProperty({ type: 'string' })
  route: string;

  @ApiProperty({ type: 'integer' })
  count: number;

  @ApiProperty({ type: 'string', format: 'date-time' })
  lastAt: string;
}

/** What an auditor asks about a period of one organization. */
export class ComplianceReportDto implements ComplianceReportView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  organizationId: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  from: string;

  /** Exclusive. */
  @ApiProperty({ type: 'string', format: 'date-time' })
  to: string;

  /** Purchases completed in the period, of every type. */
  @ApiProperty({ type: PurchasesTotalDto })
  purchases: PurchasesTotalDto;

  /** Refunds settled in the period. */
  @ApiProperty({ type: MoneyTotalDto })
  refunds: MoneyTotalDto;

  /** Adjustments booked in the period. */
  @ApiProperty({ type: AdjustmentsTotalDto })
  adjustments: AdjustmentsTotalDto;

  /** Changes of members, their permissions, and API keys. */
  @ApiProperty({ type: 'integer' })
  permissionChanges: number;

  /** Those of the purchases that an auto top-up made. */
  @ApiProperty({ type: MoneyTotalDto })
  autoTopUps: MoneyTotalDto;

  @ApiProperty({ type: [FailedAccessDto] })
  failedAccess: FailedAccessDto[];

  /** Audit records written in the period. */
  @ApiProperty({ type: 'integer' })
  auditRecords: number;

  /** The whole chain, walked at this moment. */
  @ApiProperty({ type: AuditVerificationDto })
  chain: AuditVerificationDto;
}
