import { Gate } from './gate.js';

/** Work that ends when it is told to. */
function held() {
  const ends: (() => void)[] = [];
  const started: number[] = [];
  const work = (name: number) => () => {
    started.push(name);
    return new Promise<void>((resolve) => ends.push(resolve));
  };
  return { started, work, endFirst: () => ends.shift()?.() };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a gate', () => {
  it('lets so many through at a time, the others in their order', async () => {
    const gate = new Gate(2);
    const { started, work, endFirst } = held();
    const all = [1, 2, 3, 4].map((name) => gate.through(work(name)));
    await settled();
    expect(started).toEqual([1, 2]);
    endFirst();
    await settled();
    expect(started).toEqual([1, 2, 3]);
    endFirst();
    await settled();
    expect(started).toEqual([1, 2, 3, 4]);
    endFirst();
    endFirst();
    await Promise.all(all);
    const after = gate.through(() => Promise.resolve('free'));
    expect(await after).toBe('free');
  });

  it('is free again when work fails', async () => {
    const gate = new Gate(1);
    await expect(gate.through(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await gate.through(() => Promise.resolve('free'))).toBe('free');
  });
});
