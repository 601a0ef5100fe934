import { mean, nth, sum } from './numbers.js';
import { WEEK_DAYS } from './week.js';

/** Each week back counts this much less. */
const WEEKLY_DECAY = 0.93;

/**
 * How use is spread over the week: by `index % 7`, mean 1. Weighted ratios to the mean of their week,
 * pulled towards 1 as far as the differences between weekdays may be chance (James-Stein): a series
 * without a weekly pattern gets none.
 */
export function weekdayFactors(days: readonly number[]): number[] {
  const weights = Array.from({ length: WEEK_DAYS }, () => 0);
  const ratios = [...weights];
  const squares = [...weights];
  let weight = 1;
  let squaredWeights = 0;
  for (let end = days.length; end >= WEEK_DAYS; end -= WEEK_DAYS) {
    const level = mean(days.slice(end - WEEK_DAYS, end));
    if (level > 0) {
      for (let index = end - WEEK_DAYS; index < end; index += 1) {
        const weekday = index % WEEK_DAYS;
        const ratio = nth(days, index) / level;
        weights[weekday] = nth(weights, weekday) + weight;
        ratios[weekday] = nth(ratios, weekday) + weight * ratio;
        squares[weekday] = nth(squares, weekday) + weight * ratio * ratio;
      }
      squaredWeights += weight * weight;
    }
    weight *= WEEKLY_DECAY;
  }
  const known = nth(weights, 0);
  if (known <= 0) return weights.map(() => 1);
  const factors = ratios.map((total) => total / known);
  const spread = squares.map((square, day) => square / known - nth(factors, day) ** 2);
  const weeks = known ** 2 / squaredWeights;
  const chance = Math.max(0, mean(spread)) / Math.max(1, weeks - 1);
  const kept = keptShare(factors, chance);
  return factors.map((factor) => 1 + kept * (factor - 1));
}

/** The share of the factors' differences that is more than `chance`, their sampling variance. */
function keptShare(factors: readonly number[], chance: number): number {
  const between = sum(factors.map((factor) => (factor - 1) ** 2)) / (WEEK_DAYS - 1);
  if (between <= 0) return 0;
  return Math.max(0, 1 - ((WEEK_DAYS - 3) / (WEEK_DAYS - 1)) * (chance / between));
}
