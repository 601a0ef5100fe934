import { Injectable } from '@nestjs/common';
import { DisputeChanged, PaymentFailed, PaymentSucceeded, RefundChanged } from '@purser/payments';
import { OnEvent, systemActor } from '@purser/platform';
import { PendingPurchases } from './charging/pending-purchases.js';
import { Settlement } from './charging/settlement.js';
import { Disputes } from './disputes/disputes.service.js';
import { ProviderRefunds } from './refunds/provider-refunds.js';

const ACTOR = systemActor('payment provider');

/** Acts on what the provider tells by itself. */
@Injectable()
export class PaymentNews {
  constructor(
    private readonly settlement: Settlement,
    private readonly pending: PendingPurchases,
    private readonly refunds: ProviderRefunds,
    private readonly disputes: Disputes,
  ) {}

  /** A success is final and signed, so it is settled without asking again. */
  @OnEvent(PaymentSucceeded, 'purchases.payment-succeeded')
  async settle(event: PaymentSucceeded): Promise<void> {
    const { organizationId, purchaseId, paymentIntentId, amountMinor, currency } = event;
    const payment = { paymentIntentId, receivedMinor: BigInt(amountMinor), currency };
    await this.settlement.settle(organizationId, purchaseId, payment, ACTOR);
  }

  /** A failure may be old news: what the payment is by now is asked. */
  @OnEvent(PaymentFailed, 'purchases.payment-failed')
  async look({ organizationId, purchaseId }: PaymentFailed): Promise<void> {
    await this.pending.ask(organizationId, purchaseId, ACTOR);
  }

  /** What the refund is by now is asked: its news may come in any order. */
  @OnEvent(RefundChanged, 'purchases.refund-changed')
  async followRefund({ organizationId, purchaseId, refundId }: RefundChanged): Promise<void> {
    await this.refunds.follow(organizationId, purchaseId, refundId, ACTOR);
  }

  /** What the dispute is by now is asked: its news may come in any order. */
  @OnEvent(DisputeChanged, 'purchases.dispute-changed')
  async followDispute({ organizationId, purchaseId, disputeId }: DisputeChanged): Promise<void> {
    await this.disputes.follow(organizationId, purchaseId, disputeId, ACTOR);
  }
}
