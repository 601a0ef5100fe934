import type { AccessChanges, Forgotten } from './access-changes.js';
import { BoundedMap } from './bounded-map.js';

interface Entry<V> {
  value: V;
  until: number;
}

/** Remembers what was loaded until it is forgotten, too old, or crowded out. */
export class Remembered<V> {
  private readonly entries: BoundedMap<string, Entry<V>>;
  private readonly loading = new Map<string, Promise<V | null>>();

  constructor(
    private readonly changes: AccessChanges,
    capacity: number,
    private readonly maxAgeMs: number,
    concerns: (value: V, forgotten: Exclude<Forgotten, 'everything'>) => boolean,
  ) {
    this.entries = new BoundedMap(capacity);
    changes.onChange((forgotten) => {
      // Whoever asks from here on must not join a load that began before the change.
      this.loading.clear();
      this.entries.forget(({ value }) => forgotten === 'everything' || concerns(value, forgotten));
    });
  }

  /** What is remembered under `key`, else what `load` finds. Nothing found is not remembered. */
  async get(key: string, nowMs: number, load: () => Promise<V | null>): Promise<V | null> {
    const known = this.entries.get(key);
    if (known && known.until > nowMs) return known.value;
    const running = this.loading.get(key) ?? this.start(key, nowMs, load);
    return running;
  }

  private start(key: string, nowMs: number, load: () => Promise<V | null>): Promise<V | null> {
    const { version } = this.changes;
    const running = load()
      .then((value) => {
        if (value !== null && version === this.changes.version) {
          this.entries.set(key, { value, until: nowMs + this.maxAgeMs });
        }
        return value;
      })
      .finally(() => {
        if (this.loading.get(key) === running) this.loading.delete(key);
      });
    this.loading.set(key, running);
    return running;
  }
}
