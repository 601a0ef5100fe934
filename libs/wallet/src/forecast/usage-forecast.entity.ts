import type { ForecastStatus, LotAtRiskView } from '@purser/contracts';
import { asBigInt } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Band } from './model/bands.js';

/** Bands of 90 days in whole tokens: of each day, and of all days up to each day together. */
export interface StoredBands {
  readonly daily: Band;
  readonly totals: Band;
}

/** What was forecast for an organization on one local day. */
@Entity('token_usage_forecasts')
export class UsageForecast {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  /** The first day of the forecast. */
  @Column('date')
  localDate: string;

  @Column('text')
  timeZone: string;

  @Column('text')
  status: ForecastStatus;

  @Column('text', { nullable: true })
  method: string | null;

  @Column('integer')
  historyDays: number;

  @Column('bigint', { transformer: asBigInt })
  availableTokens: bigint;

  @Column('jsonb')
  daily: StoredBands;

  @Column('timestamptz', { nullable: true })
  runOutAt: Date | null;

  @Column('jsonb')
  atRisk: LotAtRiskView[];

  @Column('double precision', { nullable: true })
  mase: number | null;

  @Column('double precision', { nullable: true })
  seasonalNaiveMase: number | null;

  /** Tokens per day. */
  @Column('double precision', { nullable: true })
  pinballLoss: number | null;

  /** Share of the days of the backtest within p10..p90. */
  @Column('double precision', { nullable: true })
  coverage: number | null;

  @Column('integer', { nullable: true })
  scoreOrigins: number | null;

  @Column('integer', { nullable: true })
  scoreHorizonDays: number | null;

  @Column('timestamptz')
  computedAt: Date;
}
