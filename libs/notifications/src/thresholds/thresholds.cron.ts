import { Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { Jobs, NextDue, type JobRun } from '@purser/platform';
import { ThresholdSweep } from './threshold-sweep.js';

const CHECK = 'checkLowBalanceThresholds';
const EACH_QUARTER = '0 */15 * * * *';

/**
 * When marks are counted anew, a cool-down ends, or a lot of a watched wallet expires. A hold that
 * runs out is booked at once, and the wallet tells of it.
 */
const NEXT_DUE = `SELECT least(
    (SELECT l.expires_at FROM token_lots l
      WHERE l.closed_at IS NULL AND l.expires_at > $1
        AND EXISTS (SELECT FROM low_balance_notifications t
                     WHERE t.organization_id = l.organization_id)
      ORDER BY l.expires_at LIMIT 1),
    (SELECT refresh_at FROM low_balance_notifications WHERE refresh_at > $1
      ORDER BY refresh_at LIMIT 1),
    (SELECT cool_down_until FROM low_balance_notifications
      WHERE state = 'fired' AND cool_down_until > $1 ORDER BY cool_down_until LIMIT 1)) AS at`;

/** When thresholds are looked at without an event. */
@Injectable()
export class ThresholdsCron {
  constructor(
    private readonly jobs: Jobs,
    private readonly sweep: ThresholdSweep,
  ) {}

  @Cron(EACH_QUARTER, { name: CHECK, waitForCompletion: true })
  @NextDue(NEXT_DUE)
  checkLowBalanceThresholds(): Promise<JobRun> {
    return this.jobs.run(CHECK, (now, tally) => this.sweep.check(CHECK, now, tally));
  }
}
