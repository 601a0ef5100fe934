import Stripe from 'stripe';
import type { StripeSandbox } from '../../../../stripe-sandbox/src/index.js';

/** What the provider itself says about the money of one organization, in minor units. */
export interface ProviderMoney {
  receivedMinor: number;
  refundedMinor: number;
  /** Disputes that were lost. */
  lostMinor: number;
}

/** The payment provider as somebody in its dashboard sees it. */
export class ProviderDashboard {
  private readonly stripe: Stripe;

  constructor(sandbox: StripeSandbox) {
    const { hostname, port } = new URL(sandbox.url);
    this.stripe = new Stripe('sk_test_year', { host: hostname, port, protocol: 'http' });
  }

  /** Refunds past Purser; false where the provider refuses. */
  async refund(paymentIntentId: string, amountMinor: number): Promise<boolean> {
    const order = { payment_intent: paymentIntentId, amount: amountMinor };
    return this.stripe.refunds.create(order).then(
      () => true,
      () => false,
    );
  }

  /** Its own lists, by organization. */
  async moneyByOrganization(): Promise<Map<string, ProviderMoney>> {
    const money = new Map<string, ProviderMoney>();
    const owner = new Map<string, ProviderMoney>();
    for await (const intent of this.stripe.paymentIntents.list({ limit: 100 })) {
      const id = intent.metadata['organizationId'] ?? '';
      const own = money.get(id) ?? { receivedMinor: 0, refundedMinor: 0, lostMinor: 0 };
      money.set(id, own);
      owner.set(intent.id, own);
      own.receivedMinor += intent.status === 'succeeded' ? intent.amount_received : 0;
    }
    for await (const refund of this.stripe.refunds.list({ limit: 100 })) {
      const own = owner.get(String(refund.payment_intent));
      if (own && refund.status === 'succeeded') own.refundedMinor += refund.amount;
    }
    for await (const dispute of this.stripe.disputes.list({ limit: 100 })) {
      const own = owner.get(String(dispute.payment_intent));
      if (own && dispute.status === 'lost') own.lostMinor += dispute.amount;
    }
    return money;
  }
}
