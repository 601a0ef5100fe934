import { CHANCES, dailyBand } from './bands.js';
import { nth, sum } from './numbers.js';
import { fitUsage } from './usage-model.js';
import { WEEK_DAYS } from './week.js';

const HORIZON_DAYS = 14;
const ORIGINS = 6;
const LEAST_TRAINING_DAYS = 14;

/** How the method would have done on the same history. */
export interface Score {
  readonly origins: number;
  readonly horizonDays: number;
  /** Mean absolute scaled error of p50; null where weeks were all alike, so there is no scale. */
  readonly mase: number | null;
  /** The same of repeating the last week. */
  readonly seasonalNaiveMase: number | null;
  /** Mean over days and chances, in tokens per day. */
  readonly pinballLoss: number;
  /** Share of days within p10..p90. */
  readonly coverage: number;
}

interface Errors {
  absolute: number;
  naive: number;
  pinball: number;
  within: number;
  days: number;
}

/**
 * Rolling origin: up to six origins a week apart, each forecast made from the days before it alone
 * and compared with the 14 days after it. Null where not even one origin has 14 days before it.
 */
export function backtest(days: readonly number[]): Score | null {
  const origins: number[] = [];
  for (let back = 0; back < ORIGINS; back += 1) {
    const origin = days.length - HORIZON_DAYS - back * WEEK_DAYS;
    if (origin >= LEAST_TRAINING_DAYS) origins.push(origin);
  }
  if (origins.length === 0) return null;
  const results = origins.map((origin) => errorsAt(days, origin));
  const total = (of: (errors: Errors) => number) => sum(results.map(of));
  const count = total((errors) => errors.days);
  const scaled = results.flatMap((errors, index) => {
    const scale = scaleOf(days.slice(0, origins[index]));
    return scale > 0
      ? [{ own: errors.absolute / errors.days / scale, naive: errors.naive / errors.days / scale }]
      : [];
  });
  const meanOf = (values: readonly number[]) =>
    values.length === 0 ? null : sum(values) / values.length;
  return {
    origins: origins.length,
    horizonDays: HORIZON_DAYS,
    mase: meanOf(scaled.map(({ own }) => own)),
    seasonalNaiveMase: meanOf(scaled.map(({ naive }) => naive)),
    pinballLoss: total((errors) => errors.pinball) / count,
    coverage: total((errors) => errors.within) / count,
  };
}

/** Mean absolute error of repeating the week before, one step ahead, within `days`. */
export function scaleOf(days: readonly number[]): number {
  let total = 0;
  for (let index = WEEK_DAYS; index < days.length; index += 1) {
    total += Math.abs(nth(days, index) - nth(days, index - WEEK_DAYS));
  }
  return days.length > WEEK_DAYS ? total / (days.length - WEEK_DAYS) : 0;
}

/** The pinball loss of forecasting `forecast` for the `chance` quantile when `actual` came. */
export function pinball(chance: number, forecast: number, actual: number): number {
  const miss = actual - forecast;
  return Math.max(chance * miss, (chance - 1) * miss);
}

function errorsAt(days: readonly number[], origin: number): Errors {
  const { p10, p50, p90 } = dailyBand(fitUsage(days.slice(0, origin)), HORIZON_DAYS);
  const errors: Errors = { absolute: 0, naive: 0, pinball: 0, within: 0, days: HORIZON_DAYS };
  for (let ahead = 0; ahead < HORIZON_DAYS; ahead += 1) {
    const actual = nth(days, origin + ahead);
    const naive = nth(days, origin - WEEK_DAYS + (ahead % WEEK_DAYS));
    const told = [nth(p10, ahead), nth(p50, ahead), nth(p90, ahead)];
    errors.absolute += Math.abs(actual - nth(p50, ahead));
    errors.naive += Math.abs(actual - naive);
    errors.pinball +=
      sum(CHANCES.map((chance, index) => pinball(chance, nth(told, index), actual))) / 3;
    // The wire rounds to whole tokens: what it says is what is scored.
    const isWithin = actual >= Math.floor(nth(p10, ahead)) && actual <= Math.ceil(nth(p90, ahead));
    if (isWithin) errors.within += 1;
  }
  return errors;
}
