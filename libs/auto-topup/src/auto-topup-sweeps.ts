import { Injectable } from '@nestjs/common';
import {
  DueReader,
  Jobs,
  UnitOfWork,
  type DuePair,
  type JobTally,
  type PlatformTx,
} from '@purser/platform';
import { leastAvailable } from '@purser/wallet';
import { IsNull } from 'typeorm';
import { AutoTopUpMonth } from './auto-topup-month.entity.js';
import { Evaluation } from './charging/evaluation.js';
import { TopUpCharge } from './charging/top-up-charge.js';

const PAGE_ROWS = 500;
const NIL = '00000000-0000-0000-0000-000000000000';
const BEFORE_ALL: DuePair = { organizationId: NIL, id: NIL };
/** A younger reservation is left to the process that made it. */
const LEFT_OPEN_MS = 2 * 60_000;

const LEFT_OPEN = `SELECT organization_id, id FROM auto_topup_reservations
  WHERE status = 'reserved' AND created_at <= $1
    AND (organization_id, id) > ($2, $3) ORDER BY organization_id, id LIMIT $4`;

const SHORT = `SELECT p.organization_id, p.id FROM auto_topup_policies p
  JOIN organization_token_wallets w ON w.organization_id = p.organization_id
  WHERE p.trigger = 'threshold' AND p.enabled AND p.suspended_at IS NULL AND w.status = 'active'
    AND ${leastAvailable('w', '$1::timestamptz')} < p.below_tokens
    AND w.organization_id >= $2 AND (p.organization_id, p.id) > ($2, $3)
  ORDER BY p.organization_id, p.id LIMIT $4`;

const SCHEDULED = `SELECT organization_id, id FROM auto_topup_policies
  WHERE trigger = 'schedule' AND enabled AND suspended_at IS NULL
    AND next_run_at <= $1
    AND (organization_id, id) > ($2, $3) ORDER BY organization_id, id LIMIT $4`;

const RETRIES = `SELECT organization_id, id FROM auto_topup_policies
  WHERE enabled AND suspended_at IS NULL AND retry_at <= $1
    AND (organization_id, id) > ($2, $3) ORDER BY organization_id, id LIMIT $4`;

/** Months that are over where their organization is. */
const MONTHS = `SELECT m.organization_id, m.id FROM auto_topup_months m
  JOIN organizations o ON o.organization_id = m.organization_id
  WHERE m.closed_at IS NULL AND m.month < to_char($1::timestamptz AT TIME ZONE o.time_zone, 'YYYY-MM')
    AND o.organization_id >= $2 AND (m.organization_id, m.id) > ($2, $3)
  ORDER BY m.organization_id, m.id LIMIT $4`;

/** What the jobs of auto top-up do, across organizations. */
@Injectable()
export class AutoTopUpSweeps {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly due: DueReader,
    private readonly jobs: Jobs,
    private readonly evaluation: Evaluation,
    private readonly charge: TopUpCharge,
  ) {}

  /** Evaluates each threshold whose wallet is short, and goes on with charges left open. */
  async checkThresholds(job: string, now: Date, tally: JobTally): Promise<void> {
    const leftOpenAt = new Date(now.getTime() - LEFT_OPEN_MS);
    await this.each(job, tally, LEFT_OPEN, leftOpenAt, ({ organizationId }) =>
      this.charge.goOn(organizationId),
    );
    await this.each(job, tally, SHORT, now, ({ organizationId, id }) =>
      this.evaluation.evaluate(organizationId, id, 'sweep'),
    );
  }

  /** Evaluates each schedule whose run has come. */
  checkSchedules(job: string, now: Date, tally: JobTally): Promise<void> {
    return this.each(job, tally, SCHEDULED, now, ({ organizationId, id }) =>
      this.evaluation.evaluate(organizationId, id, 'schedule'),
    );
  }

  /** Evaluates each policy whose card may be tried again. */
  retryDue(job: string, now: Date, tally: JobTally): Promise<void> {
    return this.each(job, tally, RETRIES, now, ({ organizationId, id }) =>
      this.evaluation.evaluate(organizationId, id, 'retry'),
    );
  }

  /** Closes the months that are over in the zone of their organization. */
  async closeMonths(job: string, now: Date, tally: JobTally): Promise<void> {
    for await (const page of this.pages(MONTHS, now)) {
      await this.jobs.together(job, tally, page, {
        all: () => this.unitOfWork.platform((tx) => closeAll(tx, page, now)),
        one: ({ organizationId, id }) =>
          this.unitOfWork.run(organizationId, (tx) =>
            tx.update(
              AutoTopUpMonth,
              { organizationId, id, closedAt: IsNull() },
              { closedAt: now },
            ),
          ),
      });
    }
  }

  private async each(
    job: string,
    tally: JobTally,
    sql: string,
    until: Date,
    work: (pair: DuePair) => Promise<void>,
  ): Promise<void> {
    for await (const page of this.pages(sql, until)) {
      await this.jobs.each(job, tally, page, work);
    }
  }

  private async *pages(sql: string, until: Date): AsyncGenerator<DuePair[]> {
    for (let after: DuePair = BEFORE_ALL; ;) {
      const { organizationId, id } = after;
      const page = await this.due.pairs(sql, [until, organizationId, id, PAGE_ROWS]);
      if (page.length > 0) yield page;
      const last = page.at(-1);
      if (!last || page.length < PAGE_ROWS) return;
      after = last;
    }
  }
}

/** Closes months of many organizations. */
async function closeAll(tx: PlatformTx, page: readonly DuePair[], now: Date): Promise<void> {
  await tx.query('SELECT close_topup_months($1, $2, $3)', [
    page.map(({ organizationId }) => organizationId),
    page.map(({ id }) => id),
    now,
  ]);
}
