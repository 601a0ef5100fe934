import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@purser/audit';
import type { SubscriptionCancelReason } from '@purser/contracts';
import { NotFound, Outbox, type Actor, type Tx } from '@purser/platform';
import { In, type QueryDeepPartialEntity } from 'typeorm';
import { Subscription } from './subscription.entity.js';
import { OPEN_PERIOD_STATUSES, SubscriptionPeriod } from './subscription-period.entity.js';
import { SubscriptionCanceled } from './subscriptions.events.js';

export type SubscriptionChanges = Partial<
  Omit<Subscription, 'organizationId' | 'id' | 'version' | 'createdAt' | 'updatedAt'>
>;

export type PeriodChanges = Partial<
  Omit<SubscriptionPeriod, 'organizationId' | 'id' | 'period' | 'createdAt' | 'updatedAt'>
>;

/** Why a change was made, for the audit. */
export interface Cause {
  readonly action: string;
  readonly actor: Actor;
  readonly at: Date;
  readonly reason?: string;
}

/** Reads, locks and writes subscriptions and their periods; locks the subscription first. */
@Injectable()
export class SubscriptionJournal {
  constructor(
    private readonly audit: AuditTrail,
    private readonly outbox: Outbox,
  ) {}

  /** The subscription, locked until `tx` ends. @throws NotFound */
  async lock(tx: Tx, id: string): Promise<Subscription> {
    const subscription = await tx.findOne(Subscription, {
      where: { organizationId: tx.organizationId, id },
      lock: { mode: 'pessimistic_write' },
    });
    if (!subscription) throw new NotFound('There is no such subscription.');
    return subscription;
  }

  /** A period whose subscription is locked, locked as well. @throws NotFound */
  async lockPeriod(tx: Tx, id: string): Promise<SubscriptionPeriod> {
    const period = await tx.findOne(SubscriptionPeriod, {
      where: { organizationId: tx.organizationId, id },
      lock: { mode: 'pessimistic_write' },
    });
    if (!period) throw new NotFound('There is no such period.');
    return period;
  }

  /** The period that is still to be paid, or null. */
  openPeriod(tx: Tx, subscriptionId: string): Promise<SubscriptionPeriod | null> {
    const { organizationId } = tx;
    return tx.findOne(SubscriptionPeriod, {
      where: { organizationId, subscriptionId, status: In([...OPEN_PERIOD_STATUSES]) },
      order: { period: 'ASC' },
    });
  }

  /** Changes a locked subscription without an audit record: what jobs note for themselves. */
  async note(
    tx: Tx,
    subscription: Subscription,
    changes: SubscriptionChanges,
    at: Date,
  ): Promise<Subscription> {
    const { organizationId, id } = subscription;
    const written = { ...changes, version: subscription.version + 1, updatedAt: at };
    const values: QueryDeepPartialEntity<Subscription> = written;
    await tx.update(Subscription, { organizationId, id }, values);
    return { ...subscription, ...written };
  }

  /** Changes a locked subscription and records it. Append late: it locks the end of the audit. */
  async change(
    tx: Tx,
    subscription: Subscription,
    changes: SubscriptionChanges,
    cause: Cause,
  ): Promise<Subscription> {
    const changed = await this.note(tx, subscription, changes, cause.at);
    await this.record(tx, changed, cause, summary(subscription));
    return changed;
  }

  /** Records what became of a subscription. */
  async record(tx: Tx, subscription: Subscription, cause: Cause, before?: object): Promise<void> {
    await this.audit.append(tx, {
      ...cause,
      subjectType: 'subscription',
      subjectId: subscription.id,
      ...(before && { before }),
      after: summary(subscription),
    });
  }

  async changePeriod(
    tx: Tx,
    period: SubscriptionPeriod,
    changes: PeriodChanges,
    at: Date,
  ): Promise<SubscriptionPeriod> {
    const { organizationId, id } = period;
    const values: QueryDeepPartialEntity<SubscriptionPeriod> = { ...changes, updatedAt: at };
    await tx.update(SubscriptionPeriod, { organizationId, id }, values);
    return { ...period, ...changes, updatedAt: at };
  }

  /** Ends a locked subscription for good; a period that is not paid is given up. */
  async cancel(
    tx: Tx,
    subscription: Subscription,
    reason: SubscriptionCancelReason,
    { actor, at }: Pick<Cause, 'actor' | 'at'>,
  ): Promise<Subscription> {
    const open = await this.openPeriod(tx, subscription.id);
    if (open) {
      await this.changePeriod(tx, open, { status: 'abandoned', nextAttemptAt: null }, at);
    }
    const { organizationId, id: subscriptionId } = subscription;
    await this.outbox.append(
      tx,
      new SubscriptionCanceled({ organizationId, subscriptionId, reason }),
    );
    return this.change(
      tx,
      subscription,
      {
        status: 'canceled',
        canceledAt: at,
        cancelReason: reason,
        cancelAtPeriodEnd: false,
        nextChargeAt: null,
        reminderAt: null,
      },
      { action: 'subscription.canceled', actor, at, reason },
    );
  }
}

const iso = (instant: Date | null) => instant?.toISOString() ?? null;

function summary(subscription: Subscription): object {
  const { status, packageId, nextPackageId, interval, paymentMethodId } = subscription;
  const { nextPeriod, cancelAtPeriodEnd } = subscription;
  return {
    status,
    packageId,
    nextPackageId,
    interval,
    paymentMethodId,
    nextPeriod,
    cancelAtPeriodEnd,
    nextChargeAt: iso(subscription.nextChargeAt),
    graceEndsAt: iso(subscription.graceEndsAt),
  };
}
