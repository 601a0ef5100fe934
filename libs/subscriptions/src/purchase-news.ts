import { Injectable } from '@nestjs/common';
import { Clock, OnEvent, systemActor, UnitOfWork } from '@purser/platform';
import { PurchaseChanged, PurchaseCompleted, Purchases } from '@purser/purchases';
import { Wallets } from '@purser/wallet';
import { CalledOffPeriods } from './billing/called-off-periods.js';
import { FirstCharge } from './billing/first-charge.js';
import { PeriodOutcomes } from './billing/period-outcomes.js';
import { SubscriptionPeriod } from './subscription-period.entity.js';
import { Subscription } from './subscription.entity.js';

const ACTOR = systemActor('subscriptions');

/** Acts on what becomes of purchases, whoever paid them and however. */
@Injectable()
export class PurchaseNews {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly outcomes: PeriodOutcomes,
    private readonly firstCharge: FirstCharge,
    private readonly calledOff: CalledOffPeriods,
    private readonly purchases: Purchases,
    private readonly wallets: Wallets,
  ) {}

  /** The period it pays is paid, and any payment lifts a suspension for dunning. */
  @OnEvent(PurchaseCompleted, 'subscriptions.purchase-completed')
  async completed({ organizationId, purchaseId, type }: PurchaseCompleted): Promise<void> {
    if (type === 'subscription') await this.outcomes.paid(organizationId, purchaseId, ACTOR);
    await this.liftDunning(organizationId, purchaseId);
  }

  /** A first charge that was called off ends its subscription; a later one is still owed. */
  @OnEvent(PurchaseChanged, 'subscriptions.purchase-changed')
  async changed({ organizationId, purchaseId, status }: PurchaseChanged): Promise<void> {
    if (status !== 'canceled') return;
    const subscription = await this.unitOfWork.read(organizationId, async (tx) => {
      const period = await tx.findOneBy(SubscriptionPeriod, { organizationId, purchaseId });
      if (!period) return null;
      return tx.findOneBy(Subscription, { organizationId, id: period.subscriptionId });
    });
    if (subscription?.status === 'past_due')
      await this.calledOff.orderAgain(organizationId, purchaseId, ACTOR);
    if (subscription?.status !== 'incomplete') return;
    await this.firstCharge.conclude(subscription, null, ACTOR);
  }

  private async liftDunning(organizationId: string, purchaseId: string): Promise<void> {
    const { completedAt } = await this.purchases.get(organizationId, purchaseId);
    if (completedAt === undefined) return;
    await this.unitOfWork.run(organizationId, async (tx) => {
      const [last] = await tx.find(Subscription, {
        where: { organizationId, cancelReason: 'grace_ended' },
        order: { canceledAt: 'DESC' },
        take: 1,
      });
      // News of an older payment may come late: only what was paid since then counts.
      if (!last?.canceledAt || new Date(completedAt) < last.canceledAt) return;
      await this.wallets.reactivate(tx, 'dunning', ACTOR, this.clock.now());
    });
  }
}
