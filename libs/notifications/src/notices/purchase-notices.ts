import { Injectable } from '@nestjs/common';
import { OnEvent } from '@purser/platform';
import {
  DisputeLost,
  DisputeWon,
  PurchaseCompleted,
  PurchaseDisputed,
  Purchases,
  RecoveryLinkIssued,
  RefundBooked,
} from '@purser/purchases';
import { Announcer } from './announcer.service.js';
import { paymentLink, purchaseCompleted } from './stories/purchase-stories.js';
import { disputeLost, disputeOpened, disputeWon, refundBooked } from './stories/refund-stories.js';

/** Tells the organization about its purchases. */
@Injectable()
export class PurchaseNotices {
  constructor(
    private readonly announcer: Announcer,
    private readonly purchases: Purchases,
  ) {}

  @OnEvent(PurchaseCompleted, 'notifications.purchase-completed')
  async completed(event: PurchaseCompleted, eventId: string): Promise<void> {
    const { organizationId } = event;
    const purchase = await this.purchases.get(organizationId, event.purchaseId);
    await this.announcer.tell(organizationId, eventId, 'purchases', (_tx, organization) =>
      Promise.resolve(purchaseCompleted(purchase, organization)),
    );
  }

  @OnEvent(RecoveryLinkIssued, 'notifications.recovery-link-issued')
  linkIssued(event: RecoveryLinkIssued, eventId: string): Promise<void> {
    const { organizationId } = event;
    return this.announcer.tell(organizationId, eventId, 'failed-payments', (_tx, organization) =>
      Promise.resolve(paymentLink(event, organization)),
    );
  }

  @OnEvent(RefundBooked, 'notifications.refund-booked')
  async refunded(event: RefundBooked, eventId: string): Promise<void> {
    const { organizationId } = event;
    const purchase = await this.purchases.get(organizationId, event.purchaseId);
    await this.announcer.tell(
      organizationId,
      eventId,
      'refunds-and-disputes',
      (_tx, organization) => Promise.resolve(refundBooked(event, purchase, organization)),
    );
  }

  @OnEvent(PurchaseDisputed, 'notifications.purchase-disputed')
  async disputed(event: PurchaseDisputed, eventId: string): Promise<void> {
    const { organizationId } = event;
    const purchase = await this.purchases.get(organizationId, event.purchaseId);
    await this.announcer.tell(
      organizationId,
      eventId,
      'refunds-and-disputes',
      (_tx, organization) => Promise.resolve(disputeOpened(event, purchase, organization)),
    );
  }

  @OnEvent(DisputeWon, 'notifications.dispute-won')
  async won(event: DisputeWon, eventId: string): Promise<void> {
    const { organizationId } = event;
    const purchase = await this.purchases.get(organizationId, event.purchaseId);
    await this.announcer.tell(organizationId, eventId, 'refunds-and-disputes', () =>
      Promise.resolve(disputeWon(event, purchase)),
    );
  }

  @OnEvent(DisputeLost, 'notifications.dispute-lost')
  async lost(event: DisputeLost, eventId: string): Promise<void> {
    const { organizationId } = event;
    const purchase = await this.purchases.get(organizationId, event.purchaseId);
    await this.announcer.tell(organizationId, eventId, 'refunds-and-disputes', () =>
      Promise.resolve(disputeLost(event, purchase)),
    );
  }
}
