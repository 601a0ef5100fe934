import { Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { Jobs, NextDue, type JobRun } from '@purser/platform';
import { ExpiryNotices } from './expiry-notices.service.js';
import { EXPIRY_STAGES } from './expiry-stages.js';

const NOTICES = 'sendExpiryNotices';

/** A hold that gives back some of a lot in its stages: nobody was told while it kept all of it. */
const HOLD_ENDS = `(SELECT min(h.expires_at) FROM token_holds h
    WHERE h.status = 'open' AND h.expires_at > $1 AND EXISTS (
      SELECT FROM token_lots l
       WHERE l.organization_id = h.organization_id AND l.closed_at IS NULL AND l.held > 0
         AND l.remaining = l.held + l.frozen AND l.expires_at > $1
         AND l.expires_at <= $1::timestamptz + interval '720 hours'))`;

/** The next instant at which a lot comes into a stage, or comes back while in one. */
const NEXT_STAGE = `SELECT least(${HOLD_ENDS}, ${EXPIRY_STAGES.map(
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
