import { nth, quantile } from './numbers.js';
import { expectedDays, type UsageModel } from './usage-model.js';
import { WEEK_DAYS } from './week.js';

/** What forecasts tell: one day in ten is below p10, one above p90, p50 is as likely as not. */
export const CHANCES = [0.1, 0.5, 0.9] as const;

/** Standard normal quantiles of {@link CHANCES}. */
const NORMAL = [-1.2815515655446004, 0, 1.2815515655446004] as const;
const MOST_SKEWNESS = 1.5;

/**
 * Set on the bench series so that p10..p90 holds 8 days in 10, at every distance and also after
 * three weeks of history (`bench/cases/forecast.mjs` prints what it holds).
 */
const WIDENING = 1.05;
const ESTIMATED_DAYS = 7;
const WANDER = 1.5;
const DRIFT_DOUBT = 0.25;
const MOST_DOUBT = 3;

/** Tokens by day, the first day after the history first. */
export interface Band {
  readonly p10: readonly number[];
  readonly p50: readonly number[];
  readonly p90: readonly number[];
}

/** What each day may bring: the expected use and the errors that were made, wider with distance. */
export function dailyBand(model: UsageModel, days: number): Band {
  const expected = expectedDays(model, days);
  const width = wideningAfter(model.historyDays);
  const by = CHANCES.map((chance) => {
    const error = quantile(model.errors, chance);
    return expected.map((use, ahead) => {
      const scale = nth(model.scales, (model.historyDays + ahead) % WEEK_DAYS);
      const spread = chance === 0.5 ? 1 : width * spreadAt(model, ahead, scale);
      return Math.max(0, use + error * scale * spread);
    });
  });
  return ordered(by);
}

/**
 * What all days up to each day may bring together. Days do not all err the same way, so it is
 * narrower than the sum of daily bands; the level is estimated, may wander, and the drift may be
 * wrong, so it is wider than if each day erred by itself.
 */
export function totalBand(model: UsageModel, days: number): Band {
  const expected = expectedDays(model, days);
  const { errorMean, errorVariance, autocorrelation, smoothing } = model;
  const together = (1 + autocorrelation) / (1 - autocorrelation);
  const levelDoubt = smoothing / (2 - smoothing);
  const width = wideningAfter(model.historyDays);
  const totals: number[][] = CHANCES.map(() => []);
  let total = 0;
  let squares = 0;
  let scales = 0;
  for (let ahead = 0; ahead < days; ahead += 1) {
    const scale = nth(model.scales, (model.historyDays + ahead) % WEEK_DAYS);
    total += nth(expected, ahead) + errorMean * scale;
    squares += scale ** 2;
    scales += scale;
    const count = ahead + 1;
    const usual = scales / count;
    // The sum of (count - j)^2 over the days j: each day's error moves the level of all later ones.
    const moved = smoothing ** 2 * ((count * ahead * (2 * count - 1)) / 6);
    const noise = squares * together + usual ** 2 * (moved + levelDoubt * count ** 2);
    const drift = DRIFT_DOUBT * model.driftVariance * ((count * (count + 1)) / 2) ** 2;
    const deviation = Math.sqrt(noise * errorVariance + drift) * width;
    const skewness = model.errorSkewness / Math.sqrt(count);
    for (const [index, normal] of NORMAL.entries()) {
      totals[index]?.push(total + deviation * skewed(normal, skewness));
    }
  }
  return ordered(totals.map(rising));
}

/** Cornish-Fisher: the normal quantile corrected for skewness. */
function skewed(normal: number, skewness: number): number {
  const limited = Math.min(MOST_SKEWNESS, Math.max(-MOST_SKEWNESS, skewness));
  return normal + ((normal * normal - 1) / 6) * limited;
}

/** How much wider a day's error gets `ahead` days after the first. */
function spreadAt(model: UsageModel, ahead: number, scale: number): number {
  const { smoothing, driftVariance, errorVariance } = model;
  const noise = scale * scale * errorVariance;
  const drift = noise > 0 ? (DRIFT_DOUBT * driftVariance * (ahead + 1) ** 2) / noise : 0;
  return Math.sqrt(1 + WANDER * ahead * smoothing * smoothing + Math.min(MOST_DOUBT, drift));
}

/** What is estimated from few days is less sure than its errors on the same days say. */
function wideningAfter(historyDays: number): number {
  const freedom = Math.max(1, historyDays - ESTIMATED_DAYS);
  return WIDENING * Math.sqrt((historyDays + 1) / freedom);
}

/** Totals never fall, and never below nothing. */
function rising(totals: readonly number[]): number[] {
  let highest = 0;
  return totals.map((total) => (highest = Math.max(highest, total)));
}

/** p10 <= p50 <= p90 on each day, also where corrections would cross. */
function ordered([low = [], middle = [], high = []]: readonly number[][]): Band {
  return {
    p10: low.map((value, index) => Math.min(value, nth(middle, index))),
    p50: middle,
    p90: high.map((value, index) => Math.max(value, nth(middle, index))),
  };
}
