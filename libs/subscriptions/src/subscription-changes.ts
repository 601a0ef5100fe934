import { Injectable } from '@nestjs/common';
import { Pricing } from '@purser/packages';
import { PaymentMethods, PaymentProviderUnavailable } from '@purser/payments';
import {
  Clock,
  Outbox,
  PreconditionFailed,
  UnitOfWork,
  type Actor,
  type Tx,
} from '@purser/platform';
import { PurchaseStateConflict, Purchases } from '@purser/purchases';
import { PeriodOutcomes } from './billing/period-outcomes.js';
import { openedPeriod } from './billing/subscription-billing.js';
import { firstPeriodFrom, periodSpan, periodStart } from './periods/period-calendar.js';
import { renewalReminderAt } from './periods/reminder-times.js';
import { SubscriptionJournal } from './subscription-journal.js';
import { SubscriptionPeriod } from './subscription-period.entity.js';
import { Subscription } from './subscription.entity.js';
import { SubscriptionStateConflict } from './subscriptions.errors.js';
import { SubscriptionPaused, SubscriptionResumed } from './subscriptions.events.js';
import { eTagOf } from './to-subscription-view.js';

export type CancelAt = 'now' | 'periodEnd';

export interface SubscriptionOrderChange {
  /** From the next period on. */
  readonly packageId?: string;
  /** From the next charge on; ours or the provider's. */
  readonly paymentMethodId?: string;
}

/** What people do with a running subscription. Repeating a change is harmless. */
@Injectable()
export class SubscriptionChanges {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly journal: SubscriptionJournal,
    private readonly pricing: Pricing,
    private readonly methods: PaymentMethods,
    private readonly purchases: Purchases,
    private readonly outcomes: PeriodOutcomes,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Periods that start from here on are not billed.
   *
   * @param ifMatch the ETag that it was decided from, or null for whatever is there; so in the others
   * @throws PreconditionFailed, SubscriptionStateConflict, NotFound
   */
  pause(
    organizationId: string,
    id: string,
    actor: Actor,
    ifMatch: string | null = null,
  ): Promise<void> {
    return this.unitOfWork.run(organizationId, async (tx) => {
      const subscription = await this.journal.lock(tx, id);
      const { status, nextChargeAt, cancelAtPeriodEnd } = subscription;
      if (status !== 'active' && status !== 'paused') {
        throw conflict(subscription, 'Only an active one can be paused.');
      }
      assertVersion(subscription, ifMatch);
      if (status === 'paused') return;
      const at = this.clock.now();
      // What was due before the pause is still billed, however late the job comes; an end that was
      // asked for still comes.
      const isDue = nextChargeAt !== null && (nextChargeAt <= at || cancelAtPeriodEnd);
      const changes = {
        status: 'paused' as const,
        pausedAt: at,
        nextChargeAt: isDue ? nextChargeAt : null,
        reminderAt: null,
      };
      await this.outbox.append(tx, new SubscriptionPaused({ organizationId, subscriptionId: id }));
      await this.journal.change(tx, subscription, changes, {
        action: 'subscription.paused',
        actor,
        at,
      });
    });
  }

  /**
   * Goes on: the next charge is at the next start that lies ahead, and what started while it was
   * paused is skipped. Also takes back a cancellation at the period's end.
   *
   * @throws PreconditionFailed, SubscriptionStateConflict, NotFound
   */
  resume(
    organizationId: string,
    id: string,
    actor: Actor,
    ifMatch: string | null = null,
  ): Promise<void> {
    return this.unitOfWork.run(organizationId, async (tx) => {
      const subscription = await this.journal.lock(tx, id);
      const { status, cancelAtPeriodEnd, timeZone, nextPeriod } = subscription;
      const at = this.clock.now();
      if (status !== 'active' && status !== 'paused') {
        throw conflict(subscription, 'Only one that is paused or about to end can be resumed.');
      }
      assertVersion(subscription, ifMatch);
      if (status === 'active' && !cancelAtPeriodEnd) return;
      const next =
        status === 'paused'
          ? await this.skipPaused(tx, subscription, at)
          : { nextPeriod, nextChargeAt: periodStart(subscription, nextPeriod) };
      const chargeAt = next.nextChargeAt.toISOString();
      const resumed = { organizationId, subscriptionId: id, nextChargeAt: chargeAt };
      await this.outbox.append(tx, new SubscriptionResumed(resumed));
      await this.journal.change(
        tx,
        subscription,
        {
          ...next,
          status: 'active',
          pausedAt: null,
          cancelAtPeriodEnd: false,
          reminderAt: renewalReminderAt(next.nextChargeAt, timeZone, at),
        },
        { action: 'subscription.resumed', actor, at },
      );
    });
  }

