import type Stripe from 'stripe';
import { errorOf, intentOf, pay, startForTest } from '../test/sandbox-client.js';
import type { StripeSandbox } from './index.js';

const DECLINES: Array<[card: string, code: string, declineCode: string]> = [
  ['pm_card_visa_chargeDeclined', 'card_declined', 'generic_decline'],
  ['pm_card_visa_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
  ['pm_card_visa_chargeDeclinedLostCard', 'card_declined', 'lost_card'],
  ['pm_card_chargeDeclinedLostCard', 'card_declined', 'lost_card'],
  ['pm_card_visa_chargeDeclinedStolenCard', 'card_declined', 'stolen_card'],
  ['pm_card_visa_chargeDeclinedVelocityLimitExceeded', 'card_declined', 'card_velocity_exceeded'],
  ['pm_card_chargeDeclinedFraudulent', 'card_declined', 'fraudulent'],
  ['pm_card_radarBlock', 'card_declined', 'fraudulent'],
  ['pm_card_chargeDeclinedExpiredCard', 'expired_card', ''],
  ['pm_card_chargeDeclinedIncorrectCvc', 'incorrect_cvc', ''],
  ['pm_card_chargeDeclinedProcessingError', 'processing_error', ''],
];

describe('a declined payment', () => {
  let sandbox: StripeSandbox;
  let stripe: Stripe;
  beforeAll(async () => ({ sandbox, stripe } = await startForTest()));
  afterAll(() => sandbox.close());

  it.each(DECLINES)(
    '%s answers 402 %s %s with the intent and its failed charge',
    async (...row) => {
      const [card, code, declineCode] = row;
      const customer = await stripe.customers.create();
      const error = await errorOf(pay(stripe, card, { customer: customer.id }));

      expect(error.type).toBe('StripeCardError');
      expect(error).toMatchObject({ statusCode: 402, rawType: 'card_error', code });
      expect(error.decline_code).toBe(declineCode);
      expect(error.doc_url).toBe(
        `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`,
      );
      const intent = intentOf(error);
      expect(intent.status).toBe('requires_payment_method');
      expect(intent.payment_method).toBeNull();
      expect(intent.last_payment_error).toMatchObject({ code, type: 'card_error' });

      const charge = await stripe.charges.retrieve(String(intent.latest_charge));
      expect(charge).toMatchObject({
        status: 'failed',
        paid: false,
        captured: false,
        failure_code: code,
        payment_intent: intent.id,
        balance_transaction: null,
      });
      expect(error.raw).toMatchObject({ charge: charge.id });
      expect(await stripe.paymentIntents.retrieve(intent.id)).toEqual(intent);
    },
  );

  it.each(DECLINES)('%s cannot be attached to a customer either', async (card, code) => {
    const customer = await stripe.customers.create();
    const error = await errorOf(stripe.paymentMethods.attach(card, { customer: customer.id }));
    expect(error).toMatchObject({ type: 'StripeCardError', statusCode: 402, code });
    expect((await stripe.customers.listPaymentMethods(customer.id)).data).toEqual([]);
  });

  it('pm_card_chargeCustomerFail attaches and fails only when charged', async () => {
    const customer = await stripe.customers.create();
    const card = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', {
      customer: customer.id,
    });
    const charging = pay(stripe, card.id, { customer: customer.id, off_session: true });
    expect(await errorOf(charging)).toMatchObject({ code: 'card_declined', statusCode: 402 });
  });

  it('leaves the intent open for another card', async () => {
    const customer = await stripe.customers.create();
    const first = pay(stripe, 'pm_card_visa_chargeDeclined', { customer: customer.id });
    const { id } = intentOf(await errorOf(first));
    const paid = await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
    expect(paid).toMatchObject({ status: 'succeeded', last_payment_error: null });
    const charges = await stripe.charges.list({ payment_intent: id });
    expect(charges.data.map(({ status }) => status)).toEqual(['succeeded', 'failed']);
  });

  it('gives one card one fingerprint whatever payment method it is', async () => {
    const one = await stripe.paymentMethods.retrieve('pm_card_visa');
    const two = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } });
    const other = await stripe.paymentMethods.retrieve('pm_card_mastercard');
    expect(one.id).not.toBe(two.id);
    expect(one.card?.fingerprint).toBe(two.card?.fingerprint);
    expect(one.card?.fingerprint).not.toBe(other.card?.fingerprint);
  });
});
