import { Injectable } from '@nestjs/common';
import { Clock, UnitOfWork, type Actor, type Tx } from '@purser/platform';
import { Purchases } from '@purser/purchases';
import { isUnsellable } from '../is-unsellable.js';
import { SubscriptionJournal } from '../subscription-journal.js';
import { SubscriptionPeriod } from '../subscription-period.entity.js';
import type { Subscription } from '../subscription.entity.js';

interface Waiting {
  readonly subscription: Subscription;
  readonly period: SubscriptionPeriod;
}

/**
 * Periods whose card is not tried again and whose purchase was called off: they are still owed, and
 * nobody could pay them. Those that are tried again get another purchase then.
 */
@Injectable()
export class CalledOffPeriods {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly journal: SubscriptionJournal,
    private readonly purchases: Purchases,
  ) {}

  /** {@link orderAgain} where it is called off already: the news of that may have come too early. */
  async catchUp(organizationId: string, purchaseId: string, actor: Actor): Promise<void> {
    const { status } = await this.purchases.get(organizationId, purchaseId);
    if (status === 'canceled') await this.orderAgain(organizationId, purchaseId, actor);
  }

  /** Orders another purchase, for people to pay, once; ends what cannot be ordered any more. */
  async orderAgain(organizationId: string, purchaseId: string, actor: Actor): Promise<void> {
    const reserved = await this.purchases.reserveId(organizationId);
    try {
      await this.whileWaiting(organizationId, purchaseId, async (tx, waiting, at) => {
        const { subscription, period } = waiting;
        const item = { packageId: period.packageId, quantity: 1 };
        const methodId = subscription.paymentMethodId;
        const order = { type: 'subscription' as const, item, methodId };
        await this.purchases.initializeIn(tx, reserved, order, actor);
        await this.journal.changePeriod(tx, period, { purchaseId: reserved, attempts: 0 }, at);
      });
    } catch (error) {
      if (!isUnsellable(error)) throw error;
      await this.whileWaiting(organizationId, purchaseId, async (tx, { subscription }, at) => {
        await this.journal.cancel(tx, subscription, 'not_offered', { actor, at });
      });
    }
  }

  private whileWaiting(
    organizationId: string,
    purchaseId: string,
    work: (tx: Tx, waiting: Waiting, at: Date) => Promise<void>,
  ): Promise<void> {
    return this.unitOfWork.run(organizationId, async (tx) => {
      const known = await tx.findOneBy(SubscriptionPeriod, { organizationId, purchaseId });
      if (!known) return;
      const subscription = await this.journal.lock(tx, known.subscriptionId);
      const period = await this.journal.lockPeriod(tx, known.id);
      const at = this.clock.now();
      const isOwed = period.status === 'declined' && period.purchaseId === purchaseId;
      const { graceEndsAt } = subscription;
      if (!isOwed || period.nextAttemptAt !== null) return;
      if (subscription.status !== 'past_due' || graceEndsAt === null || graceEndsAt <= at) return;
      await work(tx, { subscription, period }, at);
    });
  }
}
