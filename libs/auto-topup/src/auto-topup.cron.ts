import { Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { Jobs, NextDue, type JobRun } from '@purser/platform';
import { MONTH_DUE, RETRY_DUE, SCHEDULE_DUE, THRESHOLD_DUE } from './auto-topup-due.js';
import { AutoTopUpSweeps } from './auto-topup-sweeps.js';

/** When the jobs of auto top-up run. */
@Injectable()
export class AutoTopUpCron {
  constructor(
    private readonly jobs: Jobs,
    private readonly sweeps: AutoTopUpSweeps,
  ) {}

  @NextDue(THRESHOLD_DUE)
  @Cron(CronExpression.EVERY_HOUR, { name: 'checkAutoTopupThresholds', waitForCompletion: true })
  checkAutoTopupThresholds(): Promise<JobRun> {
    return this.jobs.run('checkAutoTopupThresholds', (now, tally) =>
      this.sweeps.checkThresholds('checkAutoTopupThresholds', now, tally),
    );
  }

  @NextDue(SCHEDULE_DUE)
  @Cron(CronExpression.EVERY_HOUR, { name: 'checkAutoTopupSchedules', waitForCompletion: true })
  checkAutoTopupSchedules(): Promise<JobRun> {
    return this.jobs.run('checkAutoTopupSchedules', (now, tally) =>
      this.sweeps.checkSchedules('checkAutoTopupSchedules', now, tally),
    );
  }

  /** A card that was declined is tried again when its time has come, not at the next full hour. */
  @NextDue(RETRY_DUE)
  @Cron(CronExpression.EVERY_MINUTE, { name: 'retryDueTopUps', waitForCompletion: true })
  retryDueTopUps(): Promise<JobRun> {
    return this.jobs.run('retryDueTopUps', (now, tally) =>
      this.sweeps.retryDue('retryDueTopUps', now, tally),
    );
  }

  /** Hourly on the first: a month does not end everywhere at the same instant. */
  @NextDue(MONTH_DUE)
  @Cron('0 0 * 1 * *', { name: 'resetAutoTopupSpending', timeZone: 'UTC', waitForCompletion: true })
  resetAutoTopupSpending(): Promise<JobRun> {
    return this.jobs.run('resetAutoTopupSpending', (now, tally) =>
      this.sweeps.closeMonths('resetAutoTopupSpending', now, tally),
    );
  }
}
