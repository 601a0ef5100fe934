import { Overloaded } from '@purser/platform';

/** Share of a bound from which it counts as reached. */
const NEARLY = 0.95;

/** How much may wait before callers are told to come again. */
export interface QueueBounds {
  readonly items: number;
  readonly itemsOfOne: number;
}

/** What one organization has waiting that is taken out together, oldest first. */
export interface Group<T> {
  readonly organizationId: string;
  readonly items: readonly T[];
}

interface Line<T> {
  readonly organizationId: string;
  waiting: T[];
  busy: boolean;
  /** Items that wait or are being served. */
  held: number;
  /** Whether the next group goes the exact way whatever it is. */
  exactNext: boolean;
}

/**
 * One line per organization, served in turn: an organization whose group is out keeps the rest of
 * its items in their order, and one with thousands waiting gets no more of a shared batch than its
 * share while others wait. `isPlain` says what may go in a shared batch.
 */
export class FairQueue<T> {
  private readonly lines = new Map<string, Line<T>>();
  /** Lines that are not out, in the order in which they became ready: two ways to be served. */
  private readonly shared = new Set<Line<T>>();
  private readonly exact = new Set<Line<T>>();
  private held = 0;

  constructor(
    private readonly bounds: QueueBounds,
    private readonly isPlain: (item: T) => boolean,
  ) {}

  /** Items that wait or are being served. */
  get size(): number {
    return this.held;
  }

  /** Whether so much waits, of everybody or of this organization, that little more can be added. */
  isFull(organizationId: string): boolean {
    const heldOfOne = this.lines.get(organizationId)?.held ?? 0;
    return this.held >= this.bounds.items * NEARLY || heldOfOne >= this.bounds.itemsOfOne * NEARLY;
  }

  /** @throws Overloaded nothing was added */
  add(organizationId: string, items: readonly T[]): void {
    const known = this.lines.get(organizationId);
    const heldOfOne = (known?.held ?? 0) + items.length;
    if (this.held + items.length > this.bounds.items) throw new Overloaded();
    if (heldOfOne > this.bounds.itemsOfOne) throw new Overloaded();
    if (items.length === 0) return;
    const line = known ?? this.open(organizationId);
    for (const item of items) line.waiting.push(item);
    line.held = heldOfOne;
    this.held += items.length;
    if (!line.busy) this.makeReady(line);
  }

  /** Groups of plain items of many organizations, `most` items in all; each is out until `done`. */
  takeShared(most: number): Group<T>[] {
    const lines: Line<T>[] = [];
    for (const line of this.shared) {
      lines.push(line);
      if (lines.length === most) break;
    }
    const share = Math.max(1, Math.floor(most / Math.max(1, lines.length)));
    const counts = lines.map((line) => this.plainAhead(line, share));
    let room = most - counts.reduce((sum, count) => sum + count, 0);
    return lines.map((line, index) => {
      let count = counts[index] ?? 0;
      if (room > 0 && count === share) {
        const more = this.plainAhead(line, count + room) - count;
        count += more;
        room -= more;
      }
      return this.take(line, count);
    });
  }

  /** The next group of any items of one organization that has to be decided by itself. */
  takeExact(most: number): Group<T> | undefined {
    const [line] = this.exact;
    return line && this.take(line, most);
  }

  /** A group was answered. `exactNext` sends the organization's next group the exact way. */
  done(group: Group<T>, exactNext: boolean): void {
    const line = this.lines.get(group.organizationId);
    if (!line) return;
    line.held -= group.items.length;
    this.held -= group.items.length;
    line.busy = false;
    line.exactNext = exactNext;
    if (line.waiting.length === 0) this.lines.delete(group.organizationId);
    else this.makeReady(line);
  }

  private open(organizationId: string): Line<T> {
    const line = { organizationId, waiting: [], busy: false, held: 0, exactNext: false };
    this.lines.set(organizationId, line);
    return line;
  }

  private makeReady(line: Line<T>): void {
    const [first] = line.waiting;
    const shareable = !line.exactNext && first !== undefined && this.isPlain(first);
    (shareable ? this.shared : this.exact).add(line);
  }

  private plainAhead(line: Line<T>, most: number): number {
    let count = 0;
    for (const item of line.waiting) {
      if (count === most || !this.isPlain(item)) break;
      count += 1;
    }
    return count;
  }

  private take(line: Line<T>, most: number): Group<T> {
    this.shared.delete(line);
    this.exact.delete(line);
    line.busy = true;
    const all = line.waiting.length <= most;
    const items = all ? line.waiting : line.waiting.slice(0, most);
    line.waiting = all ? [] : line.waiting.slice(most);
    return { organizationId: line.organizationId, items };
  }
}
