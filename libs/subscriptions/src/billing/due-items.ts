import { Injectable } from '@nestjs/common';
import { DueReader, Jobs, type DuePair, type JobTally } from '@purser/platform';

const PAGE_ROWS = 500;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** Does everything that is due, page by page; an item that fails does not stop the others. */
@Injectable()
export class DueItems {
  constructor(
    private readonly due: DueReader,
    private readonly jobs: Jobs,
  ) {}

  /** `condition` is SQL over `table` where `$1` is `now`; rows come in the order of their ids. */
  async each(
    job: { readonly name: string; readonly tally: JobTally; readonly now: Date },
    table: string,
    condition: string,
    work: (pair: DuePair) => Promise<unknown>,
  ): Promise<void> {
    const sql = `SELECT organization_id, id FROM ${table}
      WHERE ${condition} AND id > $2 ORDER BY id LIMIT $3`;
    for (let after = BEFORE_ALL; ;) {
      const pairs = await this.due.pairs(sql, [job.now, after, PAGE_ROWS]);
      await this.jobs.each(job.name, job.tally, pairs, work);
      const last = pairs.at(-1);
      if (!last || pairs.length < PAGE_ROWS) return;
      after = last.id;
    }
  }
}
