import type { ForecastStatus } from '@purser/contracts';
import { backtest, type Score } from './model/backtest.js';
import { dailyBand, totalBand, type Band } from './model/bands.js';
import { fitUsage, METHOD } from './model/usage-model.js';
import type { StoredBands } from './usage-forecast.entity.js';

/** Two of each weekday: with fewer a week cannot be told from chance. */
export const HISTORY_DAYS_NEEDED = 14;
/** How far a forecast reaches; farther is the pace of its last four weeks. */
export const HORIZON_DAYS = 90;

/** What is forecast from a history of days, whatever the balance is. */
export interface Forecast {
  readonly status: ForecastStatus;
  readonly method: string | null;
  readonly historyDays: number;
  /** The first day of the bands. */
  readonly localDate: string;
  readonly timeZone: string;
  /** In whole tokens; empty without enough history. */
  readonly bands: StoredBands;
  readonly score: Score | null;
  readonly computedAt: Date;
}

const NOTHING: Band = { p10: [], p50: [], p90: [] };

/**
 * Forecasts the 90 days from `localDate` on.
 *
 * @param days net consumption of each complete local day before `localDate`, oldest first
 */
export function forecastOf(
  days: readonly number[],
  localDate: string,
  timeZone: string,
  computedAt: Date,
): Forecast {
  const common = { historyDays: days.length, localDate, timeZone, computedAt };
  if (days.length < HISTORY_DAYS_NEEDED) {
    const bands = { daily: NOTHING, totals: NOTHING };
    return { status: 'insufficient-history', method: null, bands, score: null, ...common };
  }
  const model = fitUsage(days);
  const bands = {
    daily: inWholeTokens(dailyBand(model, HORIZON_DAYS)),
    totals: inWholeTokens(totalBand(model, HORIZON_DAYS)),
  };
  return { status: 'ready', method: METHOD, bands, score: backtest(days), ...common };
}

/** A sum of fractions that is meant to be whole is a hair beside it. */
const HAIR = 1e-6;

/** Outwards, so that rounding never narrows what was promised. */
function inWholeTokens({ p10, p50, p90 }: Band): Band {
  return {
    p10: p10.map((tokens) => Math.floor(tokens + HAIR)),
    p50: p50.map(Math.round),
    p90: p90.map((tokens) => Math.ceil(tokens - HAIR)),
  };
}
