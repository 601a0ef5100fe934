import { Injectable } from '@nestjs/common';
import {
  PaymentGateway,
  PaymentProviderUnavailable,
  ProviderCallFailed,
  RefundRefused,
  type RefundState,
} from '@purser/payments';
import { Clock, DueReader, Jobs, UnitOfWork, type Actor, type JobTally } from '@purser/platform';
import { TokenPurchase } from '../token-purchase.entity.js';
import { callLease } from './refund-reservation.js';
import { RefundSettlement } from './refund-settlement.js';
import { Refund } from './refund.entity.js';

const PAGE_ROWS = 200;
const OUTAGES_BEFORE_STOP = 3;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';
const DUE = `SELECT organization_id, id FROM refunds
  WHERE due_at <= $1 AND id > $2 ORDER BY id LIMIT $3`;

/** Asks the provider to pay refunds, and what became of those it was asked for. */
@Injectable()
export class RefundCalls {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly due: DueReader,
    private readonly jobs: Jobs,
    private readonly gateway: PaymentGateway,
    private readonly settlement: RefundSettlement,
  ) {}

  /**
   * Asks the provider to pay a refund whose tokens are taken, and books or gives back. Where the
   * provider cannot be reached the refund stays `pending` and the sweep finds out: under the same
   * idempotency key, as the call may run still; under another one where the provider ended it.
   */
  async attempt(refund: Refund, actor: Actor): Promise<Refund> {
    try {
      const paymentIntentId = await this.paymentOf(refund);
      const state = await this.gateway
        .refund({
          refundId: refund.id,
          paymentIntentId,
          amountMinor: refund.amountMinor,
          currency: refund.currency,
          idempotencyKey: `refund:${refund.id}:${refund.attempt}`,
        })
        .catch(async (error: unknown) => {
          if (!(error instanceof RefundRefused)) throw error;
          // An answer that was lost may have been a success: the provider's own list decides.
          const made = await this.find(refund, paymentIntentId);
          if (made) return made;
          return error;
        });
      return state instanceof RefundRefused
        ? await this.settlement.refuse(refund, state.detail, actor)
        : await this.settlement.apply(refund.organizationId, refund.id, state, actor);
    } catch (error) {
      if (!(error instanceof PaymentProviderUnavailable)) throw error;
      const attempt = refund.attempt + (error instanceof ProviderCallFailed ? 1 : 0);
      return this.settlement.lookAgain(refund, { attempt, dueAt: this.clock.now() });
    }
  }

  /**
   * Finds out what became of a refund; one that the provider does not know is asked for again.
   *
   * @throws PaymentProviderUnavailable
   */
  async look(organizationId: string, id: string, actor: Actor): Promise<Refund | null> {
    const refund = await this.unitOfWork.read(organizationId, (tx) =>
      tx.findOneBy(Refund, { organizationId, id }),
    );
    if (refund?.status === 'succeeded' && refund.dueAt !== null)
      return this.settlement.creditRest(refund, actor);
    if (refund?.status !== 'pending') return refund;
    const state =
      refund.providerId === null
        ? await this.find(refund, await this.paymentOf(refund))
        : await this.gateway.retrieveRefund(refund.providerId);
    if (state) return this.settlement.apply(organizationId, id, state, actor);
    const claimed = await this.claim(refund);
    return claimed ? this.attempt(claimed, actor) : refund;
  }

  /** Looks at every refund that is due, each on its own. */
  async settleDue(job: string, now: Date, actor: Actor, tally: JobTally): Promise<void> {
    let outages = 0;
    for (let after = BEFORE_ALL; ;) {
      const pairs = await this.due.pairs(DUE, [now, after, PAGE_ROWS]);
      await this.jobs.each(job, tally, pairs, async ({ organizationId, id }) => {
        // While the provider is down each question costs its whole time-out: leave the rest.
        if (outages >= OUTAGES_BEFORE_STOP) throw new PaymentProviderUnavailable();
        await this.look(organizationId, id, actor).catch((error: unknown) => {
          if (error instanceof PaymentProviderUnavailable) outages += 1;
          throw error;
        });
      });
      const last = pairs.at(-1);
      if (!last || pairs.length < PAGE_ROWS) return;
      after = last.id;
    }
  }

  /** Leases a refund for a call; null where another one has it, or has had it meanwhile. */
  private async claim(refund: Refund): Promise<Refund | null> {
    const { organizationId, id, attempt } = refund;
    const now = this.clock.now();
    if (refund.dueAt === null || refund.dueAt > now) return null;
    const seen = { organizationId, id, attempt, dueAt: refund.dueAt, status: 'pending' as const };
    const dueAt = callLease(now);
    const claimed = await this.unitOfWork.run(organizationId, (tx) =>
      tx.update(Refund, seen, { dueAt }),
    );
    return claimed.affected === 1 ? { ...refund, dueAt } : null;
  }

  private async find(refund: Refund, paymentIntentId: string): Promise<RefundState | null> {
    const made = await this.gateway.listRefunds(paymentIntentId);
    return made.find(({ refundId }) => refundId === refund.id) ?? null;
  }

  private async paymentOf({ organizationId, purchaseId }: Refund): Promise<string> {
    const purchase = await this.unitOfWork.read(organizationId, (tx) =>
      tx.findOneByOrFail(TokenPurchase, { organizationId, id: purchaseId }),
    );
    if (purchase.paymentIntentId === null) throw new Error('A paid purchase has a payment');
    return purchase.paymentIntentId;
  }
}
