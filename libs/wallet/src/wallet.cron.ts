import { Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { Jobs, type JobRun } from '@purser/platform';
import { Expiry } from './expiry/expiry.service.js';

/** When the wallet's jobs run. */
@Injectable()
export class WalletCron {
  constructor(
    private readonly jobs: Jobs,
    private readonly expiry: Expiry,
  ) {}

  @Cron(CronExpression.EVERY_DAY_AT_2AM, {
    name: 'processTokenExpiration',
    waitForCompletion: true,
  })
  processTokenExpiration(): Promise<JobRun> {
    return this.jobs.run('processTokenExpiration', (now, tally) =>
      this.expiry.bookExpiredLots(now, tally),
    );
  }

  @Cron(CronExpression.EVERY_MINUTE, { name: 'releaseExpiredHolds', waitForCompletion: true })
  releaseExpiredHolds(): Promise<JobRun> {
    return this.jobs.run('releaseExpiredHolds', (now, tally) =>
      this.expiry.releaseExpiredHolds(now, tally),
    );
  }
}
