import { mean, nth } from './numbers.js';
import { WEEK_DAYS } from './week.js';

const SMOOTHINGS = [0.03, 0.07, 0.15, 0.3, 0.5] as const;
const START_DAYS = 14;
const UNSCORED_DAYS = 7;

/** The level of use (a mean day's tokens) followed through the history. */
export interface Level {
  /** After the last day. */
  readonly value: number;
  /** Share of each day's error by which the level moved; the one that erred least. */
  readonly smoothing: number;
  /** Before each day: what that day was expected from. */
  readonly before: readonly number[];
}

/**
 * Exponential smoothing of the level under known weekday factors. A day moves the level by its share
 * of the week's weight, so that a closed Sunday says nothing and is never divided by.
 */
export function followLevel(days: readonly number[], factors: readonly number[]): Level {
  const start = startLevel(days, factors);
  const weight = mean(factors.map((factor) => factor * factor));
  let best: (Level & { readonly loss: number }) | null = null;
  for (const smoothing of SMOOTHINGS) {
    const before: number[] = [];
    let value = start;
    let loss = 0;
    for (let index = 0; index < days.length; index += 1) {
      const factor = nth(factors, index % WEEK_DAYS);
      const error = nth(days, index) - value * factor;
      before.push(value);
      if (index >= UNSCORED_DAYS) loss += error * error;
      value = Math.max(0, value + (smoothing * error * factor) / weight);
    }
    if (best === null || loss < best.loss) best = { value, smoothing, before, loss };
  }
  return best ?? { value: 0, smoothing: SMOOTHINGS[0], before: [] };
}

/** Least squares over the first days. */
function startLevel(days: readonly number[], factors: readonly number[]): number {
  let used = 0;
  let weight = 0;
  for (let index = 0; index < Math.min(START_DAYS, days.length); index += 1) {
    const factor = nth(factors, index % WEEK_DAYS);
    used += nth(days, index) * factor;
    weight += factor * factor;
  }
  return weight > 0 ? used / weight : 0;
}
