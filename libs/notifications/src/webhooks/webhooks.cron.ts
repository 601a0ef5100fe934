import { Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { EACH_WEEK, Jobs, NextDue, type JobRun } from '@purser/platform';
import { EventRetention } from '../event-feed/event-retention.service.js';
import { WebhookDispatcher } from './sending/webhook-dispatcher.service.js';

/** The clock of webhooks and of the feed. */
@Injectable()
export class WebhooksCron {
  constructor(
    private readonly jobs: Jobs,
    private readonly dispatcher: WebhookDispatcher,
    private readonly retention: EventRetention,
  ) {}

  @Cron(CronExpression.EVERY_MINUTE, { name: 'deliverWebhooks', waitForCompletion: true })
  @NextDue('SELECT due_at AS at FROM webhook_deliveries WHERE due_at > $1 ORDER BY due_at LIMIT 1')
  deliverWebhooks(): Promise<JobRun> {
    return this.jobs.run('deliverWebhooks', (now, tally) =>
      this.dispatcher.deliverDue('deliverWebhooks', now, tally),
    );
  }

  @NextDue(EACH_WEEK)
  @Cron('0 40 3 * * *', { name: 'purgeEvents', timeZone: 'UTC', waitForCompletion: true })
  purgeEvents(): Promise<JobRun> {
    return this.jobs.run('purgeEvents', (now, tally) =>
      this.retention.purge('purgeEvents', now, tally),
    );
  }
}
