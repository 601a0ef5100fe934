import { Injectable } from '@nestjs/common';
import type { PurchaseView } from '@purser/contracts';
import { Clock, UnitOfWork, type Actor } from '@purser/platform';
import { PaymentProviderUnavailable } from '@purser/payments';
import { PurchaseStateConflict, Purchases } from '@purser/purchases';
import { SubscriptionJournal } from '../subscription-journal.js';
import { Subscription } from '../subscription.entity.js';
import { SubscriptionPeriod } from '../subscription-period.entity.js';
import { PeriodOutcomes, type ClaimedPeriod } from './period-outcomes.js';

const LOOK_AGAIN_MS = 60_000;
const BEING_PAID: ReadonlySet<string> = new Set(['payment_pending', 'requires_action', 'paid']);

/** The charge of period 0, made while the subscription is created: its holder is there. */
@Injectable()
export class FirstCharge {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly journal: SubscriptionJournal,
    private readonly outcomes: PeriodOutcomes,
    private readonly purchases: Purchases,
  ) {}

  /**
   * Charges; gives the purchase `completed` or `requires_action`. A refusal leaves no subscription.
   *
   * @throws CardDeclined, PaymentMethodUnusable, PaymentRefused, PaymentProviderUnavailable
   * @throws PurchaseInProgress
   */
  async charge(
    { organizationId, id }: Subscription,
    purchaseId: string,
    actor: Actor,
  ): Promise<PurchaseView> {
    try {
      const purchase = await this.purchases.execute(organizationId, purchaseId, {}, actor);
      if (purchase.completedAt !== undefined) {
        await this.outcomes.paid(organizationId, purchaseId, actor);
      }
      return purchase;
    } catch (error) {
      await this.takeBack(organizationId, id, purchaseId, actor);
      throw error;
    }
  }

  /**
   * Finds out what became of an incomplete subscription: paid, still being paid, or over. `claim`
   * says when to look again.
   */
  async conclude(
    { organizationId, id }: Subscription,
    claim: ClaimedPeriod | null,
    actor: Actor,
  ): Promise<void> {
    const purchaseId = await this.purchaseOf(organizationId, id);
    if (purchaseId === null) return;
    const purchase = await this.purchases.get(organizationId, purchaseId);
    if (purchase.completedAt !== undefined) {
      await this.outcomes.paid(organizationId, purchaseId, actor);
      return;
    }
    if (BEING_PAID.has(purchase.status)) {
      const later = new Date(this.clock.now().getTime() + LOOK_AGAIN_MS);
      if (claim) await this.outcomes.postpone(claim, later);
      return;
    }
    await this.purchases.cancel(organizationId, purchaseId, actor);
    await this.unitOfWork.run(organizationId, async (tx) => {
      const subscription = await this.journal.lock(tx, id);
      if (subscription.status !== 'incomplete') return;
      await this.journal.cancel(tx, subscription, 'incomplete', { actor, at: this.clock.now() });
    });
  }

  /** The purchase that pays period 0, or null. */
  private purchaseOf(organizationId: string, subscriptionId: string): Promise<string | null> {
    return this.unitOfWork.read(organizationId, async (tx) => {
      const first = { organizationId, subscriptionId, period: 0 };
      return (await tx.findOneBy(SubscriptionPeriod, first))?.purchaseId ?? null;
    });
  }

  /** Leaves nothing of a subscription whose first charge was refused. */
  private async takeBack(
    organizationId: string,
    id: string,
    purchaseId: string,
    actor: Actor,
  ): Promise<void> {
    try {
      await this.purchases.cancel(organizationId, purchaseId, actor);
    } catch (error) {
      // It may be paid, or nobody knows: the sweep finds out what is to become of it.
      const isOpen =
        error instanceof PurchaseStateConflict || error instanceof PaymentProviderUnavailable;
      if (isOpen) return;
      throw error;
    }
    await this.unitOfWork.run(organizationId, async (tx) => {
      const subscription = await this.journal.lock(tx, id);
      if (subscription.status !== 'incomplete') return;
      await tx.delete(SubscriptionPeriod, { organizationId, subscriptionId: id });
      await tx.delete(Subscription, { organizationId, id });
    });
  }
}
