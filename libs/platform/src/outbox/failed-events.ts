import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Jobs, type JobTally } from '../jobs/jobs.js';
import { DEAD_LETTERS, EventRelay, hasQueue } from './event-relay.js';

const PAGE_ROWS = 200;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** An event that one subscription could not work on. */
interface FailedEvent {
  /** Of the letter, not of the event: two subscriptions may have failed with one event. */
  readonly id: string;
  readonly organizationId: string;
  readonly subscription: string;
  readonly eventId: string;
  readonly payload: object;
}

/**
 * Events that the queue gave up after trying for days. None is lost: they are tried again for as long
 * as it takes, and whoever looks at the runs of the job sees what is wrong with the first of them.
 */
@Injectable()
export class FailedEvents {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly relay: EventRelay,
    private readonly jobs: Jobs,
  ) {}

  /** Tries every one again, each on its own; in no order, as the queue's ids have none. */
  async retry(job: string, tally: JobTally): Promise<void> {
    // Where only requests are served there may never have been a queue.
    if (!(await hasQueue(this.dataSource))) return;
    for (let after = BEFORE_ALL; ;) {
      const page = await this.page(after);
      const letters = new Map(page.map((letter) => [letter.id, letter]));
      await this.jobs.each(job, tally, page, async ({ id }) => {
        const letter = letters.get(id);
        if (letter) await this.work(letter);
      });
      const last = page.at(-1);
      if (!last || page.length < PAGE_ROWS) return;
      after = last.id;
    }
  }

  private async work({ id, organizationId, ...event }: FailedEvent): Promise<void> {
    await this.relay.handle(event.subscription, organizationId, event.eventId, event.payload);
    await this.dataSource.query('DELETE FROM pgboss.job WHERE name = $1 AND id = $2', [
      DEAD_LETTERS,
      id,
    ]);
  }

  private page(after: string): Promise<FailedEvent[]> {
    return this.dataSource.query<FailedEvent[]>(
      `SELECT id, source_name AS subscription, data ->> 'organizationId' AS "organizationId",
              data ->> 'eventId' AS "eventId", data -> 'payload' AS payload
         FROM pgboss.job WHERE name = $1 AND state = 'created' AND id > $2
        ORDER BY id LIMIT ${PAGE_ROWS}`,
      [DEAD_LETTERS, after],
    );
  }
}
