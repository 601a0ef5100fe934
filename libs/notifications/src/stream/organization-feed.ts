import type { BalanceView, StreamEventView } from '@purser/contracts';
import type { News, Snapshot } from './feed-reader.service.js';

/** Who hears what a feed finds. */
export interface Listener {
  next(event: StreamEventView): void;
  error(error: unknown): void;
}

const FAILURES_BEFORE_GIVING_UP = 5;

/**
 * Looks at one organization while somebody listens and tells every listener what changed. One look
 * serves them all.
 */
export class OrganizationFeed {
  private readonly listeners = new Set<Listener>();
  private timer: NodeJS.Timeout | null = null;
  private balance: BalanceView | null = null;
  private told: ReadonlySet<string> | null = null;
  private failures = 0;

  constructor(
    private readonly read: () => Promise<Snapshot>,
    private readonly pollMs: number,
  ) {}

  get size(): number {
    return this.listeners.size;
  }

  /** Starts telling `listener`; the balance comes first. */
  add(listener: Listener): void {
    this.listeners.add(listener);
    if (this.balance) listener.next({ type: 'balance', balance: this.balance });
    if (this.listeners.size === 1) void this.look();
  }

  /** Stops telling `listener`; without listeners nothing is read. */
  remove(listener: Listener): void {
    if (!this.listeners.delete(listener) || this.listeners.size > 0) return;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.balance = null;
    this.told = null;
  }

  private async look(): Promise<void> {
    this.timer = null;
    try {
      const snapshot = await this.read();
      this.failures = 0;
      if (this.listeners.size > 0) this.compare(snapshot);
    } catch (error) {
      this.failures += 1;
      if (this.failures >= FAILURES_BEFORE_GIVING_UP) this.giveUp(error);
    }
    if (this.listeners.size === 0 || this.timer) return;
    this.timer = setTimeout(() => void this.look(), this.pollMs);
  }

  private compare(snapshot: Snapshot): void {
    this.tellNews(snapshot.news);
    const before = this.balance;
    this.balance = snapshot.balance;
    if (before && sameTokens(before, snapshot.balance)) return;
    this.tell({ type: 'balance', balance: snapshot.balance });
  }

  /**
   * Tells what was not among the newest of the last look. Comparing sets rather than the highest id
   * also finds what committed late with an older id.
   */
  private tellNews(news: readonly News[]): void {
    const told = this.told;
    this.told = new Set(news.map(({ id }) => id));
    if (!told) return;
    for (const { id, event } of news) if (!told.has(id)) this.tell(event);
  }

  private tell(event: StreamEventView): void {
    for (const listener of [...this.listeners]) listener.next(event);
  }

  private giveUp(error: unknown): void {
    for (const listener of [...this.listeners]) listener.error(error);
  }
}

function sameTokens(before: BalanceView, after: BalanceView): boolean {
  const { asOf: _before, ...one } = before;
  const { asOf: _after, ...other } = after;
  return JSON.stringify(one) === JSON.stringify(other);
}
