import { Injectable } from '@nestjs/common';
import { PaymentFailed, PaymentSucceeded } from '@purser/payments';
import { OnEvent, systemActor } from '@purser/platform';
import { PendingPurchases } from './charging/pending-purchases.js';
import { Settlement } from './charging/settlement.js';

const ACTOR = systemActor('payment provider');

/** Acts on what the provider tells by itself. */
@Injectable()
export class PaymentNews {
  constructor(
    private readonly settlement: Settlement,
    private readonly pending: PendingPurchases,
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
}
