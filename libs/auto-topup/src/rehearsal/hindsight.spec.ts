import { hindsight, type PastPolicy, type PastPoint } from './hindsight.js';

const POLICY: PastPolicy = {
  belowTokens: 500n,
  incrementTokens: 1_000n,
  mostIncrements: 1_000,
  monthlyLimitMinor: 2_500n,
  coolDownMinutes: 0,
  timeZone: 'America/New_York',
  priceOf: (increments) => Promise.resolve(BigInt(increments) * 1_000n),
};

const past = (...points: [string, bigint][]): PastPoint[] =>
  points.map(([at, availableTokens]) => ({ at: new Date(at), availableTokens }));

const bought = async (policy: PastPolicy, points: PastPoint[]) => {
  const { topUps, blocked } = await hindsight(policy, points);
  return { blocked, topUps: topUps.map(({ at, tokens }) => [at.toISOString(), tokens]) };
};

describe('what a policy would have bought', () => {
  it('is nothing where the wallet was never short', async () => {
    const points = past(['2026-05-01T12:00:00Z', 500n]);
    expect(await bought(POLICY, points)).toEqual({ blocked: 0, topUps: [] });
  });

  it('stays in the wallet for the days after it', async () => {
    const points = past(
      ['2026-05-01T12:00:00Z', 400n],
      ['2026-05-02T12:00:00Z', 0n],
      ['2026-05-03T12:00:00Z', -501n],
    );
    expect(await bought(POLICY, points)).toEqual({
      blocked: 0,
      topUps: [
        ['2026-05-01T12:00:00.000Z', 1_000n],
        ['2026-05-03T12:00:00.000Z', 1_000n],
      ],
    });
  });

  it('keeps to the limit of each month in its zone, and to fewer where only fewer fit', async () => {
    const points = past(
      ['2026-05-31T12:00:00Z', -5_000n],
      ['2026-06-01T03:59:59Z', -5_000n],
      ['2026-06-01T04:00:00Z', -5_000n],
    );
    expect(await bought(POLICY, points)).toEqual({
      blocked: 1,
      topUps: [
        ['2026-05-31T12:00:00.000Z', 2_000n],
        ['2026-06-01T04:00:00.000Z', 2_000n],
      ],
    });
  });

  it('waits for the cool-down, and never buys what cannot be charged at once', async () => {
    const points = past(
      ['2026-05-01T12:00:00Z', -400n],
      ['2026-05-01T12:59:00Z', -9_000n],
      ['2026-05-01T13:00:00Z', -9_000n],
    );
    const priceOf = (increments: number) => Promise.resolve(increments > 1 ? null : 1_000n);
    expect(await bought({ ...POLICY, coolDownMinutes: 60, priceOf }, points)).toEqual({
      blocked: 0,
      topUps: [
        ['2026-05-01T12:00:00.000Z', 1_000n],
        ['2026-05-01T13:00:00.000Z', 1_000n],
      ],
    });
  });

  it('is one increment at each run of a schedule', async () => {
    const points = past(['2026-05-01T12:00:00Z', 0n], ['2026-06-01T12:00:00Z', 0n]);
    const { topUps } = await bought({ ...POLICY, belowTokens: null }, points);
    expect(topUps).toHaveLength(2);
  });
});
