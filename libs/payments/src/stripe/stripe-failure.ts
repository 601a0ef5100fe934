import { Logger } from '@nestjs/common';
import Stripe from 'stripe';
import { PaymentProviderUnavailable, ProviderCallFailed } from '../payments.errors.js';

const logger = new Logger('Stripe');

/**
 * Turns an outage into `PaymentProviderUnavailable`, `ProviderCallFailed` where Stripe says that the
 * call is over, and gives back any other error as it is. A refused key is an outage too: nobody can
 * pay until an operator mends it. So is 409: another call with the same idempotency key runs still.
 */
export function stripeFailure(error: unknown): unknown {
  const { errors } = Stripe;
  const isOutage =
    error instanceof errors.StripeConnectionError ||
    error instanceof errors.StripeAPIError ||
    error instanceof errors.StripeRateLimitError ||
    error instanceof errors.StripeAuthenticationError ||
    error instanceof errors.StripePermissionError;
  if (!isOutage) return error;
  const { type, code, statusCode, requestId } = error;
  logger.warn({ type, code, statusCode, providerRequestId: requestId }, 'the provider failed');
  return isOver(error) ? new ProviderCallFailed() : new PaymentProviderUnavailable();
}

/**
 * Whether a 5xx is what Stripe remembers for the idempotency key: replayed already, or not worth
 * asking for again. Any other one may come from before the key is looked at, while an earlier call
 * with it still runs. Source: docs.stripe.com/error-low-level.
 */
function isOver({ statusCode = 0, headers = {} }: Stripe.errors.StripeError): boolean {
  if (statusCode < 500) return false;
  return headers['idempotent-replayed'] === 'true' || headers['stripe-should-retry'] === 'false';
}

/** The refusal of a request that Stripe understood: wrong state, unknown id, used-up method. */
export function isRefusal(error: unknown): error is Stripe.errors.StripeInvalidRequestError {
  return error instanceof Stripe.errors.StripeInvalidRequestError;
}

/** Whether Stripe says that a payment is not in a state for what was asked. */
export function isUnexpectedState(error: unknown): boolean {
  return isRefusal(error) && error.code === 'payment_intent_unexpected_state';
}
