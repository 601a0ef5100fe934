import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { AuditVerificationView } from '@purser/contracts';

/** Where a chain is broken first. */
export class BrokenLinkDto {
  @ApiProperty({ type: 'integer' })
  sequence: number;

  @ApiProperty({ type: 'string', description: 'The record found there.' })
  id: string;

  @ApiProperty({ type: 'string' })
  detail: string;
}

/** What walking the chain found. */
export class AuditVerificationDto implements AuditVerificationView {
  @ApiProperty({ type: 'boolean' })
  valid: boolean;

  @ApiProperty({ type: 'integer', description: 'Records that fit, from the first on.' })
  entries: number;

  @ApiPropertyOptional({ type: BrokenLinkDto })
  firstBroken?: BrokenLinkDto;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'When the last signed anchor that holds was made.',
  })
  anchoredUntil: string | null;
}
