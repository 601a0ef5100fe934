import { Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { Jobs, type JobRun } from '@purser/platform';
import { AuditAnchors } from './audit-anchors.service.js';

@Injectable()
export class AuditCron {
  constructor(
    private readonly jobs: Jobs,
    private readonly anchors: AuditAnchors,
  ) {}

  @Cron('15 0 * * *', { name: 'anchorAudit', timeZone: 'UTC', waitForCompletion: true })
  anchorAudit(): Promise<JobRun> {
    return this.jobs.run('anchorAudit', (now, tally) => this.anchors.anchorDue(now, tally));
  }
}
