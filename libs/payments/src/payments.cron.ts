import { Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { Jobs, type JobRun } from '@purser/platform';
import { ProviderInbox } from './provider-inbox.js';

/** The provider's events that a crash or an outage left open. */
@Injectable()
export class PaymentsCron {
  constructor(
    private readonly jobs: Jobs,
    private readonly inbox: ProviderInbox,
  ) {}

  @Cron(CronExpression.EVERY_MINUTE, { name: 'processProviderEvents', waitForCompletion: true })
  processProviderEvents(): Promise<JobRun> {
    return this.jobs.run('processProviderEvents', (now, tally) =>
      this.inbox.processOpen(now, tally),
    );
  }
}
