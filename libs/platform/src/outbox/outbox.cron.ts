import { Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import type { JobRun } from '../jobs/job-run.entity.js';
import { Jobs } from '../jobs/jobs.js';
import { NextDue } from '../jobs/next-due.decorator.js';
import { FailedEvents } from './failed-events.js';

/** The queue lives by machine time: a clock that is moved brings nothing of it about. */
const NEVER = 'SELECT NULL::timestamptz AS at WHERE $1::timestamptz IS NULL';

/** When events are tried again that the queue gave up. */
@Injectable()
export class OutboxCron {
  constructor(
    private readonly jobs: Jobs,
    private readonly failed: FailedEvents,
  ) {}

  @NextDue(NEVER)
  @Cron('0 20 * * * *', { name: 'retryFailedEvents', timeZone: 'UTC', waitForCompletion: true })
  retryFailedEvents(): Promise<JobRun> {
    return this.jobs.run('retryFailedEvents', (_now, tally) =>
      this.failed.retry('retryFailedEvents', tally),
    );
  }
}
