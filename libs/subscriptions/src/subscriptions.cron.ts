import { Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { Jobs, NextDue, systemActor, type JobRun } from '@purser/platform';
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

const CHARGE_DUE = `SELECT next_charge_at AS at FROM token_subscriptions
  WHERE next_charge_at > $1 ORDER BY next_charge_at LIMIT 1`;
const ATTEMPT_DUE = `SELECT next_attempt_at AS at FROM subscription_periods
  WHERE next_attempt_at > $1 ORDER BY next_attempt_at LIMIT 1`;
const GRACE_DUE = `SELECT LEAST(
    (SELECT min(grace_ends_at) FROM token_subscriptions
      WHERE status = 'past_due' AND grace_ends_at > $1),
    (SELECT min(reminder_at) FROM token_subscriptions
      WHERE status = 'past_due' AND reminder_at > $1)) AS at`;
const REMINDER_DUE = `SELECT reminder_at AS at FROM token_subscriptions
  WHERE status = 'active' AND reminder_at > $1 ORDER BY reminder_at LIMIT 1`;

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

  @NextDue(CHARGE_DUE)
  @Cron(CronExpression.EVERY_HOUR, { name: BILLING, waitForCompletion: true })
  processSubscriptionBilling(): Promise<JobRun> {
    return this.jobs.run(BILLING, (now, tally) =>
      this.billing.billDue(BILLING, now, tally, systemActor(BILLING)),
    );
  }

  @NextDue(ATTEMPT_DUE)
  @Cron(CronExpression.EVERY_MINUTE, { name: RETRIES, waitForCompletion: true })
  retryDuePayments(): Promise<JobRun> {
    return this.jobs.run(RETRIES, (now, tally) =>
      this.charges.retryDue(RETRIES, now, tally, systemActor(RETRIES)),
    );
  }

  @NextDue(GRACE_DUE)
  @Cron(CronExpression.EVERY_6_HOURS, { name: GRACE, timeZone: 'UTC', waitForCompletion: true })
  processSubscriptionGracePeriods(): Promise<JobRun> {
    return this.jobs.run(GRACE, (now, tally) =>
      this.grace.processDue(GRACE, now, tally, systemActor(GRACE)),
    );
  }

  @NextDue(REMINDER_DUE)
  @Cron(EACH_QUARTER, { name: REMINDERS, waitForCompletion: true })
  sendSubscriptionRenewalReminders(): Promise<JobRun> {
    return this.jobs.run(REMINDERS, (now, tally) => this.reminders.sendDue(REMINDERS, now, tally));
  }
}
