import Stripe from 'stripe';
import { PaymentProviderUnavailable, ProviderCallFailed } from '../payments.errors.js';
import { stripeFailure } from './stripe-failure.js';

const { errors } = Stripe;
const answer = (statusCode: number, more: object = {}) =>
  errors.StripeError.generate({ type: 'api_error', statusCode, headers: {}, ...more } as never);

describe('what a failure of Stripe means', () => {
  it.each([
    ['a 5xx that is replayed', answer(500, { headers: { 'idempotent-replayed': 'true' } })],
    ['a 5xx not to be retried', answer(503, { headers: { 'stripe-should-retry': 'false' } })],
  ])('%s ends the call', (_name, error) => {
    expect(stripeFailure(error)).toBeInstanceOf(ProviderCallFailed);
  });

  it.each([
    ['a time-out', new errors.StripeConnectionError({ type: 'api_error' })],
    ['a 5xx that nothing is known of', answer(503)],
    ['an answer that cannot be read', new errors.StripeAPIError({ type: 'api_error' })],
    ['a key in use', answer(409, { code: 'idempotency_key_in_use' })],
    ['a key in use', answer(409, { type: 'idempotency_error', code: 'idempotency_key_in_use' })],
    ['too many calls', answer(429, { headers: { 'stripe-should-retry': 'false' } })],
    ['a refused API key', answer(401)],
  ])('%s leaves open what becomes of it', (_name, error) => {
    const failure = stripeFailure(error);
    expect(failure).toBeInstanceOf(PaymentProviderUnavailable);
    expect(failure).not.toBeInstanceOf(ProviderCallFailed);
  });

  it('tells callers the same of both', () => {
    expect({ ...new ProviderCallFailed() }).toEqual({ ...new PaymentProviderUnavailable() });
  });

  it('gives back what is no outage', () => {
    const declined = answer(402);
    expect(stripeFailure(declined)).toBe(declined);
  });
});
