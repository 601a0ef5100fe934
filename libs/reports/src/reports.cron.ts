import { Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { Jobs, NextDue, type JobRun } from '@purser/platform';
import { changedSince, LOOKED_AT_AGAIN, Reconciler } from './reconciliation/reconciler.service.js';

/** At the next tick, where something changed since the last comparison; else after a week. */
const TO_COMPARE = `SELECT min(at) AS at FROM (
    SELECT $1 + interval '1 millisecond' AS at WHERE EXISTS (SELECT ${changedSince('$1')})
    UNION ALL (${LOOKED_AT_AGAIN})) looks WHERE at > $1`;

@Injectable()
export class ReportsCron {
  constructor(
    private readonly jobs: Jobs,
    private readonly reconciler: Reconciler,
  ) {}

  @NextDue(TO_COMPARE)
  @Cron('30 4 * * *', { name: 'reconcile', timeZone: 'UTC', waitForCompletion: true })
  reconcile(): Promise<JobRun> {
    return this.jobs.run('reconcile', (now, tally) => this.reconciler.reconcileDue(now, tally));
  }
}
