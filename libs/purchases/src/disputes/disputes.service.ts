import { Injectable } from '@nestjs/common';
import { Invoicing } from '@purser/invoices';
import { PaymentGateway } from '@purser/payments';
import { Clock, DueReader, Jobs, UnitOfWork, type Actor, type JobTally } from '@purser/platform';
import { PaidBeforeNews } from '../charging/paid-before-news.js';
import { DisputeOutcomes } from './dispute-outcomes.js';
import { Dispute } from './dispute.entity.js';

const PAGE_ROWS = 200;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';
const DUE = `SELECT organization_id, id FROM disputes
  WHERE due_at <= $1 AND id > $2 ORDER BY id LIMIT $3`;

/**
 * Follows disputes at the provider. News of them may come late, twice, in any order or not at all:
 * what counts is what the provider says when it is asked.
 */
@Injectable()
export class Disputes {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly due: DueReader,
    private readonly jobs: Jobs,
    private readonly gateway: PaymentGateway,
    private readonly paid: PaidBeforeNews,
    private readonly invoicing: Invoicing,
    private readonly outcomes: DisputeOutcomes,
  ) {}

  /**
   * Brings a dispute up to what it is at the provider at this moment.
   *
   * @throws PaymentProviderUnavailable, NotFound
   */
  async follow(
    organizationId: string,
    purchaseId: string,
    providerId: string,
    actor: Actor,
  ): Promise<void> {
    const state = await this.gateway.retrieveDispute(providerId);
    await this.paid.settle(organizationId, purchaseId, state.paymentIntentId, actor);
    const creditNoteId = await this.invoicing.reserveId(organizationId, this.clock.now());
    await this.unitOfWork.run(organizationId, (tx) =>
      this.outcomes.apply(tx, purchaseId, state, creditNoteId, actor),
    );
  }

  /** Asks about every dispute that is not over and is due, each on its own. */
  async followDue(job: string, now: Date, actor: Actor, tally: JobTally): Promise<void> {
    for (let after = BEFORE_ALL; ;) {
      const pairs = await this.due.pairs(DUE, [now, after, PAGE_ROWS]);
      await this.jobs.each(job, tally, pairs, async ({ organizationId, id }) => {
        const dispute = await this.unitOfWork.read(organizationId, (tx) =>
          tx.findOneByOrFail(Dispute, { organizationId, id }),
        );
        await this.follow(organizationId, dispute.purchaseId, dispute.providerId, actor);
      });
      const last = pairs.at(-1);
      if (!last || pairs.length < PAGE_ROWS) return;
      after = last.id;
    }
  }
}
