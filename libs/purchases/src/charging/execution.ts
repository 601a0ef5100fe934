import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import {
  CardDeclined,
  PAYMENT_REFUSED,
  PaymentMethods,
  PaymentMethodUnusable,
  PaymentProviderUnavailable,
  PaymentRefused,
} from '@purser/payments';
import { Clock, InvalidRequest, NotFound, UnitOfWork, type Actor } from '@purser/platform';
import { OrderOutdated, PurchaseInProgress, PurchaseStateConflict } from '../purchases.errors.js';
import { TokenPurchase } from '../token-purchase.entity.js';
import { Cancellation } from './cancellation.js';
import { Charge, type Presence } from './charge.js';
import { LapsedTerms } from './order-terms.js';
import { METHOD_UNUSABLE, PROVIDER_UNAVAILABLE } from './failure-codes.js';
import { PendingPurchases } from './pending-purchases.js';
import { PurchaseSlot } from './purchase-slot.js';

const LONGEST_WAIT_MS = 10_000;
const LOOK_EVERY_MS = 50;

export interface PaymentOrder {
  readonly organizationId: string;
  readonly purchaseId: string;
  /** Ours or the provider's; null = the one named when it was ordered. */
  readonly methodId: string | null;
  readonly presence: Presence;
  readonly actor: Actor;
}

/** Pays a purchase: whoever comes first charges, the others wait for the same answer. */
@Injectable()
export class Execution {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly methods: PaymentMethods,
    private readonly slot: PurchaseSlot,
    private readonly charge: Charge,
    private readonly pending: PendingPurchases,
    private readonly cancellation: Cancellation,
  ) {}

  /**
   * Pays a purchase and gives it `completed`, or `requires_action` with its client secret. A
   * completed one is given again; one that waited for 3-D Secure is asked for at the provider.
   *
   * @throws CardDeclined, PaymentMethodUnusable, PaymentRefused, PaymentProviderUnavailable
   * @throws PurchaseInProgress another purchase is being paid, or this one for over ten seconds
   * @throws PurchaseStateConflict the purchase is canceled
   * @throws OrderOutdated it was ordered too long ago, or is taxed otherwise by now: it is canceled
   * @throws NotFound no such purchase, or payment method
   */
  async execute(order: PaymentOrder): Promise<TokenPurchase> {
    const { organizationId, purchaseId, actor } = order;
    const purchase = await this.read(organizationId, purchaseId);
    switch (purchase.status) {
      case 'initialized':
      case 'payment_failed':
        return this.pay(order, purchase);
      case 'payment_pending':
        return this.follow(order, purchase);
      case 'requires_action':
        return answer(await this.pending.ask(organizationId, purchaseId, actor));
      default:
        return answer(purchase);
    }
  }

  private async pay(order: PaymentOrder, purchase: TokenPurchase): Promise<TokenPurchase> {
    const { organizationId, purchaseId, presence, actor } = order;
    const methodId = order.methodId ?? purchase.chosenMethod;
    if (methodId === null) {
      throw new InvalidRequest([{ pointer: '/paymentMethodId', detail: 'must name a card' }]);
    }
    await this.methods.assertNameable(organizationId, methodId);
    await this.slot.clearOverdue(organizationId, purchaseId, actor);
    const claimed = await this.slot.claim(organizationId, purchaseId, actor);
    if (claimed instanceof LapsedTerms) return this.callOff(order, claimed);
    if (!claimed) return this.follow(order, await this.read(organizationId, purchaseId));
    return answer(await this.charge.attempt(claimed, methodId, presence, actor));
  }

  /** Cancels what may not be charged any more, unless it turns out to be paid. */
  private async callOff(order: PaymentOrder, { why }: LapsedTerms): Promise<TokenPurchase> {
    const { organizationId, purchaseId, actor } = order;
    const summary = `${why} The purchase is canceled; nothing was charged.`;
    const purchase = await this.cancellation.callOff(organizationId, purchaseId, summary, actor);
    if (purchase.status !== 'canceled') return answer(purchase);
    throw new OrderOutdated(purchaseId, why);
  }

  /** Waits for the request that is charging; takes over from one that is gone. */
  private async follow(order: PaymentOrder, seen: TokenPurchase): Promise<TokenPurchase> {
    const { organizationId, purchaseId, actor } = order;
    const started = performance.now();
    for (let purchase = seen; ; purchase = await this.read(organizationId, purchaseId)) {
      if (purchase.status !== 'payment_pending' || purchase.attempt !== seen.attempt) {
        return answer(purchase);
      }
      if (purchase.attemptUntil !== null && purchase.attemptUntil <= this.clock.now()) {
        const asked = await this.pending.ask(organizationId, purchaseId, actor);
        // Nothing was charged and nobody is charging any more: this request may.
        return asked.status === 'payment_failed' && asked.failureCode === PROVIDER_UNAVAILABLE
          ? this.pay(order, asked)
          : answer(asked);
      }
      if (performance.now() - started > LONGEST_WAIT_MS) throw new PurchaseInProgress(purchaseId);
      await wait(LOOK_EVERY_MS);
    }
  }

  private read(organizationId: string, id: string): Promise<TokenPurchase> {
    return this.unitOfWork.read(organizationId, async (tx) => {
      const purchase = await tx.findOneBy(TokenPurchase, { organizationId, id });
      if (!purchase) throw new NotFound('There is no such purchase.');
      return purchase;
    });
  }
}

/** What everyone who asked for this payment is told, made from the purchase alone. */
function answer(purchase: TokenPurchase): TokenPurchase {
  switch (purchase.status) {
    case 'payment_failed':
      throw failureOf(purchase);
    case 'payment_pending':
      throw new PurchaseInProgress(purchase.id);
    case 'initialized':
    case 'canceled':
      throw new PurchaseStateConflict(
        purchase.id,
        purchase.status,
        'The purchase is canceled. Order again to buy these tokens.',
      );
    default:
      return purchase;
  }
}

function failureOf(purchase: TokenPurchase): Error {
  const { id, failureCode, failureDeclineCode, failureMessage } = purchase;
  const message = failureMessage ?? 'The card was declined.';
  if (failureCode === PROVIDER_UNAVAILABLE) {
    return new PaymentProviderUnavailable(`${message} Nothing was charged. Try again soon.`);
  }
  if (failureCode === METHOD_UNUSABLE) return new PaymentMethodUnusable(message);
  if (failureCode === PAYMENT_REFUSED) return new PaymentRefused(message, failureDeclineCode, id);
  const code = failureCode ?? 'card_declined';
  return new CardDeclined({ code, declineCode: failureDeclineCode, message }, id);
}
