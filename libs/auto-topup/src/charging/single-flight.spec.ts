import { SingleFlight } from './single-flight.js';

describe('work of one key', () => {
  /** Work that lasts until it is told to end. */
  const manual = () => {
    const ends: (() => void)[] = [];
    let started = 0;
    const work = () => {
      started += 1;
      return new Promise<void>((resolve) => ends.push(resolve));
    };
    return { work, ends, started: () => started };
  };
  const soon = () => new Promise<void>((resolve) => setImmediate(resolve));

  it('runs once more, after the run under way, for all who asked meanwhile', async () => {
    const flights = new SingleFlight();
    const { work, ends, started } = manual();
    const first = flights.run('a', work);
    const others = Array.from({ length: 99 }, () => flights.run('a', work));
    expect(started()).toBe(1);
    ends[0]?.();
    await first;
    await soon();
    expect(started()).toBe(2);
    ends[1]?.();
    await Promise.all(others);
    expect(started()).toBe(2);
    void flights.run('a', work);
    expect(started()).toBe(3);
  });

  it('of another key does not wait', () => {
    const flights = new SingleFlight();
    const { work, started } = manual();
    void flights.run('a', work);
    void flights.run('b', work);
    expect(started()).toBe(2);
  });

  it('goes on after a run that failed, and tells only those of that run', async () => {
    const flights = new SingleFlight();
    const failing = flights.run('a', () => Promise.reject(new Error('broken')));
    const after = flights.run('a', () => Promise.resolve());
    await expect(failing).rejects.toThrow('broken');
    await expect(after).resolves.toBeUndefined();
  });
});
