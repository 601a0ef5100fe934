import { ApiProperty } from '@nestjs/swagger';
import type {
  ForecastDayView,
  ForecastScoreView,
  ForecastStatus,
  ForecastView,
  LotAtRiskView,
} from '@purser/contracts';
import { Id, Instant, NullableInstant, NullableText, Text, Tokens } from './fields.js';

const LocalDate = () => ApiProperty({ type: 'string', format: 'date', examples: ['2026-11-23'] });
const Figure = (description: string) => ApiProperty({ type: 'number', description });

/** Expected use of one local day: one day in ten is below p10, one above p90. */
export class ForecastDayDto implements ForecastDayView {
  @LocalDate() date: string;
  @Tokens() p10: number;
  @Tokens() p50: number;
  @Tokens() p90: number;
  @Tokens() totalP10: number;
  @Tokens() totalP50: number;
  @Tokens() totalP90: number;
}

/** How the method would have done on the organization's own past, by rolling origin. */
export class ForecastScoreDto implements ForecastScoreView {
  @ApiProperty({ type: 'integer', description: 'How many past days it was tried from.' })
  origins: number;

  @ApiProperty({ type: 'integer', description: 'How many days each try looked ahead.' })
  horizonDays: number;

  @ApiProperty({
    type: 'number',
    nullable: true,
    description: 'Mean absolute scaled error of p50; null where every week was the same.',
  })
  mase: number | null;

  @ApiProperty({
    type: 'number',
    nullable: true,
    description: 'The same of repeating the last week.',
  })
  seasonalNaiveMase: number | null;

  @Figure('Mean pinball loss of p10, p50 and p90, tokens per day.')
  pinballLoss: number;

  @Figure('Share of days that fell within p10..p90; 0.8 would be perfect.')
  coverage: number;
}

/** A lot that would lose tokens to its expiry if use is as forecast, burnt in burn order. */
export class LotAtRiskDto implements LotAtRiskView {
  @Id() lotId: string;
  @Text() label: string;
  @Instant() expiresAt: string;
  @Tokens() remaining: number;
  @Tokens() unused: number;
  @Tokens() unusedAtLowUse: number;
  @Tokens() unusedAtHighUse: number;
}

/** What the organization will use, when its tokens run out, and which of them would expire. */
export class ForecastDto implements ForecastView {
  @Id() organizationId: string;

  @ApiProperty({ type: 'string', enum: ['insufficient-history', 'ready'] })
  status: ForecastStatus;

  @NullableText() method: string | null;

  @ApiProperty({ type: 'integer', description: 'Complete local days since the first use.' })
  historyDays: number;

  @ApiProperty({ type: 'integer', description: 'How many days of history a forecast needs.' })
  historyDaysNeeded: number;

  @Text() timeZone: string;
  @Tokens() available: number;

  /** From the local day of asking on; empty without enough history. */
  @ApiProperty({ type: [ForecastDayDto] })
  daily: ForecastDayDto[];

  @ApiProperty({ type: 'integer', nullable: true, description: 'Mean of p50, whole tokens.' })
  perDayTokens: number | null;

  /** As likely earlier as later; null = not within ten years, or not known. */
  @NullableInstant() runOutAt: string | null;

  /** At high use (p90). */
  @NullableInstant() runOutEarliestAt: string | null;

  /** At low use (p10). */
  @NullableInstant() runOutLatestAt: string | null;

  @ApiProperty({
    type: ForecastScoreDto,
    nullable: true,
    description: 'Null where the history is too short to test against.',
  })
  score: ForecastScoreDto | null;

  @ApiProperty({ type: [LotAtRiskDto] })
  atRisk: LotAtRiskDto[];

  /** When the forecast was made; run-out and risk are of the moment of asking. */
  @Instant() computedAt: string;
}
