import { Injectable, Logger } from '@nestjs/common';
import {
  CARD_ATTEMPTS_USED_UP,
  CardAttempts,
  CardDeclined,
  PaymentCustomers,
  PaymentGateway,
  PaymentMethods,
  PaymentMethodUnusable,
  PaymentRefused,
  ProviderObjects,
  type PaymentMethod,
} from '@purser/payments';
import { Clock, NotFound, UnitOfWork, type Actor } from '@purser/platform';
import { PurchaseJournal, type PurchaseChanges } from '../purchase-journal.js';
import { PurchaseInProgress } from '../purchases.errors.js';
import type { TokenPurchase } from '../token-purchase.entity.js';
import { abandonedTimes } from './charge-times.js';
import { METHOD_UNUSABLE } from './failure-codes.js';
import { PaymentOutcomes } from './payment-outcomes.js';

/** Whether the card holder is there to authenticate. */
export type Presence = 'on_session' | 'off_session';

const TRIED_TOO_OFTEN = {
  code: CARD_ATTEMPTS_USED_UP,
  declineCode: null,
  message: 'The card was tried too often in the last thirty days.',
};

/**
 * One attempt to charge a claimed purchase. Record, then charge: the payment intent is created
 * unconfirmed and its id committed before it is confirmed, so that whatever happens next the sweep
 * knows what to ask for. No transaction is open while the provider is asked.
 */
@Injectable()
export class Charge {
  private readonly logger = new Logger(Charge.name);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly journal: PurchaseJournal,
    private readonly methods: PaymentMethods,
    private readonly customers: PaymentCustomers,
    private readonly objects: ProviderObjects,
    private readonly gateway: PaymentGateway,
    private readonly cardAttempts: CardAttempts,
    private readonly outcomes: PaymentOutcomes,
  ) {}

  /**
   * Charges `methodId` (ours or the provider's) and writes down the outcome. A decline is an
   * outcome, given in the purchase; so is a payment that the provider refuses to make.
   *
   * @throws PaymentProviderUnavailable the outcome is not known; the sweep finds it out
   */
  async attempt(
    claimed: TokenPurchase,
    methodId: string,
    presence: Presence,
    actor: Actor,
  ): Promise<TokenPurchase> {
    const { organizationId, id, attempt } = claimed;
    const source = { attempt, ownsAttempt: true, actor };
    try {
      const card = await this.methods.resolve(organizationId, methodId, actor);
      const prepared = await this.prepare(claimed, card);
      if (!(await this.mayTry(card, claimed, presence))) {
        return await this.outcomes.failAttempt(organizationId, id, TRIED_TOO_OFTEN, source);
      }
      const confirmation = {
        paymentIntentId: prepared.paymentIntentId,
        methodProviderId: card.providerId,
        idempotencyKey: `purchase:${id}:${attempt}:confirm`,
      };
      const state =
        presence === 'on_session'
          ? await this.gateway.confirm(confirmation)
          : await this.gateway.confirmOffSession(confirmation);
      return await this.outcomes.apply(organizationId, id, state, source);
    } catch (error) {
      if (error instanceof CardDeclined || error instanceof PaymentRefused) {
        return this.outcomes.failAttempt(organizationId, id, error.decline, source);
      }
      if (error instanceof PaymentMethodUnusable || error instanceof NotFound) {
        const failure = { code: METHOD_UNUSABLE, declineCode: null, message: error.message };
        return this.outcomes.failAttempt(organizationId, id, failure, source);
      }
      await this.abandon(claimed);
      throw error;
    }
  }

  /** Notes the attempt, unless Purser itself tried the card too often. People may always try. */
  private async mayTry(
    { fingerprint }: PaymentMethod,
    { id: purchaseId, attempt }: TokenPurchase,
    presence: Presence,
  ): Promise<boolean> {
    const now = this.clock.now();
    const charge = { purchaseId, attempt };
    if (presence === 'off_session')
      return this.cardAttempts.noteWithinLimit(fingerprint, charge, now);
    await this.cardAttempts.note(fingerprint, charge, now);
    return true;
  }

  /** Makes sure that the payment exists at the provider and that the purchase names it. */
  private async prepare(
    claimed: TokenPurchase,
    card: PaymentMethod,
  ): Promise<{ paymentIntentId: string }> {
    const { organizationId, id, attempt, totalMinor, currency, label } = claimed;
    const snapshot = { paymentMethodId: card.id, cardBrand: card.brand, cardLast4: card.last4 };
    if (claimed.paymentIntentId !== null) {
      await this.gateway.readyAgain(claimed.paymentIntentId, attempt);
      await this.commit(claimed, snapshot);
      return { paymentIntentId: claimed.paymentIntentId };
    }
    const { paymentIntentId } = await this.gateway.createPaymentIntent({
      organizationId,
      purchaseId: id,
      customerId: await this.customers.ensure(organizationId),
      amountMinor: totalMinor,
      currency,
      description: label,
      attempt,
      idempotencyKey: `purchase:${id}:${attempt}`,
    });
    await this.objects.register({
      providerId: paymentIntentId,
      kind: 'payment_intent',
      organizationId,
      purchaseId: id,
      createdAt: this.clock.now(),
    });
    await this.commit(claimed, { ...snapshot, paymentIntentId });
    return { paymentIntentId };
  }

  /** Writes only while the attempt is still ours: one that was freed must not charge. */
  private async commit(claimed: TokenPurchase, changes: PurchaseChanges): Promise<void> {
    const { organizationId, id, attempt } = claimed;
    await this.unitOfWork.run(organizationId, async (tx) => {
      const purchase = await this.journal.lock(tx, id);
      if (purchase?.status !== 'payment_pending' || purchase.attempt !== attempt) {
        throw new PurchaseInProgress(id);
      }
      await this.journal.note(tx, purchase, changes);
    });
  }

  /** The outcome is not known, or could not be written down: the next look may decide at once. */
  private async abandon({ organizationId, id, attempt }: TokenPurchase): Promise<void> {
    try {
      await this.unitOfWork.run(organizationId, async (tx) => {
        const purchase = await this.journal.lock(tx, id);
        if (purchase?.status !== 'payment_pending' || purchase.attempt !== attempt) return;
        await this.journal.note(tx, purchase, abandonedTimes(this.clock.now()));
      });
    } catch (error) {
      this.logger.error(
        { err: error, purchaseId: id },
        'the lease of the attempt runs out instead',
      );
    }
  }
}
