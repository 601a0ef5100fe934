import { Injectable } from '@nestjs/common';
import { DueReader, type DuePair } from '../database/due-reader.js';
import { Jobs, type JobTally } from './jobs.js';

const PAGE_ROWS = 500;
const NIL = '00000000-0000-0000-0000-000000000000';

/** A table whose rows fall due at the instant in `column`; `where` narrows which are meant. */
export interface DueTable {
  readonly table: string;
  readonly column: string;
  readonly where?: string;
}

/** A run of a job. */
export interface DueRun {
  readonly name: string;
  readonly tally: JobTally;
  readonly now: Date;
}

/** Walks what is due across organizations, the longest due first, in bounded pages. */
@Injectable()
export class DueRows {
  constructor(
    private readonly due: DueReader,
    private readonly jobs: Jobs,
  ) {}

  /**
   * Calls `work` once for each row that is due at `now`, without a lock; one that fails stops no
   * other. A page starts where the one before ended, so that a run costs what is due and no more:
   * `table` needs an index on (`column`, organization_id, id).
   */
  async each(
    job: DueRun,
    { table, column, where = 'true' }: DueTable,
    work: (pair: DuePair) => Promise<unknown>,
  ): Promise<void> {
    const sql = `SELECT organization_id, id, ${column} AS at FROM ${table}
      WHERE ${where} AND ${column} <= $1 AND (${column}, organization_id, id) > ($2, $3, $4)
      ORDER BY ${column}, organization_id, id LIMIT $5`;
    let after = { at: new Date(0), organizationId: NIL, id: NIL };
    for (;;) {
      const { at, organizationId, id } = after;
      const page = await this.due.dated(sql, [job.now, at, organizationId, id, PAGE_ROWS]);
      await this.jobs.each(job.name, job.tally, page, work);
      const last = page.at(-1);
      if (!last || page.length < PAGE_ROWS) return;
      after = last;
    }
  }

  /** Calls `work` once for each row that {@link pages} finds; one that fails stops no other. */
  async eachFound(
    job: Pick<DueRun, 'name' | 'tally'>,
    sql: string,
    parameters: readonly unknown[],
    work: (pair: DuePair) => Promise<unknown>,
  ): Promise<void> {
    for await (const page of this.pages(sql, parameters)) {
      await this.jobs.each(job.name, job.tally, page, work);
    }
  }

  /**
   * Pages of what `sql` finds, each read when the one before is done. It selects `organization_id` and
   * `id`, one row for each organization, of those after the organization `$1`, in their order, and
   * `$2` of them at most; `parameters` are `$3` and on.
   */
  async *pages(sql: string, parameters: readonly unknown[]): AsyncGenerator<DuePair[]> {
    for (let after = NIL; ;) {
      const page = await this.due.pairs(sql, [after, PAGE_ROWS, ...parameters]);
      if (page.length > 0) yield page;
      const last = page.at(-1);
      if (!last || page.length < PAGE_ROWS) return;
      after = last.organizationId;
    }
  }
}
