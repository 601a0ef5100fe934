import { Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { Jobs, NextDue, type JobRun } from '@purser/platform';
import { Expiry } from './expiry/expiry.service.js';
import { LedgerAnchors } from './sealing/ledger-anchors.service.js';

const LOT_DUE = `SELECT expires_at AS at FROM token_lots
  WHERE closed_at IS NULL AND held = 0 AND frozen = 0 AND expires_at > $1
  ORDER BY expires_at LIMIT 1`;
const HOLD_DUE = `SELECT expires_at AS at FROM token_holds
  WHERE status = 'open' AND expires_at > $1 ORDER BY expires_at LIMIT 1`;

/** At the next tick, where a ledger grew since it was anchored. */
const LEDGER_GREW = `SELECT $1 + interval '1 millisecond' AS at
  WHERE EXISTS (SELECT FROM organization_token_wallets WHERE seq > anchored_seq)`;

/** When the wallet's jobs run. */
@Injectable()
export class WalletCron {
  constructor(
    private readonly jobs: Jobs,
    private readonly expiry: Expiry,
    private readonly anchors: LedgerAnchors,
  ) {}

  @NextDue(LOT_DUE)
  @Cron(CronExpression.EVERY_DAY_AT_2AM, {
    name: 'processTokenExpiration',
    timeZone: 'UTC',
    waitForCompletion: true,
  })
  processTokenExpiration(): Promise<JobRun> {
    return this.jobs.run('processTokenExpiration', (now, tally) =>
      this.expiry.bookExpiredLots(now, tally),
    );
  }

  @NextDue(HOLD_DUE)
  @Cron(CronExpression.EVERY_MINUTE, { name: 'releaseExpiredHolds', waitForCompletion: true })
  releaseExpiredHolds(): Promise<JobRun> {
    return this.jobs.run('releaseExpiredHolds', (now, tally) =>
      this.expiry.releaseExpiredHolds(now, tally),
    );
  }

  /** Before `anchorAudit`, which signs what this writes into the audit trail. */
  @NextDue(LEDGER_GREW)
  @Cron('5 0 * * *', { name: 'anchorLedger', timeZone: 'UTC', waitForCompletion: true })
  anchorLedger(): Promise<JobRun> {
    return this.jobs.run('anchorLedger', (now, tally) => this.anchors.anchorDue(now, tally));
  }
}
