import { Injectable } from '@nestjs/common';
import {
  AutoTopUpBlocked,
  AutoTopUpDeclined,
  AutoTopUpResumed,
  AutoTopUpSuspended,
} from '@purser/auto-topup';
import { OnEvent } from '@purser/platform';
import { Purchases } from '@purser/purchases';
import { Announcer } from './announcer.service.js';
import * as stories from './stories/auto-topup-stories.js';

/** Tells the organization about auto top-up; what it buys tells itself with its receipt. */
@Injectable()
export class AutoTopUpNotices {
  constructor(
    private readonly announcer: Announcer,
    private readonly purchases: Purchases,
  ) {}

  @OnEvent(AutoTopUpBlocked, 'notifications.auto-topup-blocked')
  blocked(event: AutoTopUpBlocked, eventId: string): Promise<void> {
    return this.announcer.tell(event.organizationId, eventId, 'auto-topup', (_tx, organization) =>
      Promise.resolve(stories.topUpBlocked(event, organization)),
    );
  }

  @OnEvent(AutoTopUpDeclined, 'notifications.auto-topup-declined')
  async declined(event: AutoTopUpDeclined, eventId: string): Promise<void> {
    const { organizationId, purchaseId } = event;
    const purchase = await this.purchases.get(organizationId, purchaseId);
    await this.announcer.tell(organizationId, eventId, 'failed-payments', (_tx, organization) =>
      Promise.resolve(stories.topUpDeclined(event, purchase, organization)),
    );
  }

  @OnEvent(AutoTopUpSuspended, 'notifications.auto-topup-suspended')
  suspended(event: AutoTopUpSuspended, eventId: string): Promise<void> {
    const { organizationId } = event;
    return this.announcer.tell(organizationId, eventId, 'failed-payments', (_tx, organization) =>
      Promise.resolve(stories.topUpSuspended(event, organization)),
    );
  }

  @OnEvent(AutoTopUpResumed, 'notifications.auto-topup-resumed')
  resumed(event: AutoTopUpResumed, eventId: string): Promise<void> {
    return this.announcer.tell(event.organizationId, eventId, 'auto-topup', (_tx, organization) =>
      Promise.resolve(stories.topUpResumed(event, organization)),
    );
  }
}
