import { runOut } from './run-out.js';

const at = new Date('2026-06-30T12:00:00Z');
const daysAgo = (days: number) => new Date(at.getTime() - days * 86_400_000);
const days = (tokens: (index: number) => number) =>
  Array.from({ length: 30 }, (_, index) => ({ date: `day ${index}`, tokens: tokens(index) }));

describe('run-out', () => {
  it('says insufficient-history under 14 days', () => {
    const none = { status: 'insufficient-history', runOutAt: null };
    expect(
      runOut(
        days(() => 10),
        100,
        null,
        at,
      ),
    ).toEqual(none);
    expect(
      runOut(
        days(() => 10),
        100,
        new Date(daysAgo(14).getTime() + 1),
        at,
      ),
    ).toEqual(none);
    expect(
      runOut(
        days(() => 10),
        100,
        daysAgo(14),
        at,
      ).status,
    ).toBe('ready');
  });

  it('divides what is available by the mean of the last 28 days', () => {
    const recent = days((index) => (index < 2 ? 9_999 : 10));
    expect(runOut(recent, 100, daysAgo(400), at).runOutAt).toBe(daysAgo(-10).toISOString());
  });

  it('counts only the days there were', () => {
    const young = days((index) => (index < 14 ? 0 : 10));
    expect(runOut(young, 160, daysAgo(16), at).runOutAt).toBe(daysAgo(-16).toISOString());
  });

  it('names no day where nothing is used or it would last beyond ten years', () => {
    for (const use of [0, -5]) {
      expect(
        runOut(
          days(() => use),
          100,
          daysAgo(99),
          at,
        ),
      ).toEqual({
        status: 'ready',
        runOutAt: null,
      });
    }
    expect(
      runOut(
        days(() => 1),
        10_000,
        daysAgo(99),
        at,
      ).runOutAt,
    ).toBeNull();
  });
});
