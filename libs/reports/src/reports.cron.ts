import { Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { Jobs, NextDue, type JobRun } from '@purser/platform';
import { changedSince, Reconciler } from './reconciliation/reconciler.service.js';

/** At the next tick, where something changed since the last comparison. */
const CHANGED_SINCE = `SELECT $1 + interval '1 millisecond' AS at
  WHERE EXISTS (SELECT ${changedSince()})`;

@Injectable()
export class ReportsCron {
  constructor(
    private readonly jobs: Jobs,
    private readonly reconciler: Reconciler,
  ) {}

  @NextDue(CHANGED_SINCE)
  @Cron('30 4 * * *', { name: 'reconcile', timeZone: 'UTC', waitForCompletion: true })
  reconcile(): Promise<JobRun> {
    return this.jobs.run('reconcile', (now, tally) => this.reconciler.reconcileDue(now, tally));
  }
}
