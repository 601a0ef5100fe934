import { Inject, Injectable } from '@nestjs/common';
import {
  CONFIG,
  DueReader,
  Jobs,
  UnitOfWork,
  type JobTally,
  type PurserConfig,
  type Tx,
} from '@purser/platform';
import { EventHead } from './event-head.entity.js';

const DAY_MS = 86_400_000;
const BATCH_ROWS = 500;
const PAGE_ORGANIZATIONS = 200;
const NIL = '00000000-0000-0000-0000-000000000000';

/** Lets go of events, with their deliveries and attempts, once they are old enough. */
@Injectable()
export class EventRetention {
  constructor(
    @Inject(CONFIG) private readonly config: PurserConfig,
    private readonly unitOfWork: UnitOfWork,
    private readonly due: DueReader,
    private readonly jobs: Jobs,
  ) {}

  /** Purges what is older than `EVENT_RETENTION_DAYS` at `now`, in bounded batches. */
  async purge(job: string, now: Date, tally: JobTally): Promise<void> {
    const before = new Date(now.getTime() - this.config.EVENT_RETENTION_DAYS * DAY_MS);
    for (let after = NIL; ;) {
      const page = await this.due.pairs(
        `SELECT DISTINCT organization_id, organization_id AS id FROM organization_events
         WHERE created_at < $1 AND organization_id > $2 ORDER BY organization_id LIMIT $3`,
        [before, after, PAGE_ORGANIZATIONS],
      );
      await this.jobs.each(job, tally, page, ({ organizationId }) =>
        this.purgeOrganization(organizationId, before),
      );
      const last = page.at(-1);
      if (!last || page.length < PAGE_ORGANIZATIONS) return;
      after = last.organizationId;
    }
  }

  private async purgeOrganization(organizationId: string, before: Date): Promise<void> {
    for (let purged = BATCH_ROWS; purged === BATCH_ROWS;) {
      purged = await this.unitOfWork.run(organizationId, (tx) => purgeBatch(tx, before));
    }
  }
}

/**
 * Deletes one batch from the old end of the feed, so that what is kept has no hole, and notes how far
 * it went: a reader whose cursor is behind that is told.
 */
async function purgeBatch(tx: Tx, before: Date): Promise<number> {
  const { organizationId } = tx;
  const head = await tx.findOne(EventHead, {
    where: { organizationId },
    lock: { mode: 'pessimistic_write' },
  });
  if (!head) return 0;
  // Tests are in no feed and have no sequence; they go by their age alone.
  const [rows] = await tx.query<[{ sequence: string | null }[], number]>(
    `DELETE FROM organization_events
     WHERE organization_id = $1 AND id IN (
       SELECT id FROM organization_events
       WHERE organization_id = $1 AND created_at < $2
       ORDER BY sequence NULLS FIRST LIMIT $3)
     RETURNING sequence`,
    [organizationId, before, BATCH_ROWS],
  );
  const furthest = rows.reduce(
    (most, { sequence }) =>
      sequence !== null && BigInt(sequence) > most ? BigInt(sequence) : most,
    head.purgedSequence,
  );
  await tx.update(EventHead, { organizationId }, { purgedSequence: furthest });
  return rows.length;
}
