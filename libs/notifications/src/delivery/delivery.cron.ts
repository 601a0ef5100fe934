import { Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { Jobs, NextDue, type JobRun } from '@purser/platform';
import { Deliverer } from './deliverer.service.js';
import { StaffMail } from './staff-mail.service.js';

const DELIVERY_DUE = `SELECT next_attempt_at AS at FROM notification_deliveries
  WHERE next_attempt_at > $1 ORDER BY next_attempt_at LIMIT 1`;

/** The clock of deliveries. */
@Injectable()
export class DeliveryCron {
  constructor(
    private readonly jobs: Jobs,
    private readonly deliverer: Deliverer,
    private readonly staffMail: StaffMail,
  ) {}

  @NextDue(DELIVERY_DUE)
  @Cron(CronExpression.EVERY_MINUTE, { name: 'deliverDue', waitForCompletion: true })
  deliverDue(): Promise<JobRun> {
    return this.jobs.run('deliverDue', (now, tally) =>
      this.deliverer.deliverDue('deliverDue', now, tally),
    );
  }

  @Cron(CronExpression.EVERY_MINUTE, { name: 'mailStaffLinks', waitForCompletion: true })
  mailStaffLinks(): Promise<JobRun> {
    return this.jobs.run('mailStaffLinks', (_now, tally) => this.staffMail.sendWaiting(tally));
  }
}
