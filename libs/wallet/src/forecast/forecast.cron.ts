import { Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { Jobs, type JobRun } from '@purser/platform';
import { ForecastJob } from './forecast-job.service.js';

/** When forecasts are computed. */
@Injectable()
export class ForecastCron {
  constructor(
    private readonly jobs: Jobs,
    private readonly forecasts: ForecastJob,
  ) {}

  @Cron(CronExpression.EVERY_DAY_AT_3AM, {
    name: 'calculateUsageForecasts',
    timeZone: 'UTC',
    waitForCompletion: true,
  })
  calculateUsageForecasts(): Promise<JobRun> {
    const job = 'calculateUsageForecasts';
    return this.jobs.run(job, (now, tally) => this.forecasts.computeAll(job, now, tally));
  }
}
