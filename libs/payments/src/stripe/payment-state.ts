import type Stripe from 'stripe';
import type {
  BookedPayment,
  ChargeOutcome,
  PaymentState,
  ProviderCard,
} from '../payment-gateway.js';
import type { Decline } from '../payments.errors.js';
import { fromProviderAmount } from './provider-amount.js';

/** What a payment intent means to Purser. */
export function paymentState(intent: Stripe.PaymentIntent): PaymentState {
  return {
    paymentIntentId: intent.id,
    amountMinor: fromProviderAmount(intent.amount, intent.currency),
    receivedMinor: fromProviderAmount(intent.amount_received, intent.currency),
    currency: intent.currency.toUpperCase(),
    outcome: chargeOutcome(intent),
    attempt: attemptOf(intent),
  };
}

function attemptOf({ metadata }: Stripe.PaymentIntent): number | null {
  const attempt = Number(metadata['attempt']);
  return Number.isSafeInteger(attempt) && attempt > 0 ? attempt : null;
}

/** What a payment intent with its latest charge says about money taken and given back. */
export function bookedPayment(intent: Stripe.PaymentIntent): BookedPayment {
  const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null;
  const taken = intent.status === 'succeeded' && charge !== null;
  return {
    ...paymentState(intent),
    refundedMinor: taken ? fromProviderAmount(charge.amount_refunded, intent.currency) : 0n,
    chargedAt: taken ? new Date(charge.created * 1_000) : null,
    disputed: taken && charge.disputed,
  };
}

function chargeOutcome(intent: Stripe.PaymentIntent): ChargeOutcome {
  switch (intent.status) {
    case 'succeeded':
      return { kind: 'succeeded' };
    case 'requires_action':
      return { kind: 'requires_action', clientSecret: intent.client_secret ?? '' };
    case 'canceled':
      return { kind: 'canceled' };
    case 'requires_payment_method':
    case 'requires_confirmation':
      return intent.last_payment_error
        ? { kind: 'declined', decline: declineOf(intent.last_payment_error) }
        : { kind: 'unconfirmed' };
    default:
      return { kind: 'processing' };
  }
}

/** The decline in an error answer or in `last_payment_error`; both have the same members. */
export function declineOf(error: {
  readonly code?: string | undefined;
  readonly decline_code?: string | undefined;
  readonly message?: string | undefined;
}): Decline {
  return {
    // The SDK gives an empty text for a member that the answer does not have.
    code: error.code || 'card_declined',
    declineCode: error.decline_code || null,
    message: error.message || 'Your card was declined.',
  };
}

/** The card of a payment method; null for a method that is no card. */
export function providerCard(method: Stripe.PaymentMethod): ProviderCard | null {
  const { card } = method;
  if (!card) return null;
  return {
    providerId: method.id,
    brand: card.brand,
    last4: card.last4,
    expMonth: card.exp_month,
    expYear: card.exp_year,
    fingerprint: card.fingerprint ?? method.id,
  };
}
