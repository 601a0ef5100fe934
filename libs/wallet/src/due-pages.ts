import { Injectable } from '@nestjs/common';
import { DueReader, Jobs, type DuePair, type JobTally } from '@purser/platform';

const PAGE_ROWS = 500;

/** A table whose rows fall due at `expires_at`. */
export interface DueTable {
  table: 'token_lots' | 'token_holds';
  /** What makes a row of it still to do. */
  condition: string;
}

/** Walks due rows across organizations in bounded pages, each row in its own transaction. */
@Injectable()
export class DuePages {
  constructor(
    private readonly due: DueReader,
    private readonly jobs: Jobs,
  ) {}

  /** Calls `work` once for each row that is due at `now`; one that fails stops no other. */
  async each(
    job: string,
    { table, condition }: DueTable,
    now: Date,
    tally: JobTally,
    work: (pair: DuePair) => Promise<unknown>,
  ): Promise<void> {
    for (let last: DuePair | undefined; ;) {
      const pairs = await this.due.pairs(
        `SELECT organization_id, id FROM ${table}
          WHERE ${condition} AND expires_at <= $1
            AND ($2::uuid IS NULL OR (expires_at, organization_id, id) >
                 (SELECT expires_at, organization_id, id FROM ${table}
                   WHERE organization_id = $2 AND id = $3))
          ORDER BY expires_at, organization_id, id LIMIT $4`,
        [now, last?.organizationId ?? null, last?.id ?? null, PAGE_ROWS],
      );
      await this.jobs.each(job, tally, pairs, work);
      last = pairs.at(-1);
      if (!last || pairs.length < PAGE_ROWS) return;
    }
  }
}
