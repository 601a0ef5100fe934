import { Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { Jobs, NextDue, type JobRun } from '@purser/platform';
import { Expiry } from './expiry/expiry.service.js';

const LOT_DUE = `SELECT expires_at AS at FROM token_lots
  WHERE closed_at IS NULL AND held = 0 AND frozen = 0 AND expires_at > $1
  ORDER BY expires_at LIMIT 1`;
const HOLD_DUE = `SELECT expires_at AS at FROM token_holds
  WHERE status = 'open' AND expires_at > $1 ORDER BY expires_at LIMIT 1`;

/** When the wallet's jobs run. */
@Injectable()
export class WalletCron {
  constructor(
    private readonly jobs: Jobs,
    private readonly expiry: Expiry,
  ) {}

  @NextDue(LOT_DUE)
  @Cron(CronExpression.EVERY_DAY_AT_2AM, {
    name: 'processTokenExpiration',
    timeZone: 'UTC',
    waitForCompletion: true,
  })
  processTokenExpiration(): Promise<JobRun> {
    return this.jobs.run('processTokenExpiration', (now, tally) =>
      this.expiry.bookExpiredLots(now, tally),
    );
  }

  @NextDue(HOLD_DUE)
  @Cron(CronExpression.EVERY_MINUTE, { name: 'releaseExpiredHolds', waitForCompletion: true })
  releaseExpiredHolds(): Promise<JobRun> {
    return this.jobs.run('releaseExpiredHolds', (now, tally) =>
      this.expiry.releaseExpiredHolds(now, tally),
    );
  }
}
