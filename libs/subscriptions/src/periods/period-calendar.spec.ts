import fc from 'fast-check';
import { DateTime } from 'luxon';
import {
  firstPeriodFrom,
  isClamped,
  periodSpan,
  periodStart,
  type Anchor,
} from './period-calendar.js';

const ZONES = [
  'America/New_York',
  'Asia/Tokyo',
  'Europe/Berlin',
  'America/Sao_Paulo',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Africa/Casablanca',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'UTC',
];

const anchorOf = (wall: string, timeZone: string, interval: Anchor['interval'] = 'month') => ({
  anchorAt: DateTime.fromISO(wall, { zone: timeZone }).toJSDate(),
  timeZone,
  interval,
});
const local = (anchor: Anchor, n: number) =>
  DateTime.fromJSDate(periodStart(anchor, n), { zone: anchor.timeZone }).toFormat(
    'yyyy-MM-dd HH:mm',
  );

const MONTH_ENDS = [
  '2027-01-31',
  '2027-02-28',
  '2027-03-31',
  '2027-04-30',
  '2027-05-31',
  '2027-06-30',
  '2027-07-31',
  '2027-08-31',
  '2027-09-30',
  '2027-10-31',
  '2027-11-30',
  '2027-12-31',
  '2028-01-31',
  '2028-02-29',
  '2028-03-31',
  '2028-04-30',
  '2028-05-31',
  '2028-06-30',
  '2028-07-31',
  '2028-08-31',
  '2028-09-30',
  '2028-10-31',
  '2028-11-30',
  '2028-12-31',
];

describe('periods from January 31', () => {
  it.each(['America/New_York', 'Asia/Tokyo', 'Pacific/Auckland'])(
    'start on the last day of each of 24 months at the same local time in %s',
    (timeZone) => {
      const anchor = anchorOf('2027-01-31T17:45', timeZone);
      const starts = MONTH_ENDS.map((_, n) => local(anchor, n));
      expect(starts).toEqual(MONTH_ENDS.map((day) => `${day} 17:45`));
    },
  );

  it('follow the local day where it is another one than the day in UTC', () => {
    const anchor = anchorOf('2027-01-31T01:00', 'Asia/Tokyo');
    expect(periodStart(anchor, 1).toISOString()).toBe('2027-02-27T16:00:00.000Z');
    const evening = anchorOf('2027-01-31T22:00', 'America/New_York');
    expect(periodStart(evening, 1).toISOString()).toBe('2027-03-01T03:00:00.000Z');
  });
});

describe('yearly periods from February 29', () => {
  it('start on February 28, and on the 29th of leap years', () => {
    const anchor = anchorOf('2028-02-29T08:00', 'Europe/Berlin', 'year');
    expect([0, 1, 2, 3, 4, 72].map((n) => local(anchor, n))).toEqual([
      '2028-02-29 08:00',
      '2029-02-28 08:00',
      '2030-02-28 08:00',
      '2031-02-28 08:00',
      '2032-02-29 08:00',
      '2100-02-28 08:00',
    ]);
    expect([1, 4].map((n) => isClamped(anchor, n))).toEqual([true, false]);
  });
});

describe('a wall time that clocks skip or show twice', () => {
  it('is an hour later where the clocks skip it, and itself again afterwards', () => {
    const anchor = anchorOf('2027-02-14T02:30', 'America/New_York');
    expect([1, 2].map((n) => local(anchor, n))).toEqual(['2027-03-14 03:30', '2027-04-14 02:30']);
  });

  it('is the first of the two', () => {
    const anchor = anchorOf('2027-10-07T01:30', 'America/New_York');
    expect(periodStart(anchor, 1).toISOString()).toBe('2027-11-07T05:30:00.000Z');
  });

  it('is thirty minutes later where the clocks skip thirty', () => {
    const anchor = anchorOf('2027-09-03T02:15', 'Australia/Lord_Howe');
    expect(local(anchor, 1)).toBe('2027-10-03 02:45');
  });

  it('keeps an anchor in the second of two equal hours as it is', () => {
    const anchorAt = new Date('2027-11-07T06:30:00Z');
    const anchor: Anchor = { anchorAt, timeZone: 'America/New_York', interval: 'year' };
    expect(periodStart(anchor, 0)).toEqual(anchorAt);
  });
});

describe('every anchor', () => {
  const anchors = fc.record({
    anchorAt: fc.date({
      min: new Date('2015-01-01T00:00:00Z'),
      max: new Date('2060-01-01T00:00:00Z'),
      noInvalidDate: true,
    }),
    timeZone: fc.constantFrom(...ZONES),
    interval: fc.constantFrom<Anchor['interval']>('month', 'year'),
  });

  it('has periods that follow each other without gap or overlap', () => {
    fc.assert(
      fc.property(anchors, fc.integer({ min: 0, max: 400 }), (anchor, n) => {
        const { start, end } = periodSpan(anchor, n);
        expect(end.getTime()).toBeGreaterThan(start.getTime());
        expect(periodSpan(anchor, n + 1).start).toEqual(end);
      }),
      { numRuns: 400 },
    );
  });

  it('shows its wall time at each start, on the last day of months that are too short', () => {
    fc.assert(
      fc.property(anchors, fc.integer({ min: 1, max: 400 }), (anchor, n) => {
        const zone = anchor.timeZone;
        const wall = DateTime.fromJSDate(anchor.anchorAt, { zone }).setZone('utc', {
          keepLocalTime: true,
        });
        const months = anchor.interval === 'month' ? n : 12 * n;
        const expected = wall.plus({ months });
        const start = DateTime.fromJSDate(periodStart(anchor, n), { zone });
        const shown = start.setZone('utc', { keepLocalTime: true });
        const lateMs = shown.toMillis() - expected.toMillis();
        // Later only where the clocks skip the wall time: some zone change lies just before.
        if (lateMs !== 0) {
          const dayBefore = start.minus({ milliseconds: 86_400_000 + lateMs });
          expect(lateMs).toBe((start.offset - dayBefore.offset) * 60_000);
        }
        expect(lateMs).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 400 },
    );
  });

  it('has no earlier period from an instant on than the first one from it', () => {
    fc.assert(
      fc.property(anchors, fc.integer({ min: -900, max: 9_000 }), (anchor, days) => {
        const at = new Date(anchor.anchorAt.getTime() + days * 86_400_000);
        const n = firstPeriodFrom(anchor, at);
        expect(periodStart(anchor, n).getTime()).toBeGreaterThanOrEqual(at.getTime());
        if (n > 0) expect(periodStart(anchor, n - 1).getTime()).toBeLessThan(at.getTime());
      }),
      { numRuns: 400 },
    );
  });
});
