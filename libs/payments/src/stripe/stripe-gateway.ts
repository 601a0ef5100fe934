import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type PurserConfig } from '@purser/platform';
import Stripe from 'stripe';
import {
  type BookedPayment,
  PaymentGateway,
  type Confirmation,
  type NewPayment,
  type DisputeState,
  type NewRefund,
  type PaymentState,
  type ProviderCard,
  type ProviderNotice,
  type RefundState,
  type SetupState,
} from '../payment-gateway.js';
import {
  CardDeclined,
  InvalidSignature,
  PaymentMethodUnusable,
  PaymentRefused,
  RefundRefused,
} from '../payments.errors.js';
import { NEWSWORTHY } from '../provider-news.js';
import { disputeState, refundState } from './money-back-state.js';
import { bookedPayment, declineOf, paymentState, providerCard } from './payment-state.js';
import { toProviderAmount } from './provider-amount.js';
import { providerNotice } from './provider-notice.js';
import { ProviderThrottle } from './provider-throttle.js';
import { STRIPE } from './stripe-client.js';
import { isRefusal, isUnexpectedState, stripeFailure } from './stripe-failure.js';

const CALL_ATTEMPTS = 3;
const MOST_NOTICES = 10_000;

/** The provider is Stripe, or anything that speaks its protocol: one code path for both. */
@Injectable()
export class StripeGateway extends PaymentGateway {
  constructor(
    @Inject(STRIPE) private readonly stripe: Stripe,
    @Inject(CONFIG) private readonly config: PurserConfig,
    private readonly throttle: ProviderThrottle,
  ) {
    super();
  }

  async createCustomer(customer: {
    readonly organizationId: string;
    readonly name: string;
    readonly email: string;
  }): Promise<string> {
    const { organizationId, name, email } = customer;
    const created = await this.ask(() =>
      this.stripe.customers.create({ name, email, metadata: { organizationId } }),
    ).catch(paymentRefused);
    return created.id;
  }

  async attachPaymentMethod(customerId: string, providerId: string): Promise<ProviderCard> {
    const method = await this.ask(() =>
      this.stripe.paymentMethods.attach(providerId, { customer: customerId }),
    ).catch((error: unknown) => {
      if (error instanceof Stripe.errors.StripeCardError) throw new CardDeclined(declineOf(error));
      if (isRefusal(error)) throw new PaymentMethodUnusable(error.message);
      throw error;
    });
    const card = providerCard(method);
    if (!card) throw new PaymentMethodUnusable(`A ${method.type} is not a card.`);
    return card;
  }

  async detachPaymentMethod(providerId: string): Promise<void> {
    await this.ask(() => this.stripe.paymentMethods.detach(providerId)).catch((error: unknown) => {
      if (!isRefusal(error)) throw error;
    });
  }

  async listPaymentMethods(customerId: string): Promise<ProviderCard[]> {
    const methods = await this.ask(() =>
      this.stripe.paymentMethods
        .list({ customer: customerId, type: 'card', limit: 100 })
        .autoPagingToArray({ limit: 1_000 }),
    );
    return methods.map(providerCard).filter((card) => card !== null);
  }

  async createSetupIntent(customerId: string): Promise<SetupState> {
    const intent = await this.ask(() =>
      this.stripe.setupIntents.create({
        customer: customerId,
        usage: 'off_session',
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      }),
    );
    return {
      setupIntentId: intent.id,
      clientSecret: intent.client_secret ?? '',
      status: intent.status,
    };
  }

  async createPaymentIntent(payment: NewPayment): Promise<PaymentState> {
    const { organizationId, purchaseId, amountMinor, currency, attempt } = payment;
    const intent = await this.ask(() =>
      this.stripe.paymentIntents.create(
        {
          amount: toProviderAmount(amountMinor, currency),
          currency: currency.toLowerCase(),
          customer: payment.customerId,
          description: payment.description,
          metadata: { organizationId, purchaseId, attempt: String(attempt) },
          automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
        },
        { idempotencyKey: payment.idempotencyKey },
      ),
    ).catch(paymentRefused);
    return paymentState(intent);
  }

  async readyAgain(paymentIntentId: string, attempt: number): Promise<void> {
    // Stripe clears `last_payment_error` when the intent is updated for any reason.
    const metadata = { attempt: String(attempt) };
    await this.ask(() => this.stripe.paymentIntents.update(paymentIntentId, { metadata })).catch(
      (error: unknown) => {
        if (!isUnexpectedState(error)) paymentRefused(error);
      },
    );
  }

  confirm(confirmation: Confirmation): Promise<PaymentState> {
    return this.charge(confirmation, { use_stripe_sdk: true });
  }

  confirmOffSession(confirmation: Confirmation): Promise<PaymentState> {
    return this.charge(confirmation, { off_session: true });
  }

  async retrieve(paymentIntentId: string): Promise<PaymentState> {
    return paymentState(await this.ask(() => this.stripe.paymentIntents.retrieve(paymentIntentId)));
  }

