import { jest } from '@jest/globals';
import type { BalanceView, StreamEventView } from '@purser/contracts';
import type { News, Snapshot } from './feed-reader.service.js';
import { OrganizationFeed } from './organization-feed.js';

const POLL_MS = 500;

const balance = (available: number, asOf = '2026-06-18T18:32:00.000Z'): BalanceView => ({
  organizationId: 'acme',
  balance: available,
  held: 0,
  frozen: 0,
  expired: 0,
  available,
  status: 'active',
  asOf,
});
const news = (id: string): News => ({ id, event: { type: 'notification', id, title: id } });

class Ears {
  readonly heard: StreamEventView[] = [];
  readonly errors: unknown[] = [];
  next(event: StreamEventView): void {
    this.heard.push(event);
  }
  error(error: unknown): void {
    this.errors.push(error);
  }
}

describe('the feed of an organization', () => {
  let present: Snapshot | Error;
  let reads: number;
  let feed: OrganizationFeed;

  beforeEach(() => {
    jest.useFakeTimers();
    present = { balance: balance(100), news: [news('old')] };
    reads = 0;
    feed = new OrganizationFeed(() => {
      reads += 1;
      return present instanceof Error ? Promise.reject(present) : Promise.resolve(present);
    }, POLL_MS);
  });
  afterEach(() => jest.useRealTimers());

  const look = () => jest.advanceTimersByTimeAsync(POLL_MS);

  it('tells the balance at once, and nothing of what was before', async () => {
    const ears = new Ears();
    feed.add(ears);
    await look();
    expect(ears.heard).toEqual([{ type: 'balance', balance: balance(100) }]);
  });

  it('tells a changed balance once, and not that time went by', async () => {
    const ears = new Ears();
    feed.add(ears);
    await look();
    present = { balance: balance(100, '2026-06-18T18:33:00.000Z'), news: [news('old')] };
    await look();
    expect(ears.heard).toHaveLength(1);
    present = { balance: balance(90, '2026-06-18T18:34:00.000Z'), news: [news('old')] };
    await look();
    await look();
    expect(ears.heard.slice(1)).toEqual([{ type: 'balance', balance: present.balance }]);
  });

  it('tells news once, also what appears among older news', async () => {
    const ears = new Ears();
    feed.add(ears);
    await look();
    present = { balance: balance(100), news: [news('late'), news('old'), news('new')] };
    await look();
    await look();
    expect(ears.heard.slice(1)).toEqual([news('late').event, news('new').event]);
  });

  it('reads once for all listeners, and gives a later one the balance at once', async () => {
    const first = new Ears();
    const second = new Ears();
    feed.add(first);
    await jest.advanceTimersByTimeAsync(0);
    feed.add(second);
    expect(second.heard).toEqual(first.heard);
    expect(reads).toBe(1);
    await look();
    expect(reads).toBe(2);
  });

  it('stops reading when nobody listens', async () => {
    const ears = new Ears();
    feed.add(ears);
    await look();
    feed.remove(ears);
    const before = reads;
    await jest.advanceTimersByTimeAsync(10 * POLL_MS);
    expect(reads).toBe(before);
  });

  it('lives through single failures and gives up after five in a row', async () => {
    const ears = new Ears();
    feed.add(ears);
    await look();
    const failure = new Error('the database is away');
    for (let time = 0; time < 4; time += 1) {
      present = failure;
      await look();
    }
    present = { balance: balance(50), news: [] };
    await look();
    expect(ears.heard.at(-1)).toEqual({ type: 'balance', balance: balance(50) });
    present = failure;
    await jest.advanceTimersByTimeAsync(4 * POLL_MS);
    expect(ears.errors).toEqual([]);
    await look();
    expect(ears.errors).toEqual([failure]);
  });
});
