import { backtest, pinball, scaleOf } from './backtest.js';
import { dailyBand, totalBand, type Band } from './bands.js';
import { nth, sum } from './numbers.js';
import { expectedDays, fitUsage } from './usage-model.js';
import { weekdayFactors } from './weekday-factors.js';
import { withoutSpikes } from './without-spikes.js';

const WEEK = [100, 110, 120, 110, 100, 30, 10];
const WAVE = [0.02, -0.04, 0.05, -0.01, 0.03, -0.05, 0.01, 0.04, -0.03, -0.02, 0.0];

const days = (count: number, day: (index: number) => number) =>
  Array.from({ length: count }, (_, index) => day(index));
const weekly = (index: number) => nth(WEEK, index % 7);
/** Noise without chance: eleven small deviations that never line up with weeks. */
const noisy = (index: number) => weekly(index) * (1 + 2 * nth(WAVE, index % 11));
const last = (band: Band, of: keyof Band) => band[of].at(-1) ?? 0;

describe('the model of daily use', () => {
  it('repeats a week that never changes, without a band', () => {
    const model = fitUsage(days(56, weekly));
    const { p10, p50, p90 } = dailyBand(model, 14);
    for (const [index, tokens] of p50.entries()) {
      expect(tokens).toBeCloseTo(weekly(index), 6);
      expect(p90[index]).toBeCloseTo(tokens, 6);
      expect(p10[index]).toBeCloseTo(tokens, 6);
    }
    expect(last(totalBand(model, 14), 'p50')).toBeCloseTo(2 * sum(WEEK), 6);
  });

  it('knows the weekday also when the history starts or ends within a week', () => {
    for (const count of [31, 33, 37]) {
      const expected = expectedDays(fitUsage(days(count, (index) => weekly(index + 3))), 7);
      for (const [ahead, tokens] of expected.entries()) {
        expect(tokens).toBeCloseTo(weekly(count + ahead + 3), 0);
      }
    }
  });

  it('sees no weekly pattern in what is only noise', () => {
    const flat = days(77, (index) => 100 * (1 + nth(WAVE, index % 11)));
    for (const factor of weekdayFactors(flat)) expect(Math.abs(factor - 1)).toBeLessThan(0.02);
  });

  it('is not moved by one spike, last week or long ago', () => {
    const usual = expectedDays(fitUsage(days(84, noisy)), 28);
    for (const at of [20, 60, 79, 83]) {
      const spiked = days(84, (index) => noisy(index) * (index === at ? 12 : 1));
      const expected = expectedDays(fitUsage(spiked), 28);
      expect(Math.abs(sum(expected) / sum(usual) - 1)).toBeLessThan(0.06);
    }
  });

  it('takes two high days in a row for more than a spike', () => {
    const shifted = days(60, (index) => noisy(index) * (index >= 58 ? 6 : 1));
    expect(withoutSpikes(shifted)).toEqual(shifted);
  });

  it('follows a new level within two weeks', () => {
    const shifted = days(84, (index) => noisy(index) * (index >= 70 ? 3 : 1));
    const expected = sum(expectedDays(fitUsage(shifted), 7));
    expect(expected).toBeGreaterThan(2.3 * sum(WEEK));
    expect(expected).toBeLessThan(3.6 * sum(WEEK));
  });

  it('follows growth, and damps it', () => {
    const growing = days(112, (index) => noisy(index) * (1 + index / 100));
    const expected = expectedDays(fitUsage(growing), 90);
    const weeks = days(12, (week) => sum(expected.slice(week * 7, week * 7 + 7)));
    expect(nth(weeks, 0)).toBeGreaterThan(2.1 * sum(WEEK) * 0.95);
    const steps = weeks.slice(1).map((week, index) => week - nth(weeks, index));
    for (const [index, step] of steps.entries()) {
      expect(step).toBeGreaterThan(0);
      if (index > 0) expect(step).toBeLessThan(nth(steps, index - 1));
    }
  });

  it('does not grow for ever out of nothing, nor fall below it', () => {
    const ending = days(60, (index) => Math.max(0, 100 - 2 * index));
    for (const tokens of expectedDays(fitUsage(ending), 90)) {
      expect(tokens).toBeGreaterThanOrEqual(0);
      expect(tokens).toBeLessThan(20);
    }
  });

  it('is honest about use on one day in ten: most days none, but the total adds up', () => {
    const seldom = days(140, (index) => (index % 10 === 3 ? 500 : 0));
    const model = fitUsage(seldom);
    const { p50, p10 } = dailyBand(model, 30);
    expect(Math.max(...p50)).toBeLessThan(50);
    expect(Math.max(...p10)).toBe(0);
    const totals = totalBand(model, 90);
    expect(last(totals, 'p50')).toBeGreaterThan(0.7 * 90 * 50);
    expect(last(totals, 'p50')).toBeLessThan(1.3 * 90 * 50);
    expect(last(totals, 'p90')).toBeGreaterThan(last(totals, 'p50'));
  });

  it('takes days without use as zeros, and a history of none as none', () => {
    const nothing = fitUsage(days(30, () => 0));
    expect(dailyBand(nothing, 30).p90).toEqual(days(30, () => 0));
    expect(last(totalBand(nothing, 90), 'p90')).toBe(0);
    const stopped = fitUsage(days(84, (index) => (index < 56 ? noisy(index) : 0)));
    expect(sum(expectedDays(stopped, 7))).toBeLessThan(0.25 * sum(WEEK));
  });

  it('keeps p10 <= p50 <= p90, and totals that never fall', () => {
    const series = [
      days(20, noisy),
      days(90, (index) => (index % 3 === 0 ? noisy(index) * 4 : 0)),
      days(120, (index) => noisy(index) * (1 + index / 50)),
      days(15, (index) => (index === 7 ? 1e15 : 0)),
    ];
    for (const history of series) {
      const model = fitUsage(history);
      for (const band of [dailyBand(model, 90), totalBand(model, 90)]) {
        for (let index = 0; index < 90; index += 1) {
          expect(nth(band.p10, index)).toBeGreaterThanOrEqual(0);
          expect(nth(band.p50, index)).toBeGreaterThanOrEqual(nth(band.p10, index));
          expect(nth(band.p90, index)).toBeGreaterThanOrEqual(nth(band.p50, index));
          expect(Number.isFinite(nth(band.p90, index))).toBe(true);
        }
      }
      const { p50 } = totalBand(model, 90);
      expect([...p50].sort((a, b) => a - b)).toEqual(p50);
    }
  });

  it('gives the same answer each time', () => {
    const history = days(100, noisy);
    expect(JSON.stringify(fitUsage(history))).toBe(JSON.stringify(fitUsage([...history])));
  });
});

