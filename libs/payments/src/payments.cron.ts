import { Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { Jobs, NextDue, type JobRun } from '@purser/platform';
import { EXPIRING_DAYS } from './card-expiry.js';
import { ExpiringCards } from './expiring-cards.js';
import { ProviderInbox } from './provider-inbox.js';
import { ProviderPolling } from './provider-polling.js';

const EVENT_WAITS = `SELECT received_at AS at FROM provider_events
  WHERE processed_at IS NULL AND received_at > $1 ORDER BY received_at LIMIT 1`;

/** A card is good until the month after its last one begins. */
const CARD_EXPIRES = `SELECT min(at) AS at FROM (
    SELECT (make_date(exp_year, exp_month, 1) + interval '1 month') AT TIME ZONE 'UTC'
           - interval '${EXPIRING_DAYS * 24} hours' AS at
      FROM payment_methods WHERE removed_at IS NULL AND warned_at IS NULL) cards WHERE at > $1`;

/** The provider's events that a crash, an outage or a lost webhook left open; expiring cards. */
@Injectable()
export class PaymentsCron {
  constructor(
    private readonly jobs: Jobs,
    private readonly inbox: ProviderInbox,
    private readonly polling: ProviderPolling,
    private readonly cards: ExpiringCards,
  ) {}

  @NextDue(EVENT_WAITS)
  @Cron(CronExpression.EVERY_MINUTE, { name: 'processProviderEvents', waitForCompletion: true })
  processProviderEvents(): Promise<JobRun> {
    return this.jobs.run('processProviderEvents', (now, tally) =>
      this.inbox.processOpen(now, tally),
    );
  }

  @Cron(CronExpression.EVERY_5_MINUTES, { name: 'pollProviderEvents', waitForCompletion: true })
  pollProviderEvents(): Promise<JobRun> {
    return this.jobs.run('pollProviderEvents', (now, tally) => this.polling.poll(now, tally));
  }

  @NextDue(CARD_EXPIRES)
  @Cron(CronExpression.EVERY_DAY_AT_9AM, {
    name: 'warnExpiringCards',
    timeZone: 'UTC',
    waitForCompletion: true,
  })
  warnExpiringCards(): Promise<JobRun> {
    return this.jobs.run('warnExpiringCards', (now, tally) =>
      this.cards.warn('warnExpiringCards', now, tally),
    );
  }
}
