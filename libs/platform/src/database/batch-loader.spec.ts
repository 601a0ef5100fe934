import { BatchLoader } from './batch-loader.js';

/** A database that answers when it is told to. */
function slowSource() {
  const calls: { keys: readonly string[]; answer: () => void; fail: (error: Error) => void }[] = [];
  const load = (keys: readonly string[]) =>
    new Promise<Map<string, string>>((resolve, reject) => {
      const known = keys.filter((key) => key !== 'unknown');
      const answer = () => resolve(new Map(known.map((key) => [key, `${key}!`])));
      calls.push({ keys, answer, fail: reject });
    });
  return { calls, load };
}

/** Everything that was waiting for an answer has gone on. */
const settled = () => new Promise(setImmediate);

describe('BatchLoader', () => {
  it('asks at once while idle and gathers what comes meanwhile into one question', async () => {
    const { calls, load } = slowSource();
    const loader = new BatchLoader(load, 1);
    const first = loader.get('a');
    const others = [loader.get('b'), loader.get('c'), loader.get('b')];
    expect(calls.map(({ keys }) => keys)).toEqual([['a']]);
    calls[0]?.answer();
    await expect(first).resolves.toBe('a!');
    await settled();
    expect(calls.map(({ keys }) => keys)).toEqual([['a'], ['b', 'c']]);
    calls[1]?.answer();
    await expect(Promise.all(others)).resolves.toEqual(['b!', 'c!', 'b!']);
  });

  it('answers null for what is not there', async () => {
    const { calls, load } = slowSource();
    const answer = new BatchLoader(load, 1).get('unknown');
    calls[0]?.answer();
    await expect(answer).resolves.toBeNull();
  });

  it('remembers nothing: asked again, it reads again', async () => {
    const { calls, load } = slowSource();
    const loader = new BatchLoader(load, 2);
    const early = loader.get('a');
    const late = loader.get('a');
    expect(calls).toHaveLength(2);
    calls.forEach(({ answer }) => answer());
    await expect(Promise.all([early, late])).resolves.toEqual(['a!', 'a!']);
  });

  it('fails those whom a failed question concerns, and goes on', async () => {
    const { calls, load } = slowSource();
    const loader = new BatchLoader(load, 1);
    const lost = loader.get('a');
    const next = loader.get('b');
    calls[0]?.fail(new Error('connection lost'));
    await expect(lost).rejects.toThrow('connection lost');
    await settled();
    calls[1]?.answer();
    await expect(next).resolves.toBe('b!');
  });

  it('asks for at most 500 keys at a time', async () => {
    const { calls, load } = slowSource();
    const loader = new BatchLoader(load, 1);
    const all = Array.from({ length: 601 }, (_, n) => loader.get(`k${n}`));
    calls[0]?.answer();
    await settled();
    expect(calls[1]?.keys).toHaveLength(500);
    calls[1]?.answer();
    await settled();
    calls[2]?.answer();
    await expect(Promise.all(all)).resolves.toHaveLength(601);
  });
});
