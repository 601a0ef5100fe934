import { Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { Jobs, NextDue, type JobRun } from '@purser/platform';
import { AuditAnchors } from './audit-anchors.service.js';

/** At the next tick, where a chain grew since its last anchor. */
const CHAIN_GREW = `SELECT $1 + interval '1 millisecond' AS at
  WHERE EXISTS (SELECT FROM audit_heads WHERE sequence > anchored_sequence)`;

@Injectable()
export class AuditCron {
  constructor(
    private readonly jobs: Jobs,
    private readonly anchors: AuditAnchors,
  ) {}

  @NextDue(CHAIN_GREW)
  @Cron('15 0 * * *', { name: 'anchorAudit', timeZone: 'UTC', waitForCompletion: true })
  anchorAudit(): Promise<JobRun> {
    return this.jobs.run('anchorAudit', (now, tally) => this.anchors.anchorDue(now, tally));
  }
}
