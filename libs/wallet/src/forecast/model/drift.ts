import { nth } from './numbers.js';
import { WEEK_DAYS } from './week.js';

/** A line through the history must be this much surer than chance before it counts. */
const CAUTION = 4;
/** Half a line is a better forecast than a whole one: the idea of the Theta method. */
const KEPT_SHARE = 0.7;
const MOST_AUTOCORRELATION = 0.95;

/** How much the level grows each day, in tokens, and how unsure that is. */
export interface Drift {
  readonly perDay: number;
  /** Variance of the slope that was estimated, allowing for errors that follow each other. */
  readonly variance: number;
  /** Of the deviations from the line, day to day; 0 or more. */
  readonly autocorrelation: number;
}

/** A straight line through the deseasonalized days, shrunk towards none as far as it may be chance. */
export function driftOf(days: readonly number[], factors: readonly number[]): Drift {
  let weight = 0;
  let time = 0;
  let use = 0;
  let timeSquared = 0;
  let timeUse = 0;
  for (let index = 0; index < days.length; index += 1) {
    const factor = nth(factors, index % WEEK_DAYS);
    const day = nth(days, index);
    weight += factor * factor;
    time += factor * factor * index;
    use += factor * day;
    timeSquared += factor * factor * index * index;
    timeUse += factor * day * index;
  }
  const spread = weight * timeSquared - time * time;
  if (!(spread > 0)) return { perDay: 0, variance: 0, autocorrelation: 0 };
  const slope = (weight * timeUse - time * use) / spread;
  const base = (use - slope * time) / weight;
  let squares = 0;
  let products = 0;
  let last = 0;
  for (let index = 0; index < days.length; index += 1) {
    const error = nth(days, index) - (base + slope * index) * nth(factors, index % WEEK_DAYS);
    squares += error * error;
    products += error * last;
    last = error;
  }
  const measured = squares > 0 ? products / squares : 0;
  const autocorrelation = Math.min(MOST_AUTOCORRELATION, Math.max(0, measured));
  const noise = squares / Math.max(1, days.length - 2);
  const variance = ((noise * weight) / spread) * ((1 + autocorrelation) / (1 - autocorrelation));
  const sure = slope === 0 ? 0 : Math.max(0, 1 - (CAUTION * variance) / (slope * slope));
  return { perDay: KEPT_SHARE * sure * slope, variance, autocorrelation };
}
