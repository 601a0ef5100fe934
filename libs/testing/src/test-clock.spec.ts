import { eventually } from './eventually.js';
import { TestClock } from './test-clock.js';

describe('TestClock', () => {
  it('stands still until it is moved, by calendar units in UTC', () => {
    const clock = new TestClock('2026-01-31T00:00:00Z');
    expect(clock.now()).toEqual(clock.now());
    expect(clock.advance({ months: 1 })).toEqual(new Date('2026-02-28T00:00:00Z'));
    clock.set('2020-01-01T00:00:00Z');
    expect(clock.now()).toEqual(new Date('2020-01-01T00:00:00Z'));
  });

  it('cannot be moved through a date it gave out', () => {
    const clock = new TestClock();
    const before = clock.now();
    clock.now().setFullYear(1999);
    expect(clock.now()).toEqual(before);
  });
});

describe('eventually', () => {
  it('gives the first result that is no error', async () => {
    let asked = 0;
    const answer = await eventually(() => {
      asked += 1;
      if (asked < 3) throw new Error('not yet');
      return asked;
    });
    expect(answer).toBe(3);
  });

  it('throws the last error when time is up', async () => {
    let asked = 0;
    const never = () => Promise.reject(new Error(`asked ${(asked += 1)} times`));
    const error: unknown = await eventually(never, 60).catch((caught: unknown) => caught);
    expect((error as Error).message).toBe(`asked ${asked} times`);
    expect(asked).toBeGreaterThan(1);
  });
});
