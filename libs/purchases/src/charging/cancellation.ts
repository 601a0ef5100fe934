import { Injectable } from '@nestjs/common';
import { PaymentGateway } from '@purser/payments';
import { Clock, NotFound, UnitOfWork, type Actor } from '@purser/platform';
import { PurchaseJournal } from '../purchase-journal.js';
import { PurchaseStateConflict } from '../purchases.errors.js';
import { TokenPurchase } from '../token-purchase.entity.js';
import { PendingPurchases } from './pending-purchases.js';
import { Settlement } from './settlement.js';

const CANCELABLE = new Set(['initialized', 'payment_failed', 'requires_action']);

/** Calls a purchase off. */
@Injectable()
export class Cancellation {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly journal: PurchaseJournal,
    private readonly gateway: PaymentGateway,
    private readonly pending: PendingPurchases,
    private readonly settlement: Settlement,
  ) {}

  /**
   * Cancels a purchase that is not paid, first at the provider. A canceled one is given again.
   *
   * @throws PurchaseStateConflict it is paid, was paid at this moment, or is being charged
   * @throws PaymentProviderUnavailable nothing was changed
   * @throws NotFound
   */
  async cancel(organizationId: string, purchaseId: string, actor: Actor): Promise<TokenPurchase> {
    const summary = `${actor.name} canceled the purchase. Nothing was charged.`;
    const purchase = await this.callOff(organizationId, purchaseId, summary, actor);
    if (purchase.status !== 'canceled') throw conflict(purchase);
    return purchase;
  }

  /**
   * {@link cancel} for a reason of Purser's own, which `summary` tells. One that was paid at this
   * moment is settled and given.
   *
   * @throws PurchaseStateConflict it was paid before, or is being charged
   * @throws PaymentProviderUnavailable nothing was changed
   * @throws NotFound
   */
  async callOff(
    organizationId: string,
    purchaseId: string,
    summary: string,
    actor: Actor,
  ): Promise<TokenPurchase> {
    const purchase = await this.current(organizationId, purchaseId, actor);
    if (purchase.status === 'canceled') return purchase;
    assertCancelable(purchase);
    if (purchase.paymentIntentId !== null) {
      const state = await this.gateway.cancel(purchase.paymentIntentId);
      if (state.outcome.kind === 'succeeded') {
        return this.settlement.settle(organizationId, purchaseId, state, actor);
      }
    }
    return this.unitOfWork.run(organizationId, async (tx) => {
      const locked = await this.journal.lock(tx, purchaseId);
      if (!locked) throw new NotFound('There is no such purchase.');
      if (locked.status === 'canceled') return locked;
      assertCancelable(locked);
      return this.journal.advanceAudited(
        tx,
        locked,
        { type: 'canceled', to: 'canceled', summary },
        { clientSecret: null, attemptUntil: null, dueAt: null },
        actor,
        this.clock.now(),
        summary,
      );
    });
  }

  /** The purchase; one whose attempt nobody waits for any more is asked for first. */
  private async current(organizationId: string, id: string, actor: Actor): Promise<TokenPurchase> {
    const purchase = await this.unitOfWork.read(organizationId, (tx) =>
      tx.findOneBy(TokenPurchase, { organizationId, id }),
    );
    if (!purchase) throw new NotFound('There is no such purchase.');
    const { status, attemptUntil } = purchase;
    const isLeft = attemptUntil !== null && attemptUntil <= this.clock.now();
    return status === 'payment_pending' && isLeft
      ? this.pending.ask(organizationId, id, actor)
      : purchase;
  }
}

function assertCancelable(purchase: TokenPurchase): void {
  if (!CANCELABLE.has(purchase.status)) throw conflict(purchase);
}

function conflict(purchase: TokenPurchase): PurchaseStateConflict {
  const detail =
    purchase.status === 'payment_pending'
      ? 'The card is being charged at this moment. Look again in a few seconds.'
      : 'The purchase is paid. Ask for a refund instead.';
  return new PurchaseStateConflict(purchase.id, purchase.status, detail);
}
