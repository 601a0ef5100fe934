import { Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import type { JobRun } from '../jobs/job-run.entity.js';
import { Jobs } from '../jobs/jobs.js';
import { EACH_WEEK, NextDue } from '../jobs/next-due.decorator.js';
import { Retention } from './retention.js';

/** When old rows go. */
@Injectable()
export class RetentionCron {
  constructor(
    private readonly jobs: Jobs,
    private readonly retention: Retention,
  ) {}

  @NextDue(EACH_WEEK)
  @Cron('0 3 * * *', { name: 'purgeOldRecords', timeZone: 'UTC', waitForCompletion: true })
  purgeOldRecords(): Promise<JobRun> {
    return this.jobs.run('purgeOldRecords', (now, tally) => this.retention.purge(now, tally));
  }
}
