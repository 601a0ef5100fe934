/**
 * Methods the forecast was chosen among, each in its plainest form: from the days of a history to
 * the expected tokens of the `ahead` days after it.
 *
 * @typedef {(days: readonly number[], ahead: number) => number[]} Candidate
 */

const WEEK = 7;
const SMOOTHINGS = [0.03, 0.1, 0.25, 0.5];

/** @param {readonly number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / (values.length || 1);

/** @type {(ahead: number, of: (index: number) => number) => number[]} */
const each = (ahead, of) => Array.from({ length: ahead }, (_, index) => of(index));

/** @type {Candidate} */
export const seasonalNaive = (days, ahead) =>
  each(ahead, (index) => days[days.length - WEEK + (index % WEEK)] ?? 0);

/** @type {Candidate} */
export const meanOf28Days = (days, ahead) => {
  const level = mean(days.slice(-28));
  return each(ahead, () => level);
};

/** @type {Candidate} */
export const weekdayMeans = (days, ahead) =>
  each(ahead, (index) => {
    const same = [1, 2, 3, 4].map((week) => days[days.length - WEEK * week + (index % WEEK)]);
    return mean(same.filter((value) => value !== undefined));
  });

/**
 * Additive error, damped additive trend, additive season; smoothing by a grid.
 *
 * @type {Candidate}
 */
export const ets = (days, ahead) => {
  const damping = 0.95;
  const start = Math.min(2 * WEEK, Math.floor(days.length / WEEK) * WEEK);
  const level = mean(days.slice(0, start));
  const season = each(WEEK, (weekday) => {
    const same = days.slice(0, start).filter((_, index) => index % WEEK === weekday);
    return mean(same) - level;
  });
  let best = { loss: Number.POSITIVE_INFINITY, level, trend: 0, season };
  for (const alpha of SMOOTHINGS) {
    for (const beta of [0, 0.1]) {
      for (const gamma of [0.03, 0.1, 0.25]) {
        const state = { loss: 0, level, trend: 0, season: [...season] };
        for (const [index, day] of days.entries()) {
          const weekday = index % WEEK;
          const drift = damping * state.trend;
          const error = day - (state.level + drift + (state.season[weekday] ?? 0));
          if (index >= start) state.loss += error * error;
          state.level += drift + alpha * error;
          state.trend = drift + alpha * beta * error;
          state.season[weekday] = (state.season[weekday] ?? 0) + gamma * (1 - alpha) * error;
        }
        if (state.loss < best.loss) best = state;
      }
    }
  }
  let damped = 0;
  return each(ahead, (index) => {
    damped += damping ** (index + 1);
    const weekday = (days.length + index) % WEEK;
    return Math.max(0, best.level + damped * best.trend + (best.season[weekday] ?? 0));
  });
};

/**
 * Deseasonalized by mean weekday ratios, simple smoothing plus half the slope of a straight line.
 *
 * @type {Candidate}
 */
export const theta = (days, ahead) => {
  const overall = mean(days) || 1;
  const factors = each(WEEK, (weekday) => {
    const same = days.filter((_, index) => index % WEEK === weekday);
    return mean(same) / overall;
  });
  /** @param {number} index */
  const factor = (index) => factors[index % WEEK] ?? 1;
  const plain = days.map((day, index) => (factor(index) > 0.05 ? day / factor(index) : overall));
  const middle = (plain.length - 1) / 2;
  const level = mean(plain);
  let products = 0;
  let squares = 0;
  for (const [index, value] of plain.entries()) {
    products += (index - middle) * (value - level);
    squares += (index - middle) ** 2;
  }
  const slope = products / (squares || 1);
  let best = { loss: Number.POSITIVE_INFINITY, level, alpha: 0.1 };
  for (const alpha of SMOOTHINGS) {
    let smoothed = mean(plain.slice(0, WEEK));
    let loss = 0;
    for (const value of plain) {
      loss += (value - smoothed) ** 2;
      smoothed += alpha * (value - smoothed);
    }
    if (loss < best.loss) best = { loss, level: smoothed, alpha };
  }
  return each(ahead, (index) => {
    const grown = best.level + (slope / 2) * (index + 1 / best.alpha);
    return Math.max(0, grown * factor(days.length + index));
  });
};
