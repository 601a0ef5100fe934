import { forecast } from '../../testing/support-views.js';
import { dayRow } from '../../testing/views.js';
import { availableLine, forecastPoints } from './burn-lines.js';

const at = (iso: string) => Date.parse(iso);
/** 18:00 in New York: three quarters of the day have passed. */
const EVENING = at('2026-06-18T22:00:00.000Z');

describe('availableLine', () => {
  it('slopes over usage, steps at credits, and ends with what is available', () => {
    const credit = dayRow({
      kind: 'purchase',
      amount: 500,
      availableAfter: 700,
      from: '2026-06-17T12:00:00.000Z',
      to: '2026-06-17T12:00:00.000Z',
    });
    const usage = dayRow({
      amount: -100,
      availableAfter: 200,
      from: '2026-06-16T10:00:00.000Z',
      to: '2026-06-16T20:00:00.000Z',
    });
    expect(availableLine([credit, usage], 0, EVENING, 650)).toEqual([
      [0, 300],
      [at('2026-06-16T10:00:00.000Z'), 300],
      [at('2026-06-16T20:00:00.000Z'), 200],
      [at('2026-06-17T12:00:00.000Z'), 200],
      [at('2026-06-17T12:00:00.000Z'), 700],
      [EVENING, 650],
    ]);
  });

  it('is level where nothing moved', () => {
    expect(availableLine([], 5, 9, 42)).toEqual([
      [5, 42],
      [9, 42],
    ]);
  });
});

describe('forecastPoints', () => {
  it('burns the rest of today, then whole days, within its band', () => {
    expect(forecastPoints(forecast(), EVENING)).toEqual([
      { atMs: EVENING, date: '2026-06-18', low: 1_000, middle: 1_000, high: 1_000 },
      // A quarter of today is still to come.
      {
        atMs: at('2026-06-19T04:00:00.000Z'),
        date: '2026-06-18',
        low: 963,
        middle: 975,
        high: 988,
      },
      {
        atMs: at('2026-06-20T04:00:00.000Z'),
        date: '2026-06-19',
        low: 843,
        middle: 875,
        high: 908,
      },
    ]);
  });

  it('never goes below nothing, and is empty without a forecast', () => {
    const [, , last] = forecastPoints(forecast({ available: 60 }), EVENING);
    expect(last).toMatchObject({ low: 0, middle: 0, high: 0 });
    expect(forecastPoints(forecast({ daily: [] }), EVENING)).toEqual([]);
  });
});
