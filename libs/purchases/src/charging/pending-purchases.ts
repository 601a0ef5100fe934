import { Injectable } from '@nestjs/common';
import { PaymentGateway, PaymentProviderUnavailable, type PaymentState } from '@purser/payments';
import {
  Clock,
  DueReader,
  Jobs,
  NotFound,
  UnitOfWork,
  type Actor,
  type JobTally,
} from '@purser/platform';
import { holdsSlot } from '../purchase-status.js';
import { TokenPurchase } from '../token-purchase.entity.js';
import { PaymentOutcomes } from './payment-outcomes.js';

const PAGE_ROWS = 200;
const OUTAGES_BEFORE_STOP = 3;
const DUE = `SELECT organization_id, id FROM token_purchases
  WHERE due_at <= $1 AND id > $2 ORDER BY id LIMIT $3`;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** Finds out at the provider what became of open payments, and settles or frees them. */
@Injectable()
export class PendingPurchases {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly due: DueReader,
    private readonly jobs: Jobs,
    private readonly gateway: PaymentGateway,
    private readonly outcomes: PaymentOutcomes,
  ) {}

  /**
   * Asks the provider about one purchase and writes down the answer. One whose time for 3-D Secure
   * is over is canceled, unless it succeeded. Gives the purchase as it then is.
   *
   * @throws NotFound, PaymentProviderUnavailable
   */
  async ask(organizationId: string, purchaseId: string, actor: Actor): Promise<TokenPurchase> {
    const purchase = await this.unitOfWork.read(organizationId, (tx) =>
      tx.findOneBy(TokenPurchase, { organizationId, id: purchaseId }),
    );
    if (!purchase) throw new NotFound('There is no such purchase.');
    if (!holdsSlot(purchase.status)) return purchase;
    const source = { attempt: purchase.attempt, ownsAttempt: false, actor };
    if (purchase.paymentIntentId === null) {
      return this.outcomes.neverCharged(organizationId, purchaseId, source);
    }
    const state = await this.stateOf(purchase, purchase.paymentIntentId);
    return this.outcomes.apply(organizationId, purchaseId, state, source);
  }

  /** Asks about every open payment that is due at `until`, each on its own. */
  async settleDue(job: string, until: Date, actor: Actor, tally: JobTally): Promise<void> {
    let outages = 0;
    for (let after = BEFORE_ALL; ;) {
      const pairs = await this.due.pairs(DUE, [until, after, PAGE_ROWS]);
      await this.jobs.each(job, tally, pairs, async ({ organizationId, id }) => {
        // While the provider is down each question costs its whole time-out: leave the rest.
        if (outages >= OUTAGES_BEFORE_STOP) throw new PaymentProviderUnavailable();
        await this.ask(organizationId, id, actor).catch((error: unknown) => {
          if (error instanceof PaymentProviderUnavailable) outages += 1;
          throw error;
        });
      });
      const last = pairs.at(-1);
      if (!last || pairs.length < PAGE_ROWS) return;
      after = last.id;
    }
  }

  private stateOf(purchase: TokenPurchase, paymentIntentId: string): Promise<PaymentState> {
    const { status, attemptUntil } = purchase;
    const isOverdue =
      status === 'requires_action' && attemptUntil !== null && attemptUntil <= this.clock.now();
    return isOverdue
      ? this.gateway.cancel(paymentIntentId)
      : this.gateway.retrieve(paymentIntentId);
  }
}
