import { Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { Jobs, type JobRun } from '@purser/platform';
import { Deliverer } from './deliverer.service.js';
import { StaffMail } from './staff-mail.service.js';

/** The clock of deliveries. */
@Injectable()
export class DeliveryCron {
  constructor(
    private readonly jobs: Jobs,
    private readonly deliverer: Deliverer,
    private readonly staffMail: StaffMail,
  ) {}

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
