import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { DEAD_LETTERS, EventRelay, hasQueue } from '../outbox/event-relay.js';

/** More rounds than any chain of consequences has. */
const MOST_ROUNDS = 100;
/** With no process that works on the queue it never empties. */
const QUEUE_MS = 5_000;
const QUEUE_STEP_MS = 25;

/** Brings something about that was set off and would happen by itself later; says how much. */
export type ConsequenceSource = () => Promise<number>;

/**
 * What follows from what was done: events in the outbox, and what rooms add, such as the news of the
 * local payment provider. While the clock is moved it happens here and in order.
 */
@Injectable()
export class Consequences {
  private readonly sources: ConsequenceSource[] = [];

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly relay: EventRelay,
  ) {}

  add(source: ConsequenceSource): void {
    this.sources.push(source);
  }

  /** Lets everything happen that waits, and what that causes. An event that fails stays for later. */
  async settle(): Promise<void> {
    const failed = new Set<string>();
    for (let left = MOST_ROUNDS; left > 0; left -= 1) {
      let happened = await this.relay.drain(failed);
      for (const source of this.sources) happened += await source();
      if (happened === 0) return;
    }
  }

  /** Waits, a few seconds at most, until what was handed to the queue before is done. */
  async queueEmpties(): Promise<void> {
    const deadline = performance.now() + QUEUE_MS;
    while (performance.now() < deadline && (await this.isQueueBusy())) {
      await new Promise((resolve) => setTimeout(resolve, QUEUE_STEP_MS));
    }
  }

  private async isQueueBusy(): Promise<boolean> {
    if (!(await hasQueue(this.dataSource))) return false;
    const [queue] = await this.dataSource.query<{ busy: boolean }[]>(
      `SELECT EXISTS (SELECT FROM pgboss.job WHERE name <> $1 AND start_after <= now()
         AND state IN ('created', 'active')) AS busy`,
      [DEAD_LETTERS],
    );
    return queue?.busy ?? false;
  }
}
