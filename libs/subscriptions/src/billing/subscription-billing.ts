import { Injectable } from '@nestjs/common';
import {
  Clock,
  DueRows,
  newId,
  UnitOfWork,
  type Actor,
  type JobTally,
  type Tx,
} from '@purser/platform';
import { Purchases } from '@purser/purchases';
import { MoreThanOrEqual } from 'typeorm';
import { isUnsellable } from '../is-unsellable.js';
import { periodSpan, periodStart } from '../periods/period-calendar.js';
import { renewalReminderAt } from '../periods/reminder-times.js';
import { SubscriptionJournal } from '../subscription-journal.js';
import { Subscription } from '../subscription.entity.js';
import { SubscriptionPeriod } from '../subscription-period.entity.js';
import { PeriodCharges } from './period-charges.js';

/** More than any outage leaves behind: a run catches up this many periods of a subscription. */
const MOST_PERIODS = 120;

/**
 * Opens each period when it starts and charges it. Opening is one transaction under the lock of the
 * subscription: the period's unique key and the purchase that pays it come into being together, so
 * that however many instances run, and whenever they die, there is one charge.
 */
@Injectable()
export class SubscriptionBilling {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly dueRows: DueRows,
    private readonly journal: SubscriptionJournal,
    private readonly charges: PeriodCharges,
    private readonly purchases: Purchases,
  ) {}

  /** Bills every subscription that is due at `now`: missed periods too, once each and in order. */
  billDue(name: string, now: Date, tally: JobTally, actor: Actor): Promise<void> {
    return this.dueRows.each(
      { name, now, tally },
      { table: 'token_subscriptions', column: 'next_charge_at' },
      ({ organizationId, id }) => this.bill(organizationId, id, actor),
    );
  }

  private async bill(organizationId: string, id: string, actor: Actor): Promise<void> {
    for (let left = MOST_PERIODS; left > 0; left -= 1) {
      const periodId = await this.openNext(organizationId, id, actor);
      if (periodId === null) return;
      const isPaid = await this.charges.attempt(organizationId, periodId, actor);
      if (!isPaid) return;
    }
  }

  /** Opens the next period that is due and gives its id; null where none is. */
  private async openNext(organizationId: string, id: string, actor: Actor): Promise<string | null> {
    const isDue = await this.unitOfWork.read(organizationId, async (tx) => {
      const subscription = await tx.findOneBy(Subscription, { organizationId, id });
      const open = subscription && (await this.journal.openPeriod(tx, id));
      return subscription !== null && !open && this.isChargeDue(subscription);
    });
    if (!isDue) return null;
    const purchaseId = await this.purchases.reserveId(organizationId);
    try {
      return await this.unitOfWork.run(organizationId, (tx) =>
        this.open(tx, id, purchaseId, actor),
      );
    } catch (error) {
      if (!isUnsellable(error)) throw error;
      await this.cancelUnoffered(organizationId, id, actor);
      return null;
    }
  }

  private async open(tx: Tx, id: string, purchaseId: string, actor: Actor): Promise<string | null> {
    const { organizationId } = tx;
    const subscription = await this.journal.lock(tx, id);
    const at = this.clock.now();
    if (!this.isChargeDue(subscription)) return null;
    if (await this.journal.openPeriod(tx, id)) return null;
    const { nextPeriod: period, timeZone, paymentMethodId } = subscription;
    const { start, end } = periodSpan(subscription, period);
    if (subscription.cancelAtPeriodEnd) {
      await this.journal.cancel(tx, subscription, 'requested', { actor, at });
      return null;
    }
    if (subscription.pausedAt !== null && start >= subscription.pausedAt) {
      await this.journal.note(tx, subscription, { nextChargeAt: null }, at);
      return null;
    }
    const packageId = subscription.nextPackageId ?? subscription.packageId;
    const item = { packageId, quantity: 1 };
    const order = { type: 'subscription' as const, item, methodId: paymentMethodId };
    await this.purchases.initializeIn(tx, purchaseId, order, actor);
    const opened = openedPeriod(organizationId, id, { period, packageId, start, end }, at);
    await tx.insert(SubscriptionPeriod, { ...opened, purchaseId });
    const nextPeriod = await nextBillable(tx, id, period + 1);
    const nextChargeAt = periodStart(subscription, nextPeriod);
    await this.journal.note(
      tx,
      subscription,
      {
        packageId,
        nextPackageId: null,
        nextPeriod,
        nextChargeAt,
        reminderAt: renewalReminderAt(nextChargeAt, timeZone, at),
      },
      at,
    );
    return opened.id;
  }

  private isChargeDue({ status, nextChargeAt }: Subscription): boolean {
    const isBilled = status === 'active' || status === 'paused';
    return isBilled && nextChargeAt !== null && nextChargeAt <= this.clock.now();
  }

  /** What cannot be sold any more cannot be renewed. */
  private async cancelUnoffered(organizationId: string, id: string, actor: Actor): Promise<void> {
    await this.unitOfWork.run(organizationId, async (tx) => {
      const subscription = await this.journal.lock(tx, id);
      if (!this.isChargeDue(subscription)) return;
      await this.journal.cancel(tx, subscription, 'not_offered', { actor, at: this.clock.now() });
    });
  }
}

/** A period that is to be charged at once. */
export function openedPeriod(
  organizationId: string,
  subscriptionId: string,
  of: { period: number; packageId: string; start: Date; end: Date },
  at: Date,
): Omit<SubscriptionPeriod, 'purchaseId'> {
  return {
    organizationId,
    id: newId(at),
    subscriptionId,
    period: of.period,
    packageId: of.packageId,
    startsAt: of.start,
    endsAt: of.end,
    status: 'charging',
    attempts: 0,
    declines: 0,
    nextAttemptAt: at,
    firstDeclinedAt: null,
    lastDeclineCode: null,
    lastDeclineClass: null,
    paidAt: null,
    createdAt: at,
    updatedAt: at,
  };
}

/** The first period from `from` on that was not skipped. */
async function nextBillable(tx: Tx, subscriptionId: string, from: number): Promise<number> {
  const { organizationId } = tx;
  const skipped = await tx.find(SubscriptionPeriod, {
    where: { organizationId, subscriptionId, period: MoreThanOrEqual(from), status: 'skipped' },
    order: { period: 'ASC' },
  });
  let next = from;
  for (const { period } of skipped) if (period === next) next += 1;
  return next;
}
