import type { AutoTopUpInterval } from '@purser/contracts';
import fc from 'fast-check';
import { nextRun, type Schedule } from './schedule.js';

const runs = (schedule: Schedule, timeZone: string, after: string, count: number): string[] => {
  const found: string[] = [];
  for (let at = new Date(after); found.length < count;) {
    at = nextRun(schedule, timeZone, at);
    found.push(at.toISOString());
  }
  return found;
};

describe('the runs of a schedule', () => {
  it('on the 31st fall on the last day of shorter months, and come back', () => {
    const anchorAt = new Date('2027-12-15T14:30:00.000Z');
    const schedule: Schedule = { interval: 'month', dayOfMonth: 31, anchorAt };
    expect(runs(schedule, 'America/New_York', '2027-12-15T14:30:00.000Z', 5)).toEqual([
      '2027-12-31T14:30:00.000Z',
      '2028-01-31T14:30:00.000Z',
      '2028-02-29T14:30:00.000Z',
      '2028-03-31T13:30:00.000Z',
      '2028-04-30T13:30:00.000Z',
    ]);
  });

  it('wait for the next month where the day has passed', () => {
    const anchorAt = new Date('2026-01-31T12:00:00.000Z');
    const schedule: Schedule = { interval: 'month', dayOfMonth: 1, anchorAt };
    expect(runs(schedule, 'UTC', '2026-01-31T12:00:00.000Z', 2)).toEqual([
      '2026-02-01T12:00:00.000Z',
      '2026-03-01T12:00:00.000Z',
    ]);
  });

  it('keep their wall time when the clocks change', () => {
    const anchorAt = new Date('2026-03-27T08:00:00.000Z');
    const daily: Schedule = { interval: 'day', dayOfMonth: null, anchorAt };
    expect(runs(daily, 'Europe/Berlin', '2026-03-27T08:00:00.000Z', 3)).toEqual([
      '2026-03-28T08:00:00.000Z',
      '2026-03-29T07:00:00.000Z',
      '2026-03-30T07:00:00.000Z',
    ]);
    const weekly: Schedule = { ...daily, interval: 'week' };
    expect(runs(weekly, 'Europe/Berlin', '2026-03-27T08:00:00.000Z', 2)).toEqual([
      '2026-04-03T07:00:00.000Z',
      '2026-04-10T07:00:00.000Z',
    ]);
  });

  it('come after the instant asked for, and none is left out', () => {
    const instant = fc.date({
      min: new Date('2026-01-01T00:00:00Z'),
      max: new Date('2032-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    const intervals = fc.constantFrom<AutoTopUpInterval>('day', 'week', 'month');
    const zones = fc.constantFrom('UTC', 'America/New_York', 'Asia/Tokyo', 'Australia/Lord_Howe');
    const days = fc.option(fc.integer({ min: 1, max: 31 }));
    const longestMs = { day: 26, week: 7 * 24 + 2, month: 62 * 24 + 2 };
    fc.assert(
      fc.property(instant, instant, intervals, zones, days, (a, b, interval, zone, day) => {
        const [anchorAt, after] = a < b ? [a, b] : [b, a];
        const dayOfMonth = interval === 'month' ? day : null;
        const schedule = { interval, dayOfMonth, anchorAt };
        const run = nextRun(schedule, zone, after);
        expect(run > after).toBe(true);
        expect(run.getTime() - after.getTime()).toBeLessThanOrEqual(
          longestMs[interval] * 3_600_000,
        );
        const before = new Date(run.getTime() - 1);
        expect(nextRun(schedule, zone, before)).toEqual(run);
      }),
    );
  });
});
