import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import {
  CONFIG,
  Jobs,
  NextDue,
  systemActor,
  type JobRun,
  type PurserConfig,
} from '@purser/platform';
import { PendingPurchases } from './charging/pending-purchases.js';
import { Disputes } from './disputes/disputes.service.js';
import { RefundCalls } from './refunds/refund-calls.js';

const JOB = 'settlePendingPurchases';
/** Longer than anything is ever due ahead: a start asks about every open payment. */
const AHEAD_MS = 60 * 60_000;

const REFUND_DUE = `SELECT due_at AS at FROM refunds
  WHERE due_at > $1 ORDER BY due_at LIMIT 1`;
const PURCHASE_DUE = `SELECT due_at AS at FROM token_purchases
  WHERE due_at > $1 ORDER BY due_at LIMIT 1`;

const DISPUTE_DUE = `SELECT due_at AS at FROM disputes
  WHERE due_at > $1 ORDER BY due_at LIMIT 1`;

/** Finishes payments, refunds and disputes whose request, webhook or process was lost. */
@Injectable()
export class PurchasesCron implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private atStart: Promise<JobRun> | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: PurserConfig,
    private readonly jobs: Jobs,
    private readonly pending: PendingPurchases,
    private readonly refunds: RefundCalls,
    private readonly disputes: Disputes,
  ) {}

  /** A crash may have come between charge and settle: look at once, without holding up the start. */
  onApplicationBootstrap(): void {
    if (this.config.PURSER_ROLE === 'http') return;
    this.atStart = this.settleOpenUntil(AHEAD_MS);
    // Without a database there is nothing to record the failed run in; the schedule tries again.
    this.atStart.catch(() => undefined);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.atStart?.catch(() => undefined);
  }

  @NextDue(PURCHASE_DUE)
  @Cron(CronExpression.EVERY_MINUTE, { name: JOB, waitForCompletion: true })
  settlePendingPurchases(): Promise<JobRun> {
    return this.settleOpenUntil(0);
  }

  @NextDue(REFUND_DUE)
  @Cron(CronExpression.EVERY_MINUTE, { name: 'settlePendingRefunds', waitForCompletion: true })
  settlePendingRefunds(): Promise<JobRun> {
    const job = 'settlePendingRefunds';
    return this.jobs.run(job, (now, tally) =>
      this.refunds.settleDue(job, now, systemActor(job), tally),
    );
  }

  @NextDue(DISPUTE_DUE)
  @Cron(CronExpression.EVERY_HOUR, { name: 'followDisputes', waitForCompletion: true })
  followDisputes(): Promise<JobRun> {
    const job = 'followDisputes';
    return this.jobs.run(job, (now, tally) =>
      this.disputes.followDue(job, now, systemActor(job), tally),
    );
  }

  private settleOpenUntil(aheadMs: number): Promise<JobRun> {
    return this.jobs.run(JOB, (now, tally) =>
      this.pending.settleDue(JOB, new Date(now.getTime() + aheadMs), systemActor(JOB), tally),
    );
  }
}
