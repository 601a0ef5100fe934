import { hindsight, type PastPoint } from './hindsight.js';

const day = (count: number) => new Date(Date.UTC(2026, 0, 1 + count));
const points = (...available: number[]): PastPoint[] =>
  available.map((tokens, index) => ({
    at: day(index),
    availableTokens: BigInt(tokens),
    isPurchase: false,
    usedTokens: 0n,
  }));
const marks = () => ({ markTokens: 1_000n, rearmTokens: 1_100n });

describe('what a threshold would have told', () => {
  it('is one alert while the balance hovers, and a second after a real refill', () => {
    const past = points(1_500, 990, 1_050, 980, 1_099, 970, 5_000, 900);
    expect(hindsight(past, marks, 0)).toEqual([
      {
        at: day(1).toISOString(),
        available: 990,
        mark: 1_000,
        recoveredAt: day(6).toISOString(),
      },
      { at: day(7).toISOString(), available: 900, mark: 1_000, recoveredAt: null },
    ]);
  });

  it('heeds the cool-down', () => {
    const alerts = hindsight(points(500, 5_000, 500, 5_000, 500), marks, 3 * 24 * 60);
    expect(alerts.map(({ at }) => at)).toEqual([day(0).toISOString(), day(4).toISOString()]);
  });

  it('counts what stood when the cool-down ended as recovered, and nothing that fell before', () => {
    const days = (count: number) => (count - 0.5) * 24 * 60;
    const told = (minutes: number) =>
      hindsight(points(500, 5_000, 400, 300), marks, minutes).map(({ at }) => at);
    expect(told(days(2))).toEqual([day(0).toISOString(), day(2).toISOString()]);
    expect(told(days(3))).toEqual([day(0).toISOString()]);
  });

  it('tells nothing while the mark cannot be told', () => {
    expect(hindsight(points(0, 0), () => null, 0)).toEqual([]);
  });
});