  /**
   * Ends it now, or when the paid period is over. Tokens that were bought stay.
   *
   * @throws PreconditionFailed it was changed in the meantime
   * @throws PurchaseStateConflict the first charge is being made at this moment
   * @throws PaymentProviderUnavailable, NotFound
   */
  async cancel(
    organizationId: string,
    id: string,
    when: CancelAt,
    actor: Actor,
    ifMatch: string | null = null,
  ): Promise<void> {
    await this.markFirstPaid(organizationId, id, actor);
    const openPurchase = await this.unitOfWork.run(organizationId, async (tx) => {
      const subscription = await this.journal.lock(tx, id);
      const { status, currentPeriodEnd } = subscription;
      assertVersion(subscription, ifMatch);
      if (status === 'canceled' || status === 'incomplete') {
        const first = status === 'incomplete' ? await this.journal.openPeriod(tx, id) : null;
        return first?.purchaseId ?? null;
      }
      const at = this.clock.now();
      const isPaidAhead = currentPeriodEnd !== null && currentPeriodEnd > at;
      if (when === 'periodEnd' && isPaidAhead && status !== 'past_due') {
        if (subscription.cancelAtPeriodEnd) return null;
        const changes = {
          cancelAtPeriodEnd: true,
          nextChargeAt: currentPeriodEnd,
          reminderAt: null,
        };
        const cause = { action: 'subscription.cancellation_scheduled', actor, at };
        await this.journal.change(tx, subscription, changes, cause);
        return null;
      }
      const open = await this.journal.openPeriod(tx, id);
      await this.journal.cancel(tx, subscription, 'requested', { actor, at });
      return open?.purchaseId ?? null;
    });
    if (openPurchase !== null) await this.callOff(organizationId, id, openPurchase, actor);
  }

  /**
   * Another package from the next period on, another card from the next charge on. A charge that
   * was declined is tried with the other card within a minute.
   *
   * @param ifMatch the ETag that the change was made from, or null to overwrite whatever is there
   * @throws PreconditionFailed it was changed in the meantime
   * @throws SubscriptionStateConflict it has ended, or its first charge is not paid
   * @throws NotFound, NotOffered, AmountTooSmall, AmountTooLarge
   * @throws CardDeclined, PaymentMethodUnusable, PaymentRefused, PaymentProviderUnavailable
   */
  async change(
    organizationId: string,
    id: string,
    wanted: SubscriptionOrderChange,
    actor: Actor,
    ifMatch: string | null = null,
  ): Promise<void> {
    const { packageId, paymentMethodId } = wanted;
    const at = this.clock.now();
    if (ifMatch !== null) {
      // Looked at before a card is attached for nothing, and again under the lock.
      const known = await this.unitOfWork.read(organizationId, (tx) =>
        tx.findOneBy(Subscription, { organizationId, id }),
      );
      if (known) assertVersion(known, ifMatch);
    }
    if (packageId !== undefined) {
      await this.unitOfWork.read(organizationId, (tx) =>
        this.pricing.quotePackage(tx, { packageId, quantity: 1, at }),
      );
    }
    const card =
      paymentMethodId === undefined
        ? null
        : await this.methods.resolve(organizationId, paymentMethodId, actor);
    await this.unitOfWork.run(organizationId, async (tx) => {
      const subscription = await this.journal.lock(tx, id);
      assertVersion(subscription, ifMatch);
      const { status } = subscription;
      if (status === 'canceled' || status === 'incomplete') {
        throw conflict(subscription, 'Only a running one can be changed.');
      }
      const open = card ? await this.journal.openPeriod(tx, id) : null;
      if (open?.status === 'declined') {
        await this.journal.changePeriod(tx, open, { nextAttemptAt: at }, at);
      }
      const changes = {
        ...(packageId !== undefined && {
          nextPackageId: packageId === subscription.packageId ? null : packageId,
        }),
        ...(card && { paymentMethodId: card.id }),
      };
      const cause = { action: 'subscription.changed', actor, at };
      await this.journal.change(tx, subscription, changes, cause);
    });
  }

