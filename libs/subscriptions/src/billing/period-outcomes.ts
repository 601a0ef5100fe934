import { Injectable } from '@nestjs/common';
import { nextRetryAt, type DeclineClass } from '@purser/payments';
import { Clock, Outbox, UnitOfWork, type Actor, type Tx } from '@purser/platform';
import { periodStart } from '../periods/period-calendar.js';
import { daysLater, nextGraceReminder, renewalReminderAt } from '../periods/reminder-times.js';
import { SubscriptionJournal, type SubscriptionChanges } from '../subscription-journal.js';
import type { Subscription } from '../subscription.entity.js';
import { SubscriptionPeriod } from '../subscription-period.entity.js';
import {
  SubscriptionActivated,
  SubscriptionPastDue,
  SubscriptionRenewed,
} from '../subscriptions.events.js';

/** A period that one process may charge until `leaseUntil`. */
export interface ClaimedPeriod {
  readonly organizationId: string;
  readonly periodId: string;
  readonly leaseUntil: Date;
  /** What is charged; the subscription may have another one by the time of the answer. */
  readonly paymentMethodId: string;
}

/** Why a charge did not succeed, and how many were tried for this period so far. */
export interface Refusal {
  readonly code: string;
  readonly declineClass: DeclineClass;
  readonly attempts: number;
  /** The card may not be tried before this. */
  readonly notBefore?: Date;
}

