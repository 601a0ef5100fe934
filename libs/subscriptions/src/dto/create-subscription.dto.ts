import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { SubscriptionInterval } from '@purser/contracts';
import { IsInstant, Optional } from '@purser/platform';
import { IsIn, IsString, Length } from 'class-validator';

export const INTERVALS = ['month', 'year'] as const satisfies readonly SubscriptionInterval[];

/** What is bought again each interval. */
export class CreateSubscriptionDto {
  /** Left out: the caller's only organization. */
  @Optional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  organizationId?: string;

  @IsString()
  @ApiProperty({ type: 'string', format: 'uuid' })
  packageId: string;

  @IsIn(INTERVALS, { message: 'must be month or year' })
  @ApiProperty({ type: 'string', enum: INTERVALS })
  interval: SubscriptionInterval;

  /** Ours or the payment provider's. */
  @IsString()
  @Length(1, 255)
  @ApiProperty({ type: 'string', minLength: 1, maxLength: 255, examples: ['pm_card_visa'] })
  paymentMethodId: string;

  /** When the first period starts and is charged, within a year; left out = at once. */
  @Optional()
  @IsInstant()
  @ApiPropertyOptional({ type: 'string', example: '2026-12-01T00:00:00Z' })
  startAt?: string;
}