describe('the backtest', () => {
  it('needs 14 days before its first origin and 14 after', () => {
    expect(backtest(days(27, noisy))).toBeNull();
    expect(backtest(days(28, noisy))).toMatchObject({ origins: 1, horizonDays: 14 });
    expect(backtest(days(120, noisy))).toMatchObject({ origins: 6 });
  });

  it('beats repeating the week before, and says by how much', () => {
    const score = backtest(days(120, noisy));
    expect(score?.mase).toBeLessThan(score?.seasonalNaiveMase ?? 0);
    expect(score?.coverage).toBeGreaterThan(0.6);
    expect(score?.pinballLoss).toBeGreaterThan(0);
  });

  it('has no scale where every week is the same', () => {
    expect(scaleOf(days(40, weekly))).toBe(0);
    expect(backtest(days(40, weekly))).toMatchObject({
      mase: null,
      seasonalNaiveMase: null,
      coverage: 1,
    });
  });

  it('looks at no day that the forecast could not know', () => {
    // Two weeks, then two at another level: told from the first two alone, all of it is missed.
    const history = days(28, (index) => noisy(index) * (index < 14 ? 1 : 40));
    const { p10, p50, p90 } = dailyBand(fitUsage(history.slice(0, 14)), 14);
    const losses = days(14, (ahead) => {
      const actual = nth(history, 14 + ahead);
      return sum([
        pinball(0.1, nth(p10, ahead), actual),
        pinball(0.5, nth(p50, ahead), actual),
        pinball(0.9, nth(p90, ahead), actual),
      ]);
    });
    const score = backtest(history);
    expect(score?.pinballLoss).toBeCloseTo(sum(losses) / 14 / 3, 6);
    expect(score?.coverage).toBe(0);
  });

  it('weighs misses by their chance', () => {
    expect(pinball(0.9, 10, 20)).toBeCloseTo(9);
    expect(pinball(0.9, 20, 10)).toBeCloseTo(1);
    expect(pinball(0.5, 10, 20)).toBe(5);
  });
});
