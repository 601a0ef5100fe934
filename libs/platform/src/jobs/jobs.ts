import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { PageView } from '@purser/contracts';
import { DataSource, LessThan } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { DatabaseShape } from '../database/database-shape.js';
import type { DuePair } from '../database/due-reader.js';
import { eachOrganization } from '../database/each-organization.js';
import { isId, newId } from '../ids/new-id.js';
import { decodeCursor } from '../lists/cursor.js';
import { toPage } from '../lists/page.js';
import { isOnDemand } from './job-registry.js';
import { JobRun } from './job-run.entity.js';
import { jobRunView, type JobRunDto } from './job-run.view.js';

/** Organizations at a time: they wait for the database or the provider, not for each other. */
const LANES = 4;

/** Collects what a job did while it runs. */
export interface JobTally {
  items: number;
  errors: number;
  firstError: string | null;
}

/** Runs jobs and records each run: when it started and ended, how many items, how many failed. */
@Injectable()
export class Jobs {
  private readonly logger = new Logger(Jobs.name);

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly shape: DatabaseShape,
  ) {}

  /**
   * Runs `work` with the present instant and records it, also when it throws. The tick of a timer
   * while the clock of the sandbox is being moved does nothing and is not recorded.
   */
  async run(job: string, work: (now: Date, tally: JobTally) => Promise<void>): Promise<JobRun> {
    const startedAt = this.clock.now();
    const tally: JobTally = { items: 0, errors: 0, firstError: null };
    const run = { id: newId(startedAt), job, startedAt, finishedAt: null, ...tally };
    const { isMoving } = this.clock;
    // A timer of the machine does not run into a clock that is moved: its instant comes in order.
    if (isMoving && !isOnDemand()) return { ...run, finishedAt: startedAt };
    // A moving clock runs hundreds one after the other: each is written once, when it is over.
    if (!isMoving) await this.dataSource.manager.insert(JobRun, run);
    try {
      await work(startedAt, tally);
    } catch (error) {
      this.note(job, tally, error);
    }
    const finished = { ...tally, finishedAt: this.clock.now() };
    if (isMoving) await this.dataSource.manager.insert(JobRun, { ...run, ...finished });
    else await this.dataSource.manager.update(JobRun, { id: run.id }, finished);
    return { ...run, ...finished };
  }

  /**
   * Does each item on its own: one that fails is counted and the rest goes on. A few organizations
   * are done at a time; the items of one organization one after the other, in their order.
   */
  async each(
    job: string,
    tally: JobTally,
    due: readonly DuePair[],
    work: (pair: DuePair) => Promise<unknown>,
  ): Promise<void> {
    await eachOrganization(due, LANES, async (pairs) => {
      for (const pair of pairs) {
        try {
          await work(pair);
          tally.items += 1;
        } catch (error) {
          this.note(job, tally, error, pair);
        }
      }
    });
  }

  /**
   * Does all items of a page by `all`, in one transaction. Where that fails, or organizations may lie
   * on several nodes, {@link each} item is done on its own by `one`.
   */
  async together(
    job: string,
    tally: JobTally,
    due: readonly DuePair[],
    { all, one }: { all: () => Promise<unknown>; one: (pair: DuePair) => Promise<unknown> },
  ): Promise<void> {
    if (due.length > 1 && !(await this.shape.isDistributed())) {
      try {
        await all();
        tally.items += due.length;
        return;
      } catch (error) {
        this.logger.warn({ err: error, job }, 'a page of a job is done item by item');
      }
    }
    await this.each(job, tally, due, one);
  }

  /** Runs, newest first; `job` narrows to one job. @throws InvalidCursor */
  async runs(query: {
    readonly limit: number;
    readonly cursor?: string;
    readonly job?: string;
  }): Promise<PageView<JobRunDto>> {
    const { limit, cursor, job } = query;
    const rows = await this.dataSource.manager.find(JobRun, {
      where: {
        ...(cursor !== undefined && { id: LessThan(decodeCursor(cursor, isId)) }),
        ...(job !== undefined && { job }),
      },
      order: { id: 'DESC' },
      take: limit + 1,
    });
    return toPage(rows, limit, ({ id }) => id, jobRunView);
  }

  /** The newest run of each of these jobs that ever ran. */
  async lastRuns(names: readonly string[]): Promise<Map<string, JobRun>> {
    const newest = await Promise.all(
      names.map((job) =>
        this.dataSource.manager.findOne(JobRun, { where: { job }, order: { id: 'DESC' } }),
      ),
    );
    return new Map(newest.flatMap((run) => (run ? [[run.job, run] as const] : [])));
  }

  private note(job: string, tally: JobTally, error: unknown, pair?: DuePair): void {
    tally.errors += 1;
    const message = error instanceof Error ? error.message : 'unknown error';
    tally.firstError ??= pair ? `${pair.organizationId}/${pair.id}: ${message}` : message;
    this.logger.error({ err: error, job, ...pair }, 'an item of a job failed');
  }
}