  /** Notes the periods that started in the pause as skipped; gives the period that comes next. */
  private async skipPaused(
    tx: Tx,
    subscription: Subscription,
    at: Date,
  ): Promise<{ nextPeriod: number; nextChargeAt: Date }> {
    const { organizationId, id, nextPeriod, packageId } = subscription;
    const pausedAt = subscription.pausedAt ?? at;
    const firstSkipped = firstPeriodFrom(subscription, pausedAt, nextPeriod);
    const resumed = firstPeriodFrom(subscription, at, nextPeriod);
    for (let period = firstSkipped; period < resumed; period += 1) {
      const span = { period, packageId, ...periodSpan(subscription, period) };
      const skipped = openedPeriod(organizationId, id, span, at);
      await tx.insert(SubscriptionPeriod, {
        ...skipped,
        purchaseId: null,
        status: 'skipped',
        nextAttemptAt: null,
      });
    }
    const next = firstSkipped > nextPeriod ? nextPeriod : Math.max(firstSkipped, resumed);
    return { nextPeriod: next, nextChargeAt: periodStart(subscription, next) };
  }

  /** The first charge may be paid while the news of it is under way. */
  private async markFirstPaid(organizationId: string, id: string, actor: Actor): Promise<void> {
    const first = await this.unitOfWork.read(organizationId, (tx) =>
      tx.findOneBy(SubscriptionPeriod, { organizationId, subscriptionId: id, period: 0 }),
    );
    if (!first || first.status === 'paid' || first.purchaseId === null) return;
    const { completedAt } = await this.purchases.get(organizationId, first.purchaseId);
    if (completedAt === undefined) return;
    await this.outcomes.paid(organizationId, first.purchaseId, actor);
  }

  /** Takes back what is not paid; what the provider does not tell at this moment is left open. */
  private async callOff(
    organizationId: string,
    subscriptionId: string,
    purchaseId: string,
    actor: Actor,
  ): Promise<void> {
    const isEnded = await this.unitOfWork.read(organizationId, async (tx) => {
      const open = await this.journal.openPeriod(tx, subscriptionId);
      return open === null;
    });
    try {
      await this.purchases.cancel(organizationId, purchaseId, actor);
    } catch (error) {
      const isOpen =
        error instanceof PurchaseStateConflict || error instanceof PaymentProviderUnavailable;
      if (!isEnded || !isOpen) throw error;
    }
    if (isEnded) return;
    await this.unitOfWork.run(organizationId, async (tx) => {
      const subscription = await this.journal.lock(tx, subscriptionId);
      if (subscription.status !== 'incomplete') return;
      await this.journal.cancel(tx, subscription, 'requested', { actor, at: this.clock.now() });
    });
  }
}

/** @throws PreconditionFailed the change was made from another version */
function assertVersion(subscription: Subscription, ifMatch: string | null): void {
  if (ifMatch === null) return;
  const eTag = eTagOf(subscription);
  const accepts = ifMatch.split(',').map((part) => part.trim());
  if (!accepts.includes('*') && !accepts.includes(eTag)) throw new PreconditionFailed(eTag);
}

const conflict = ({ id, status }: Subscription, detail: string) =>
  new SubscriptionStateConflict(id, status, `It is ${status.replace('_', ' ')}. ${detail}`);
