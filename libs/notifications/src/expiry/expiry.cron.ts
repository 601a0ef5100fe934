import { Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { Jobs, NextDue, type JobRun } from '@purser/platform';
import { ExpiryNotices } from './expiry-notices.service.js';
import { EXPIRY_STAGES } from './expiry-stages.js';

const NOTICES = 'sendExpiryNotices';

/** The next instant at which a lot comes into a stage. */
const NEXT_STAGE = `SELECT least(${EXPIRY_STAGES.map(
  (days) => `(SELECT expires_at - interval '${days * 24} hours' FROM token_lots
      WHERE closed_at IS NULL AND expires_at > $1::timestamptz + interval '${days * 24} hours'
      ORDER BY expires_at LIMIT 1)`,
).join(', ')}) AS at`;

/** When it is looked for tokens that expire soon. */
@Injectable()
export class ExpiryCron {
  constructor(
    private readonly jobs: Jobs,
    private readonly notices: ExpiryNotices,
  ) {}

  @Cron(CronExpression.EVERY_HOUR, { name: NOTICES, waitForCompletion: true })
  @NextDue(NEXT_STAGE)
  sendExpiryNotices(): Promise<JobRun> {
    return this.jobs.run(NOTICES, (now, tally) => this.notices.sendDue(NOTICES, now, tally));
  }
}
