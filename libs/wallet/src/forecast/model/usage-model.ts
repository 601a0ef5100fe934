import { driftOf } from './drift.js';
import { followLevel } from './level.js';
import { ascending, mean, nth, sum } from './numbers.js';
import { weekdayFactors } from './weekday-factors.js';
import { WEEK_DAYS } from './week.js';
import { withoutSpikes } from './without-spikes.js';

/** Name of the method, as forecasts tell it. */
export const METHOD = 'weekday-level-damped-drift';

/** Growth loses this share of itself each day ahead: no line goes on for ever. */
const DAMPING = 0.97;
/** The level lags behind growth; at most this share of it is made up for. */
const MOST_LAG = 0.25;
/** Days that count as if they had erred as the week does on the whole. */
const PRIOR_DAYS = 4;
const LEAST_SHARE = 0.2;
/** Errors of days at another level are rescaled at most this much. */
const MOST_RESCALING = 2;
/** What was estimated from the same days makes errors look smaller; about as many parameters. */
const PARAMETERS = 5;

/** What is known of an organization's daily use: enough to say what any later day may bring. */
export interface UsageModel {
  readonly historyDays: number;
  readonly level: number;
  /** Tokens per day by which the level grows at first. */
  readonly drift: number;
  readonly driftVariance: number;
  /** By `index % 7`, mean 1. */
  readonly factors: readonly number[];
  /** Usual size of a day's error, in tokens, by `index % 7`. */
  readonly scales: readonly number[];
  /** Errors one day ahead in units of their scale, ascending. */
  readonly errors: readonly number[];
  readonly errorMean: number;
  readonly errorVariance: number;
  readonly errorSkewness: number;
  /** Share of a day's error that stays: how far the level wanders. */
  readonly smoothing: number;
  readonly autocorrelation: number;
}

/**
 * Fits daily net consumption, oldest first, one value per day without a gap: factors by weekday, a
 * smoothed level and a damped drift, on days without spikes; errors are of the days as they were.
 */
export function fitUsage(days: readonly number[]): UsageModel {
  const usual = withoutSpikes(days);
  const factors = weekdayFactors(usual);
  const level = followLevel(usual, factors);
  const { perDay, variance, autocorrelation } = driftOf(usual, factors);
  const lag = (perDay * (1 - level.smoothing)) / level.smoothing;
  const most = MOST_LAG * level.value;
  const raw = days.map(
    (day, index) => day - nth(level.before, index) * nth(factors, index % WEEK_DAYS),
  );
  const scales = errorScales(raw, factors);
  const errors = scaled(raw, scales, level.before, level.value);
  const errorMean = mean(errors);
  const deviations = errors.map((error) => error - errorMean);
  const freedom = errors.length / Math.max(1, errors.length - PARAMETERS);
  const errorVariance = mean(deviations.map((error) => error ** 2)) * freedom;
  return {
    historyDays: days.length,
    level: Math.max(0, level.value + Math.min(most, Math.max(-most, lag))),
    drift: perDay,
    driftVariance: variance,
    factors,
    scales,
    errors: ascending(errors),
    errorMean,
    errorVariance,
    errorSkewness:
      errorVariance > 0 ? mean(deviations.map((error) => error ** 3)) / errorVariance ** 1.5 : 0,
    smoothing: level.smoothing,
    autocorrelation,
  };
}

/** Expected tokens of each of the `days` days after the history. */
export function expectedDays(model: UsageModel, days: number): number[] {
  const expected: number[] = [];
  let level = model.level;
  let step = model.drift;
  for (let ahead = 0; ahead < days; ahead += 1) {
    level += step;
    step *= DAMPING;
    const weekday = (model.historyDays + ahead) % WEEK_DAYS;
    expected.push(Math.max(0, level * nth(model.factors, weekday)));
  }
  return expected;
}

/** Mean absolute error by weekday, pulled towards what the weekday's weight would suggest. */
function errorScales(errors: readonly number[], factors: readonly number[]): number[] {
  const overall = mean(errors.map(Math.abs));
  return factors.map((factor, weekday) => {
    const own = errors.filter((_, index) => index % WEEK_DAYS === weekday).map(Math.abs);
    const suggested = overall * (LEAST_SHARE + (1 - LEAST_SHARE) * factor);
    return (sum(own) + PRIOR_DAYS * suggested) / (own.length + PRIOR_DAYS);
  });
}

function scaled(
  errors: readonly number[],
  scales: readonly number[],
  before: readonly number[],
  level: number,
): number[] {
  return errors.map((error, index) => {
    const scale = nth(scales, index % WEEK_DAYS);
    const then = nth(before, index);
    const growth = then > 0 ? level / then : 1;
    const rescaling = Math.min(MOST_RESCALING, Math.max(1 / MOST_RESCALING, growth));
    return scale > 0 ? (error * rescaling) / scale : 0;
  });
}
