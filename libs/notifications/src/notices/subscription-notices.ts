import { Injectable } from '@nestjs/common';
import { OnEvent } from '@purser/platform';
import { Purchases } from '@purser/purchases';
import {
  SubscriptionActivated,
  SubscriptionCanceled,
  SubscriptionGraceEnding,
  SubscriptionPastDue,
  SubscriptionPaused,
  SubscriptionRenewalDue,
  SubscriptionRenewed,
  SubscriptionResumed,
} from '@purser/subscriptions';
import { Announcer } from './announcer.service.js';
import { NextCharges } from './next-charges.js';
import * as stories from './stories/subscription-stories.js';

/** Tells the organization about its subscription; each charge tells itself with its receipt. */
@Injectable()
export class SubscriptionNotices {
  constructor(
    private readonly announcer: Announcer,
    private readonly charges: NextCharges,
    private readonly purchases: Purchases,
  ) {}

  @OnEvent(SubscriptionActivated, 'notifications.subscription-activated')
  async activated(event: SubscriptionActivated, eventId: string): Promise<void> {
    const { organizationId, subscriptionId } = event;
    const next = await this.charges.of(organizationId, subscriptionId);
    await this.announcer.tell(organizationId, eventId, 'subscription', (_tx, organization) =>
      Promise.resolve(stories.subscriptionCreated(event, next, organization)),
    );
  }

  /** Only one that was past due: else the receipt says it all. */
  @OnEvent(SubscriptionRenewed, 'notifications.subscription-renewed')
  async renewed(event: SubscriptionRenewed, eventId: string): Promise<void> {
    const { organizationId, subscriptionId, recovered } = event;
    if (!recovered) return;
    const next = await this.charges.of(organizationId, subscriptionId);
    await this.announcer.tell(organizationId, eventId, 'subscription', (_tx, organization) =>
      Promise.resolve(stories.subscriptionRecovered(event, next, organization)),
    );
  }

  @OnEvent(SubscriptionRenewalDue, 'notifications.subscription-renewal-due')
  async renewalDue(event: SubscriptionRenewalDue, eventId: string): Promise<void> {
    const { organizationId, subscriptionId } = event;
    const next = await this.charges.of(organizationId, subscriptionId);
    await this.announcer.tell(organizationId, eventId, 'subscription', (_tx, organization) =>
      Promise.resolve(stories.renewalReminder(event, next, organization)),
    );
  }

  @OnEvent(SubscriptionPastDue, 'notifications.subscription-past-due')
  async pastDue(event: SubscriptionPastDue, eventId: string): Promise<void> {
    const { organizationId, purchaseId } = event;
    const purchase = await this.purchases.get(organizationId, purchaseId);
    await this.announcer.tell(organizationId, eventId, 'failed-payments', (_tx, organization) =>
      Promise.resolve(stories.firstDecline(event, purchase, organization)),
    );
  }

  @OnEvent(SubscriptionGraceEnding, 'notifications.subscription-grace-ending')
  async graceEnding(event: SubscriptionGraceEnding, eventId: string): Promise<void> {
    const { organizationId, purchaseId } = event;
    const purchase =
      purchaseId === '' ? null : await this.purchases.get(organizationId, purchaseId);
    await this.announcer.tell(organizationId, eventId, 'failed-payments', (_tx, organization) =>
      Promise.resolve(stories.graceEnding(event, purchase, organization)),
    );
  }

  @OnEvent(SubscriptionPaused, 'notifications.subscription-paused')
  paused({ organizationId }: SubscriptionPaused, eventId: string): Promise<void> {
    return this.announcer.tell(organizationId, eventId, 'subscription', (_tx, organization) =>
      Promise.resolve(stories.subscriptionPaused(organization)),
    );
  }

  @OnEvent(SubscriptionResumed, 'notifications.subscription-resumed')
  async resumed(event: SubscriptionResumed, eventId: string): Promise<void> {
    const { organizationId, subscriptionId } = event;
    const next = await this.charges.of(organizationId, subscriptionId);
    await this.announcer.tell(organizationId, eventId, 'subscription', (_tx, organization) =>
      Promise.resolve(stories.subscriptionResumed(event, next, organization)),
    );
  }

  /** What ends for want of a payment goes to those who hear of payments. */
  @OnEvent(SubscriptionCanceled, 'notifications.subscription-canceled')
  canceled(event: SubscriptionCanceled, eventId: string): Promise<void> {
    const { organizationId, reason } = event;
    const topic = reason === 'grace_ended' ? 'failed-payments' : 'subscription';
    return this.announcer.tell(organizationId, eventId, topic, (_tx, organization) =>
      Promise.resolve(stories.subscriptionCanceled(event, organization)),
    );
  }
}
