import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { MoneyDto } from '@purser/platform';
import type {
  BalanceView,
  DailyUsageView,
  LotSource,
  LotView,
  RunOutView,
  SuspensionSource,
  SuspensionView,
  WalletStandingView,
  WalletStatus,
  WalletView,
} from '@purser/contracts';
import { Id, Instant, NullableInstant, NullableText, Text, Tokens } from './fields.js';

export const LOT_SOURCES = [
  'purchase',
  'bonus',
  'subscription',
  'auto_topup',
  'adjustment',
  'promotion',
] as const satisfies LotSource[];

/** `available = balance - held - frozen - expired`; each part excludes the ones before it. */
export class BalanceDto implements BalanceView {
  @Id() organizationId: string;
  @Tokens() balance: number;
  @Tokens() held: number;
  @Tokens() frozen: number;
  @Tokens() expired: number;
  @Tokens() available: number;

  @ApiProperty({ type: 'string', enum: ['active', 'suspended'] })
  status: WalletStatus;

  @Instant() asOf: string;
}

/** One grant of tokens. */
export class LotDto implements LotView {
  @Id() id: string;

  @ApiProperty({ type: 'string', enum: LOT_SOURCES })
  source: LotSource;

  @Text() label: string;
  @Tokens() granted: number;
  @Tokens() remaining: number;
  @Tokens() held: number;
  @Tokens() frozen: number;

  /** Lower burns first. */
  @ApiProperty({ type: 'integer' })
  priority: number;

  @Instant() effectiveAt: string;

  /** Exclusive; null = never. */
  @NullableInstant() expiresAt: string | null;

  @ApiProperty({ type: 'boolean' })
  expired: boolean;

  /** Net money paid for the whole lot; amount 0 = free. */
  @ApiProperty({ type: MoneyDto })
  cost: MoneyDto;

  @NullableText() purchaseReferenceId: string | null;
  @Instant() createdAt: string;
}

/** An open reason why the wallet refuses to spend. */
export class SuspensionDto implements SuspensionView {
  @Id() id: string;

  @ApiProperty({ type: 'string', enum: ['dunning', 'support', 'dispute'] })
  source: SuspensionSource;

  @Text() reason: string;
  @Instant() openedAt: string;
}

/** The balance with what is open against spending it. */
export class WalletStandingDto extends BalanceDto implements WalletStandingView {
  @ApiProperty({ type: [SuspensionDto] })
  suspensions: SuspensionDto[];
}

/** Net consumption of one local day. */
export class DailyUsageDto implements DailyUsageView {
  @ApiProperty({ type: 'string', format: 'date' })
  date: string;

  @Tokens() tokens: number;
}

/** Debits and captures minus reversals of the last 30 local days. */
export class UsageDto {
  @ApiProperty({ type: [DailyUsageDto] })
  days: DailyUsageDto[];

  @Tokens() totalTokens: number;
  @Tokens() perDayTokens: number;
}

/** When the available tokens run out, by the forecast of daily use. */
export class RunOutDto implements RunOutView {
  @ApiProperty({ type: 'string', enum: ['insufficient-history', 'ready'] })
  status: 'insufficient-history' | 'ready';

  /** As likely earlier as later; null = not within ten years, or not known. */
  @NullableInstant() runOutAt: string | null;

  /** At high use (p90); only where `ready`. */
  @ApiPropertyOptional({ type: 'string', format: 'date-time', nullable: true })
  runOutEarliestAt?: string | null;

  /** At low use (p10); only where `ready`. */
  @ApiPropertyOptional({ type: 'string', format: 'date-time', nullable: true })
  runOutLatestAt?: string | null;
}

/** The whole wallet. */
export class WalletDto extends WalletStandingDto implements WalletView {
  @Id() walletId: string;

  /** Lots that hold tokens, in burn order. */
  @ApiProperty({ type: [LotDto] })
  lots: LotDto[];

  @ApiProperty({ type: UsageDto })
  usage: UsageDto;

  @ApiProperty({ type: RunOutDto })
  forecast: RunOutDto;

  /** Available right after the last purchase, subscription or top-up credit. */
  @ApiProperty({ type: 'integer', format: 'int64', nullable: true })
  availableAfterLastCredit: number | null;
}
