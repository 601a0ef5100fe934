import { Injectable } from '@nestjs/common';
import type { SubscriptionDetailView } from '@purser/contracts';
import { Clock, NotFound, UnitOfWork, type Actor } from '@purser/platform';
import { Purchases } from '@purser/purchases';
import { Not } from 'typeorm';
import { ChargePreview } from './charge-preview.js';
import {
  SubscriptionChanges,
  type CancelAt,
  type SubscriptionOrderChange,
} from './subscription-changes.js';
import { SubscriptionCreation, type NewSubscription } from './subscription-creation.js';
import { SubscriptionJournal } from './subscription-journal.js';
import type { SubscriptionPeriod } from './subscription-period.entity.js';
import { Subscription } from './subscription.entity.js';
import { subscriptionView, type VersionedSubscriptionView } from './to-subscription-view.js';

/** What HTTP and other rooms do with subscriptions. */
@Injectable()
export class Subscriptions {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly creation: SubscriptionCreation,
    private readonly changes: SubscriptionChanges,
    private readonly journal: SubscriptionJournal,
    private readonly preview: ChargePreview,
    private readonly purchases: Purchases,
  ) {}

  /**
   * Starts a subscription and charges its first period: `active`, or `incomplete` with the client
   * secret for 3-D Secure. A refused charge leaves no subscription.
   *
   * @throws NotFound, InvalidRequest, SubscriptionExists, NotOffered, AmountTooSmall, AmountTooLarge
   * @throws CardDeclined, PaymentMethodUnusable, PaymentRefused, PaymentProviderUnavailable
   * @throws PurchaseInProgress
   */
  async create(
    organizationId: string,
    order: NewSubscription,
    actor: Actor,
  ): Promise<VersionedSubscriptionView> {
    const { subscriptionId } = await this.creation.create(organizationId, order, actor);
    return this.get(organizationId, subscriptionId);
  }

  /** The live subscription, else the latest that ended, with the next six charges. */
  async ofOrganization(organizationId: string): Promise<SubscriptionDetailView> {
    const at = this.clock.now();
    const found = await this.unitOfWork.read(organizationId, async (tx) => {
      const subscription =
        (await tx.findOneBy(Subscription, { organizationId, status: Not('canceled') })) ??
        (await tx.findOne(Subscription, { where: { organizationId }, order: { id: 'DESC' } }));
      if (!subscription) return null;
      return { subscription, open: await this.journal.openPeriod(tx, subscription.id) };
    });
    if (!found) return { subscription: null, preview: [] };
    const { subscription, open } = found;
    return {
      subscription: await this.view(subscription, open),
      preview: await this.preview.of(subscription, open, at),
    };
  }

  /** @throws NotFound */
  async get(organizationId: string, id: string): Promise<VersionedSubscriptionView> {
    const { subscription, open } = await this.unitOfWork.read(organizationId, async (tx) => ({
      subscription: await tx.findOneBy(Subscription, { organizationId, id }),
      open: await this.journal.openPeriod(tx, id),
    }));
    if (!subscription) throw new NotFound('There is no such subscription.');
    return this.view(subscription, open);
  }

  /**
   * Periods that start while it is paused are never billed.
   *
   * @param ifMatch the ETag that it was decided from, or null for whatever is there; so in the others
   * @throws PreconditionFailed, SubscriptionStateConflict
   */
  async pause(
    organizationId: string,
    id: string,
    actor: Actor,
    ifMatch: string | null = null,
  ): Promise<VersionedSubscriptionView> {
    await this.changes.pause(organizationId, id, actor, ifMatch);
    return this.get(organizationId, id);
  }

  /**
   * The next charge is at the next start that lies ahead.
   *
   * @throws PreconditionFailed, SubscriptionStateConflict
   */
  async resume(
    organizationId: string,
    id: string,
    actor: Actor,
    ifMatch: string | null = null,
  ): Promise<VersionedSubscriptionView> {
    await this.changes.resume(organizationId, id, actor, ifMatch);
    return this.get(organizationId, id);
  }

  /**
   * Ends it, `now` or at the end of the paid period.
   *
   * @throws PreconditionFailed, PurchaseStateConflict, PaymentProviderUnavailable, NotFound
   */
  async cancel(
    organizationId: string,
    id: string,
    when: CancelAt,
    actor: Actor,
    ifMatch: string | null = null,
  ): Promise<VersionedSubscriptionView> {
    await this.changes.cancel(organizationId, id, when, actor, ifMatch);
    return this.get(organizationId, id);
  }

  /**
   * Another package from the next period on, another card from the next charge on.
   *
   * @param ifMatch the ETag that the change was made from, or null to overwrite whatever is there
   * @throws PreconditionFailed, SubscriptionStateConflict, NotFound, NotOffered
   * @throws AmountTooSmall, AmountTooLarge
   * @throws CardDeclined, PaymentMethodUnusable, PaymentRefused, PaymentProviderUnavailable
   */
  async change(
    organizationId: string,
    id: string,
    wanted: SubscriptionOrderChange,
    actor: Actor,
    ifMatch: string | null = null,
  ): Promise<VersionedSubscriptionView> {
    await this.changes.change(organizationId, id, wanted, actor, ifMatch);
    return this.get(organizationId, id);
  }

  private async view(
    subscription: Subscription,
    period: SubscriptionPeriod | null,
  ): Promise<VersionedSubscriptionView> {
    const { organizationId, status } = subscription;
    const purchaseId = period?.purchaseId ?? null;
    if (status !== 'incomplete' || purchaseId === null) {
      return subscriptionView(subscription, { period });
    }
    const { clientSecret } = await this.purchases.get(organizationId, purchaseId);
    return subscriptionView(subscription, { period, clientSecret });
  }
}
