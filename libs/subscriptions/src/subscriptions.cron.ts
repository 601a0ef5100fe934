import { Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { Jobs, systemActor, type JobRun } from '@purser/platform';
import { GracePeriods } from './billing/grace-periods.js';
import { PeriodCharges } from './billing/period-charges.js';
import { RenewalReminders } from './billing/renewal-reminders.js';
import { SubscriptionBilling } from './billing/subscription-billing.js';

const BILLING = 'processSubscriptionBilling';
const RETRIES = 'retryDuePayments';
const GRACE = 'processSubscriptionGracePeriods';
const REMINDERS = 'sendSubscriptionRenewalReminders';
/** Nine in the morning comes at a quarter of an hour somewhere. */
const EACH_QUARTER = '0 */15 * * * *';

/** What subscriptions do by themselves. */
@Injectable()
export class SubscriptionsCron {
  constructor(
    private readonly jobs: Jobs,
    private readonly billing: SubscriptionBilling,
    private readonly charges: PeriodCharges,
    private readonly grace: GracePeriods,
    private readonly reminders: RenewalReminders,
  ) {}

  @Cron(CronExpression.EVERY_HOUR, { name: BILLING, waitForCompletion: true })
  processSubscriptionBilling(): Promise<JobRun> {
    return this.jobs.run(BILLING, (now, tally) =>
      this.billing.billDue(BILLING, now, tally, systemActor(BILLING)),
    );
  }

  @Cron(CronExpression.EVERY_MINUTE, { name: RETRIES, waitForCompletion: true })
  retryDuePayments(): Promise<JobRun> {
    return this.jobs.run(RETRIES, (now, tally) =>
      this.charges.retryDue(RETRIES, now, tally, systemActor(RETRIES)),
    );
  }

  @Cron(CronExpression.EVERY_6_HOURS, { name: GRACE, waitForCompletion: true })
  processSubscriptionGracePeriods(): Promise<JobRun> {
    return this.jobs.run(GRACE, (now, tally) =>
      this.grace.processDue(GRACE, now, tally, systemActor(GRACE)),
    );
  }

  @Cron(EACH_QUARTER, { name: REMINDERS, waitForCompletion: true })
  sendSubscriptionRenewalReminders(): Promise<JobRun> {
    return this.jobs.run(REMINDERS, (now, tally) => this.reminders.sendDue(REMINDERS, now, tally));
  }
}