/** Writes down what became of a period's charge, once however many report it. */
@Injectable()
export class PeriodOutcomes {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly journal: SubscriptionJournal,
    private readonly outbox: Outbox,
  ) {}

  /** The purchase of a period is completed; nothing happens where it pays no period. */
  async paid(organizationId: string, purchaseId: string, actor: Actor): Promise<void> {
    await this.unitOfWork.run(organizationId, async (tx) => {
      const known = await tx.findOneBy(SubscriptionPeriod, { organizationId, purchaseId });
      if (!known || known.status === 'paid') return;
      const subscription = await this.journal.lock(tx, known.subscriptionId);
      const period = await this.journal.lockPeriod(tx, known.id);
      if (period.status === 'paid') return;
      const at = this.clock.now();
      await this.journal.changePeriod(
        tx,
        period,
        { status: 'paid', paidAt: at, nextAttemptAt: null },
        at,
      );
      if (subscription.status === 'canceled') return;
      if (await this.isBehind(tx, subscription, period)) return;
      await this.begin(tx, subscription, period, purchaseId, actor, at);
    });
  }

  /** One that was given up and is paid late: the subscription is at a later period by then. */
  private async isBehind(
    tx: Tx,
    { id, currentPeriod }: Subscription,
    { period }: SubscriptionPeriod,
  ): Promise<boolean> {
    if (currentPeriod !== null && period < currentPeriod) return true;
    return (await this.journal.openPeriod(tx, id)) !== null;
  }

  /** A charge was refused: grace begins with the first one; soft ones are tried again in it. */
  async declined(claim: ClaimedPeriod, refusal: Refusal, actor: Actor): Promise<void> {
    await this.whileClaimed(claim, async (tx, subscription, period) => {
      const at = this.clock.now();
      const { code, declineClass } = refusal;
      const declined = {
        attempts: refusal.attempts,
        declines: period.declines + 1,
        firstDeclinedAt: period.firstDeclinedAt ?? at,
        lastDeclineCode: code,
        lastDeclineClass: declineClass,
      };
      if (subscription.status === 'paused') {
        // Who paused does not want to be charged: the period is given up, and no grace begins.
        const abandoned = { ...declined, status: 'abandoned' as const, nextAttemptAt: null };
        await this.journal.changePeriod(tx, period, abandoned, at);
        return;
      }
      const { graceDays, timeZone } = subscription;
      const graceEndsAt = subscription.graceEndsAt ?? daysLater(at, graceDays, timeZone);
      // A card that was set while the one before was asked is tried at once.
      const isReplaced = subscription.paymentMethodId !== claim.paymentMethodId;
      const nextAttemptAt =
        isReplaced && at < graceEndsAt ? at : retryAt(refusal, declined.declines, at, graceEndsAt);
      const changed = await this.journal.changePeriod(
        tx,
        period,
        { ...declined, status: 'declined', nextAttemptAt },
        at,
      );
      if (subscription.status !== 'active') return;
      await this.beginGrace(tx, subscription, changed, graceEndsAt, actor);
    });
  }

  /** Nothing was refused, nothing is paid: the charge is looked at again at `until`. */
  async postpone(claim: ClaimedPeriod, until: Date): Promise<void> {
    await this.whileClaimed(claim, async (tx, _, period) => {
      await this.journal.changePeriod(tx, period, { nextAttemptAt: until }, this.clock.now());
    });
  }

  /** The purchase of a period was called off: another one takes its place. */
  async replacePurchase(
    claim: ClaimedPeriod,
    order: (tx: Tx) => Promise<{ readonly purchaseId: string }>,
  ): Promise<string | null> {
    let replaced: string | null = null;
    await this.whileClaimed(claim, async (tx, _, period) => {
      const { purchaseId } = await order(tx);
      const changes = { purchaseId, attempts: 0 };
      await this.journal.changePeriod(tx, period, changes, this.clock.now());
      replaced = purchaseId;
    });
    return replaced;
  }

  /** What pays the period cannot be ordered any more: the subscription ends. */
  async notOffered(claim: ClaimedPeriod, actor: Actor): Promise<void> {
    await this.whileClaimed(claim, async (tx, subscription) => {
      await this.journal.cancel(tx, subscription, 'not_offered', { actor, at: this.clock.now() });
    });
  }

  /** Works only while the claim holds: one that ran out may be another process's by now. */
  private whileClaimed(
    { organizationId, periodId, leaseUntil }: ClaimedPeriod,
    work: (tx: Tx, subscription: Subscription, period: SubscriptionPeriod) => Promise<void>,
  ): Promise<void> {
    return this.unitOfWork.run(organizationId, async (tx) => {
      const known = await tx.findOneByOrFail(SubscriptionPeriod, { organizationId, id: periodId });
      const subscription = await this.journal.lock(tx, known.subscriptionId);
      const period = await this.journal.lockPeriod(tx, periodId);
      if (period.status !== 'charging') return;
      if (period.nextAttemptAt?.getTime() !== leaseUntil.getTime()) return;
      await work(tx, subscription, period);
    });
  }

  private async begin(
    tx: Tx,
    subscription: Subscription,
    { period, startsAt, endsAt }: SubscriptionPeriod,
    purchaseId: string,
    actor: Actor,
    at: Date,
  ): Promise<void> {
    const { organizationId, id: subscriptionId, status, timeZone } = subscription;
    const isFirst = status === 'incomplete';
    const nextPeriod = isFirst ? period + 1 : subscription.nextPeriod;
    const nextChargeAt = isFirst
      ? periodStart(subscription, nextPeriod)
      : subscription.nextChargeAt;
    const isPaused = status === 'paused';
    const changes: SubscriptionChanges = {
      status: isPaused ? 'paused' : 'active',
      currentPeriod: period,
      currentPeriodStart: startsAt,
      currentPeriodEnd: endsAt,
      nextPeriod,
      nextChargeAt,
      pastDueAt: null,
      graceEndsAt: null,
      reminderAt:
        isPaused || subscription.cancelAtPeriodEnd
          ? null
          : renewalReminderAt(nextChargeAt, timeZone, at),
    };
    const next = nextChargeAt?.toISOString() ?? null;
    const ids = { organizationId, subscriptionId };
    await this.outbox.append(
      tx,
      isFirst
        ? new SubscriptionActivated({
            ...ids,
            packageId: subscription.packageId,
            nextChargeAt: next,
          })
        : new SubscriptionRenewed({
            ...ids,
            period,
            purchaseId,
            recovered: status === 'past_due',
            nextChargeAt: next,
          }),
    );
    const action = isFirst ? 'subscription.created' : 'subscription.renewed';
    await this.journal.change(tx, subscription, changes, { action, actor, at });
  }

  private async beginGrace(
    tx: Tx,
    subscription: Subscription,
    { period, purchaseId, lastDeclineCode, nextAttemptAt }: SubscriptionPeriod,
    graceEndsAt: Date,
    actor: Actor,
  ): Promise<void> {
    const at = this.clock.now();
    const { organizationId, id: subscriptionId, timeZone } = subscription;
    await this.outbox.append(
      tx,
      new SubscriptionPastDue({
        organizationId,
        subscriptionId,
        period,
        purchaseId: purchaseId ?? '',
        declineCode: lastDeclineCode ?? '',
        nextAttemptAt: nextAttemptAt?.toISOString() ?? null,
        graceEndsAt: graceEndsAt.toISOString(),
      }),
    );
    await this.journal.change(
      tx,
      subscription,
      {
        status: 'past_due',
        pastDueAt: at,
        graceEndsAt,
        reminderAt: nextGraceReminder(graceEndsAt, timeZone, at)?.at ?? null,
      },
      { action: 'subscription.past_due', actor, at, reason: lastDeclineCode ?? 'declined' },
    );
  }
}

/** When the card is tried again: never where it cannot pay, and not once grace is over. */
function retryAt(refusal: Refusal, declines: number, at: Date, graceEndsAt: Date): Date | null {
  if (refusal.declineClass === 'hard') return null;
  const scheduled = nextRetryAt(declines, at);
  const { notBefore } = refusal;
  const retry = notBefore !== undefined && notBefore > scheduled ? notBefore : scheduled;
  return retry < graceEndsAt ? retry : null;
}
