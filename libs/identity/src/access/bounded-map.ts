/**
 * A map that holds at most `capacity` entries and forgets those unused for longest, by halves: what
 * was used since the last forgetting is kept. Reading costs one look-up, and writes nothing.
 */
export class BoundedMap<K, V> {
  private recent = new Map<K, V>();
  private older = new Map<K, V>();
  private readonly half: number;

  constructor(capacity: number) {
    this.half = Math.max(1, Math.floor(capacity / 2));
  }

  get size(): number {
    return this.recent.size + this.older.size;
  }

  get(key: K): V | undefined {
    const value = this.recent.get(key);
    if (value !== undefined) return value;
    const old = this.older.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: K, value: V): void {
    this.older.delete(key);
    this.recent.set(key, value);
    if (this.recent.size < this.half) return;
    this.older = this.recent;
    this.recent = new Map();
  }

  delete(key: K): void {
    this.recent.delete(key);
    this.older.delete(key);
  }

  /** Forgets every entry that `matches`. */
  forget(matches: (value: V) => boolean): void {
    for (const entries of [this.recent, this.older]) {
      for (const [key, value] of entries) if (matches(value)) entries.delete(key);
    }
  }
}
