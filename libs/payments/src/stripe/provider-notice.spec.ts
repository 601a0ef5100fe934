import type Stripe from 'stripe';
import { providerNotice } from './provider-notice.js';

const event = (type: string, object: object) =>
  ({ id: 'evt_1', type, created: 1_781_808_000, data: { object } }) as Stripe.Event;

describe('a notice of the provider', () => {
  it('keeps what Purser works with and nothing secret', () => {
    const notice = providerNotice(
      event('payment_intent.succeeded', {
        id: 'pi_1',
        object: 'payment_intent',
        status: 'succeeded',
        amount: 5_000,
        amount_received: 4_900,
        currency: 'usd',
        client_secret: 'pi_1_secret_2',
        receipt_email: 'someone@example.test',
      }),
    );
    expect(notice).toEqual({
      id: 'evt_1',
      type: 'payment_intent.succeeded',
      objectId: 'pi_1',
      payload: {
        object: 'payment_intent',
        paymentIntentId: 'pi_1',
        status: 'succeeded',
        reason: null,
        amountMinor: 4_900,
        currency: 'USD',
        createdAt: '2026-06-18T18:40:00.000Z',
      },
    });
  });

  it.each(['pi_1', { id: 'pi_1' }])('finds the payment of a dispute (%j)', (reference) => {
    const dispute = { id: 'dp_1', object: 'dispute', payment_intent: reference, amount: 100 };
    const { objectId, payload } = providerNotice(event('charge.dispute.created', dispute));
    expect([objectId, payload.paymentIntentId, payload.amountMinor]).toEqual([
      'dp_1',
      'pi_1',
      null,
    ]);
  });

  it('names no payment for what is about none', () => {
    const { payload } = providerNotice(
      event('customer.created', { id: 'cus_1', object: 'customer' }),
    );
    expect(payload.paymentIntentId).toBeNull();
  });
});
