import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type {
  AutoTopUpInterval,
  AutoTopUpTrigger,
  AutoTopUpTriggerKind,
  MoneyView,
} from '@purser/contracts';
import { CUSTOM_TOKENS } from '@purser/packages';
import { MAX_TOKENS, Optional } from '@purser/platform';
import { Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsObject,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';

export const TRIGGER_KINDS = ['threshold', 'schedule'] as const satisfies AutoTopUpTriggerKind[];
export const INTERVALS = ['day', 'week', 'month'] as const satisfies AutoTopUpInterval[];

const LEAST_TOKENS = Number(CUSTOM_TOKENS.least);
const MOST_TOKENS = Number(CUSTOM_TOKENS.most);
const MOST_COOL_DOWN_MINUTES = 43_200;

/** When a policy buys. */
export class AutoTopUpTriggerDto implements AutoTopUpTrigger {
  @IsIn(TRIGGER_KINDS)
  @ApiProperty({ type: 'string', enum: TRIGGER_KINDS })
  kind: AutoTopUpTriggerKind;

  /** Tokens; of a threshold: buys when `available` is strictly below. */
  @Optional()
  @IsInt({ message: 'must be a whole number' })
  @Min(1)
  @Max(MAX_TOKENS)
  @ApiPropertyOptional({ type: 'integer', format: 'int64', minimum: 1, maximum: MAX_TOKENS })
  below?: number;

  /** Of a schedule. */
  @Optional()
  @IsIn(INTERVALS)
  @ApiPropertyOptional({ type: 'string', enum: INTERVALS })
  interval?: AutoTopUpInterval;

  /** Of a monthly schedule; clamped to the month's last day. */
  @Optional()
  @IsInt({ message: 'must be a whole number' })
  @Min(1)
  @Max(31)
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 31 })
  dayOfMonth?: number;
}

/** The most that is charged in a calendar month of the organization's zone, tax included. */
export class MonthlyLimitDto implements MoneyView {
  @IsInt({ message: 'must be a whole number' })
  @Min(1)
  @Max(MAX_TOKENS)
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1, maximum: MAX_TOKENS })
  amount: number;

  @IsString()
  @Matches(/^[A-Z]{3}$/, { message: 'must be a currency code such as USD' })
  @ApiProperty({ type: 'string', pattern: '^[A-Z]{3}$', examples: ['USD'] })
  currency: string;
}

/** A policy: its trigger, one increment (`packageId` or `tokens`), its limit and its card. */
export class WritePolicyDto {
  @IsObject()
  @ValidateNested()
  @Type(() => AutoTopUpTriggerDto)
  @ApiProperty({ type: AutoTopUpTriggerDto })
  trigger: AutoTopUpTriggerDto;

  @Optional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  packageId?: string;

  @Optional()
  @IsInt({ message: 'must be a whole number' })
  @Min(LEAST_TOKENS)
  @Max(MOST_TOKENS)
  @ApiPropertyOptional({
    type: 'integer',
    format: 'int64',
    minimum: LEAST_TOKENS,
    maximum: MOST_TOKENS,
  })
  tokens?: number;

  @IsObject()
  @ValidateNested()
  @Type(() => MonthlyLimitDto)
  @ApiProperty({ type: MonthlyLimitDto })
  monthlyLimit: MonthlyLimitDto;

  /** Ours or the payment provider's; a provider's is attached and kept. */
  @IsString()
  @Length(1, 255)
  @ApiProperty({ type: 'string', minLength: 1, maxLength: 255 })
  paymentMethodId: string;

  /** How long after a top-up nothing more is bought; 0 unless given. */
  @Optional()
  @IsInt({ message: 'must be a whole number' })
  @Min(0)
  @Max(MOST_COOL_DOWN_MINUTES)
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: MOST_COOL_DOWN_MINUTES,
    default: 0,
  })
  coolDownMinutes?: number;
}

/** A policy that is added. */
export class CreatePolicyDto extends WritePolicyDto {
  /** Left out: the caller's only organization. */
  @Optional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  organizationId?: string;
}

export class DryRunPolicyQuery {
  /** `true` answers what would happen, and would have happened, and changes nothing. */
  @Optional()
  @IsIn(['true', 'false'])
  @ApiPropertyOptional({ type: 'string', enum: ['true', 'false'] })
  dryRun?: 'true' | 'false';
}
