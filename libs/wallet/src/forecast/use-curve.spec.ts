import { Lot } from '../lot.entity.js';
import { forecastOf } from './forecast.js';
import { unusedTokens } from './tokens-at-risk.js';
import { UseCurve } from './use-curve.js';
import { withoutNegatives } from './usage-days.service.js';

const steady = (perDay: number, days = 90) =>
  Array.from({ length: days }, (_, index) => perDay * (index + 1));
const instant = (text: string) => new Date(text);

describe('when tokens are used up', () => {
  const curve = new UseCurve('2026-06-01', 'UTC', steady(240));

  it('is even within a day', () => {
    const at = instant('2026-06-01T06:00:00Z');
    expect(curve.whenUsed(120, at)).toEqual(instant('2026-06-01T18:00:00Z'));
    expect(curve.whenUsed(240, at)).toEqual(instant('2026-06-02T06:00:00Z'));
    expect(curve.usedBetween(at, instant('2026-06-03T18:00:00Z'))).toBeCloseTo(600);
  });

  it('is at once where none are left', () => {
    const at = instant('2026-06-01T06:00:00Z');
    expect(curve.whenUsed(0, at)).toEqual(at);
  });

  it('goes on beyond the last day at the pace of the last four weeks', () => {
    const at = instant('2026-06-01T00:00:00Z');
    expect(curve.whenUsed(240 * 100, at)).toEqual(instant('2026-09-09T00:00:00Z'));
    const slowing = new UseCurve('2026-06-01', 'UTC', [
      ...steady(240, 62),
      ...steady(120, 28).map((more) => 240 * 62 + more),
    ]);
    expect(slowing.whenUsed(240 * 62 + 120 * 38, at)).toEqual(instant('2026-09-09T00:00:00Z'));
  });

  it('is unknown beyond ten years, or where nothing is used', () => {
    const at = instant('2026-06-01T00:00:00Z');
    expect(curve.whenUsed(240 * 3_651, at)).toBeNull();
    expect(new UseCurve('2026-06-01', 'UTC', steady(0)).whenUsed(1, at)).toBeNull();
  });

  it('knows days of 25 and 23 hours', () => {
    const zone = 'America/New_York';
    // New York falls back on 2026-11-01: half of that day is 12.5 hours after its midnight.
    const fall = new UseCurve('2026-11-01', zone, steady(100));
    expect(fall.whenUsed(50, instant('2026-11-01T04:00:00Z'))).toEqual(
      instant('2026-11-01T16:30:00Z'),
    );
    const spring = new UseCurve('2027-03-14', zone, steady(100));
    expect(spring.whenUsed(100, instant('2027-03-14T05:00:00Z'))).toEqual(
      instant('2027-03-15T04:00:00Z'),
    );
    expect(fall.whenUsed(200, instant('2026-11-01T04:00:00Z'))).toEqual(
      instant('2026-11-03T05:00:00Z'),
    );
  });
});

describe('tokens that expire unused', () => {
  const at = instant('2026-06-01T00:00:00Z');
  const curve = new UseCurve('2026-06-01', 'UTC', steady(100));
  let lots = 0;
  const lot = (remaining: number, expiresAt: string | null, fields: Partial<Lot> = {}) =>
    Object.assign(new Lot(), {
      id: `018f0000-0000-7000-8000-00000000000${(lots += 1)}`,
      remaining: BigInt(remaining),
      held: 0n,
      frozen: 0n,
      priority: 100,
      effectiveAt: instant('2026-05-01T00:00:00Z'),
      createdAt: instant('2026-05-01T00:00:00Z'),
      expiresAt: expiresAt === null ? null : instant(expiresAt),
      costMinor: 1n,
      ...fields,
    });
  const unused = (...all: Lot[]) => {
    const left = unusedTokens(all, curve, at);
    return all.map(({ id }) => left.get(id));
  };
  beforeEach(() => {
    lots = 0;
  });

  it('are what the lots before it in the burn order leave of it', () => {
    expect(
      unused(lot(600, '2026-06-06T00:00:00Z'), lot(700, '2026-06-11T00:00:00Z'), lot(50, null)),
    ).toEqual([100, 200, undefined]);
  });

  it('are all of a lot that a lot of higher priority keeps from burning', () => {
    expect(unused(lot(2_000, null, { priority: 1 }), lot(300, '2026-06-08T00:00:00Z'))).toEqual([
      undefined,
      300,
    ]);
  });

  it('leave out what is held or frozen, what is gone, and what is not there yet', () => {
    const reserved = lot(600, '2026-06-02T00:00:00Z', { held: 200n, frozen: 100n });
    const gone = lot(5, '2026-05-31T00:00:00Z');
    const later = lot(500, '2026-06-05T00:00:00Z', {
      effectiveAt: instant('2026-06-04T00:00:00Z'),
    });
    expect(unused(reserved, gone, later)).toEqual([200, undefined, 400]);
  });
});

describe('the forecast of a day', () => {
  const make = (days: number[]) =>
    forecastOf(days, '2026-06-01', 'UTC', instant('2026-06-01T03:00:00Z'));

  it('needs 14 complete days', () => {
    const few = make(Array.from({ length: 13 }, () => 10));
    expect(few).toMatchObject({ status: 'insufficient-history', method: null, score: null });
    expect(few.bands.daily.p50).toEqual([]);
    expect(make(Array.from({ length: 14 }, () => 10))).toMatchObject({
      status: 'ready',
      historyDays: 14,
      score: null,
    });
  });

  it('is in whole tokens, rounded outwards', () => {
    const { daily, totals } = make(
      Array.from({ length: 30 }, (_, index) => 10 + (index % 4)),
    ).bands;
    for (const band of [daily, totals]) {
      for (const tokens of [...band.p10, ...band.p50, ...band.p90]) {
        expect(Number.isInteger(tokens)).toBe(true);
      }
    }
    expect(make(Array.from({ length: 30 }, () => 10)).bands.daily).toMatchObject({
      p10: Array.from({ length: 90 }, () => 10),
      p90: Array.from({ length: 90 }, () => 10),
    });
  });
});

describe('days on which more was given back than used', () => {
  it('reduce the days before them', () => {
    expect(withoutNegatives([10, 20, -5, 7])).toEqual([10, 15, 0, 7]);
    expect(withoutNegatives([10, 20, -25, 0])).toEqual([5, 0, 0, 0]);
    expect(withoutNegatives([10, -50, 3])).toEqual([0, 0, 3]);
  });
});