  async cancel(paymentIntentId: string): Promise<PaymentState> {
    try {
      const intent = await this.ask(() =>
        this.stripe.paymentIntents.cancel(paymentIntentId, { cancellation_reason: 'abandoned' }),
      );
      return paymentState(intent);
    } catch (error) {
      if (!isUnexpectedState(error)) throw error;
      return this.retrieve(paymentIntentId);
    }
  }

  async refund(refund: NewRefund): Promise<RefundState> {
    try {
      const made = await this.ask(() =>
        this.stripe.refunds.create(
          {
            payment_intent: refund.paymentIntentId,
            amount: toProviderAmount(refund.amountMinor, refund.currency),
            metadata: { refundId: refund.refundId },
          },
          { idempotencyKey: refund.idempotencyKey },
        ),
      );
      return refundState(made);
    } catch (error) {
      if (isRefusal(error)) throw new RefundRefused(error.message);
      throw error;
    }
  }

  async retrieveRefund(providerId: string): Promise<RefundState> {
    return refundState(await this.ask(() => this.stripe.refunds.retrieve(providerId)));
  }

  async listPayments(customerId: string, since: Date): Promise<BookedPayment[]> {
    const created = { gte: Math.floor(since.getTime() / 1_000) };
    const expand = ['data.latest_charge'];
    const intents = await this.ask(() =>
      this.stripe.paymentIntents
        .list({ customer: customerId, created, expand, limit: 100 })
        .autoPagingToArray({ limit: 10_000 }),
    );
    return intents.map(bookedPayment);
  }

  async listRefunds(paymentIntentId: string): Promise<RefundState[]> {
    const refunds = await this.ask(() =>
      this.stripe.refunds
        .list({ payment_intent: paymentIntentId, limit: 100 })
        .autoPagingToArray({ limit: 1_000 }),
    );
    return refunds.map(refundState);
  }

  async retrieveDispute(disputeId: string): Promise<DisputeState> {
    return disputeState(await this.ask(() => this.stripe.disputes.retrieve(disputeId)));
  }

  async listDisputes(paymentIntentId: string): Promise<DisputeState[]> {
    const disputes = await this.ask(() =>
      this.stripe.disputes
        .list({ payment_intent: paymentIntentId, limit: 100 })
        .autoPagingToArray({ limit: 1_000 }),
    );
    return disputes.map(disputeState);
  }

  readNotice(rawBody: Buffer, signature: string): ProviderNotice {
    for (const secret of this.config.STRIPE_WEBHOOK_SECRETS) {
      try {
        return providerNotice(this.stripe.webhooks.constructEvent(rawBody, signature, secret));
      } catch (error) {
        if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw error;
      }
    }
    throw new InvalidSignature();
  }

  async retrieveNotice(eventId: string): Promise<ProviderNotice> {
    return providerNotice(await this.ask(() => this.stripe.events.retrieve(eventId)));
  }

  async listNotices(since: Date | null): Promise<ProviderNotice[]> {
    const types = [...NEWSWORTHY];
    if (since === null) {
      const newest = await this.ask(() => this.stripe.events.list({ types, limit: 1 }));
      return newest.data.map(providerNotice);
    }
    const created = { gte: Math.floor(since.getTime() / 1_000) };
    const events = await this.ask(() =>
      this.stripe.events
        .list({ types, created, limit: 100 })
        .autoPagingToArray({ limit: MOST_NOTICES }),
    );
    return events.reverse().map(providerNotice);
  }

  private async charge(
    { paymentIntentId, methodProviderId, idempotencyKey }: Confirmation,
    presence: { use_stripe_sdk: true } | { off_session: true },
  ): Promise<PaymentState> {
    try {
      const intent = await this.ask(() =>
        this.stripe.paymentIntents.confirm(
          paymentIntentId,
          { payment_method: methodProviderId, ...presence },
          { idempotencyKey },
        ),
      );
      return paymentState(intent);
    } catch (error) {
      if (error instanceof Stripe.errors.StripeCardError) {
        const { payment_intent: intent } = error;
        const state = intent ? paymentState(intent) : await this.retrieve(paymentIntentId);
        return { ...state, outcome: { kind: 'declined', decline: declineOf(error) } };
      }
      // It was confirmed or canceled before: what it is counts, not what was asked.
      if (isUnexpectedState(error)) return this.retrieve(paymentIntentId);
      if (isRefusal(error)) throw new PaymentMethodUnusable(error.message);
      throw error;
    }
  }

  /** Calls when it is this call's turn; what the provider turned away unread is sent again. */
  private async ask<T>(call: () => Promise<T>): Promise<T> {
    for (let left = CALL_ATTEMPTS, waitedMs = 0; ; left -= 1) {
      waitedMs = await this.throttle.pass(waitedMs);
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof Stripe.errors.StripeRateLimitError)) throw stripeFailure(error);
        this.throttle.pause(error.headers?.['retry-after']);
        if (left === 1) throw stripeFailure(error);
      }
    }
  }
}

/** Throws what a call failed of that a payment needs before any bank is asked. */
function paymentRefused(error: unknown): never {
  if (isRefusal(error)) throw new PaymentRefused(error.message, error.code ?? null);
  throw error;
}
