import type { AccessChanges, Forgotten } from './access-changes.js';
import { Remembered } from './remembered.js';

/** Stands in for the notices: `change` is what a notice does. */
class FakeChanges {
  version = 0;
  private readonly listeners: ((forgotten: Forgotten) => void)[] = [];

  onChange(listener: (forgotten: Forgotten) => void): void {
    this.listeners.push(listener);
  }

  change(forgotten: Forgotten): void {
    this.version += 1;
    for (const listener of this.listeners) listener(forgotten);
  }
}

function remembered(capacity = 10) {
  const changes = new FakeChanges();
  const cache = new Remembered<string>(
    changes as unknown as AccessChanges,
    capacity,
    1_000,
    (value, gone) => value.startsWith(gone.subjectId),
  );
  return { changes, cache };
}

describe('what is remembered about principals', () => {
  it('is loaded once, also when many ask at once, until it is too old', async () => {
    const { cache } = remembered();
    let loads = 0;
    const load = async () => `ann ${(loads += 1)}`;
    await Promise.all([cache.get('a', 0, load), cache.get('a', 0, load)]);
    expect(await cache.get('a', 999, load)).toBe('ann 1');
    expect(await cache.get('a', 1_000, load)).toBe('ann 2');
  });

  it('goes when it is announced, and only what is concerned', async () => {
    const { cache, changes } = remembered();
    await cache.get('a', 0, async () => 'ann');
    await cache.get('b', 0, async () => 'bob');
    changes.change({ kind: 'user', subjectId: 'ann' });
    expect(await cache.get('a', 0, async () => 'ann again')).toBe('ann again');
    expect(await cache.get('b', 0, async () => 'bob again')).toBe('bob');
    changes.change('everything');
    expect(await cache.get('b', 0, async () => 'bob again')).toBe('bob again');
  });

  it('does not keep what was loaded while a change came in', async () => {
    const { cache, changes } = remembered();
    let answer: (value: string) => void = () => undefined;
    const slow = cache.get('a', 0, () => new Promise((resolve) => (answer = resolve)));
    changes.change({ kind: 'user', subjectId: 'ann' });
    const afterwards = cache.get('a', 0, async () => 'ann after');
    answer('ann before');
    expect(await slow).toBe('ann before');
    expect(await afterwards).toBe('ann after');
    expect(await cache.get('a', 0, async () => 'never asked')).toBe('ann after');
  });

  it('does not remember that nothing was found, nor failures', async () => {
    const { cache } = remembered();
    expect(await cache.get('a', 0, async () => null)).toBeNull();
    await expect(cache.get('a', 0, () => Promise.reject(new Error('down')))).rejects.toThrow(
      'down',
    );
    expect(await cache.get('a', 0, async () => 'ann')).toBe('ann');
  });

  it('forgets what is not used when it is full', async () => {
    const { cache } = remembered(4);
    const load = (key: string) => cache.get(key, 0, async () => `${key} loaded`);
    await load('unused');
    await load('used');
    for (const key of ['c', 'd', 'e', 'f']) {
      await load(key);
      expect(await cache.get('used', 0, async () => 'loaded again')).toBe('used loaded');
    }
    expect(await cache.get('unused', 0, async () => 'loaded again')).toBe('loaded again');
  });
});
