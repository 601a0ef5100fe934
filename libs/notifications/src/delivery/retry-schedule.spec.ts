import { nextAttemptAfter } from './retry-schedule.js';

describe('the retry schedule', () => {
  const at = new Date('2026-06-18T18:32:00Z');
  const minutesAfter = (attempts: number) => {
    const next = nextAttemptAfter(attempts, at);
    return next === null ? null : (next.getTime() - at.getTime()) / 60_000;
  };

  it('waits longer each time and gives up after ten attempts', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(minutesAfter);
    expect(waits).toEqual([1, 5, 30, 120, 300, 600, 840, 1_200, 1_440, null]);
  });
});
