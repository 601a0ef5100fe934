/** Finds the values of `keys`; what is not there is missing from the answer. */
type Load<V> = (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>;

const MOST_KEYS = 500;

interface Asked<V> {
  readonly key: string;
  readonly resolve: (value: V | null) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Answers many questions by one: while a batch is in flight the next one fills, so a busy process
 * asks the database a few times for thousands of callers and an idle one waits for nobody. What is
 * answered was read after it was asked for. Nothing is remembered.
 */
export class BatchLoader<V> {
  private asked: Asked<V>[] = [];
  private inFlight = 0;

  constructor(
    private readonly load: Load<V>,
    private readonly mostInFlight: number,
  ) {}

  /** The value of `key`, or null where there is none. */
  get(key: string): Promise<V | null> {
    return new Promise((resolve, reject) => {
      this.asked.push({ key, resolve, reject });
      this.next();
    });
  }

  private next(): void {
    if (this.inFlight >= this.mostInFlight || this.asked.length === 0) return;
    const batch = this.asked.splice(0, MOST_KEYS);
    this.inFlight += 1;
    void this.answer(batch).finally(() => {
      this.inFlight -= 1;
      this.next();
    });
  }

  private async answer(batch: readonly Asked<V>[]): Promise<void> {
    try {
      const found = await this.load([...new Set(batch.map(({ key }) => key))]);
      for (const { key, resolve } of batch) resolve(found.get(key) ?? null);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
