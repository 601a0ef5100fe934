import type Stripe from 'stripe';
import { errorOf, NO_REDIRECTS, startForTest } from '../test/sandbox-client.js';
import type { StripeSandbox } from './index.js';

describe('setup intents', () => {
  let sandbox: StripeSandbox;
  let stripe: Stripe;
  let customer: string;
  beforeEach(async () => {
    ({ sandbox, stripe } = await startForTest());
    customer = (await stripe.customers.create()).id;
  });
  afterEach(() => sandbox.close());

  it('attaches the card when it succeeds', async () => {
    const open = await stripe.setupIntents.create({ customer, ...NO_REDIRECTS });
    expect(open).toMatchObject({ status: 'requires_payment_method', usage: 'off_session' });
    const done = await stripe.setupIntents.confirm(open.id, {
      payment_method: 'pm_card_visa',
      expand: ['payment_method', 'latest_attempt'],
    });
    expect(done).toMatchObject({
      status: 'succeeded',
      payment_method: { customer, card: { last4: '4242' } },
      latest_attempt: { status: 'succeeded', setup_intent: open.id },
    });
    const listed = await stripe.setupIntents.list({ customer });
    expect(listed.data.map(({ id }) => id)).toEqual([open.id]);
  });

  it('refuses a declining card and stays open', async () => {
    const open = await stripe.setupIntents.create({ customer, ...NO_REDIRECTS });
    const error = await errorOf(
      stripe.setupIntents.confirm(open.id, { payment_method: 'pm_card_visa_chargeDeclined' }),
    );
    expect(error).toMatchObject({
      statusCode: 402,
      code: 'card_declined',
      decline_code: 'generic_decline',
      raw: { setup_intent: { id: open.id, status: 'requires_payment_method' } },
    });
    expect((await stripe.customers.listPaymentMethods(customer)).data).toEqual([]);
    const attempts = await stripe.setupAttempts.list({ setup_intent: open.id });
    expect(attempts.data.map(({ status }) => status)).toEqual(['failed']);
  });

  it('fails when the holder fails to authenticate', async () => {
    const asking = await stripe.setupIntents.create({
      customer,
      payment_method: 'pm_card_authenticationRequired',
      confirm: true,
      ...NO_REDIRECTS,
    });
    expect(asking).toMatchObject({
      status: 'requires_action',
      next_action: { type: 'use_stripe_sdk' },
    });
    sandbox.authenticate(asking.id, 'fail');
    expect(await stripe.setupIntents.retrieve(asking.id)).toMatchObject({
      status: 'requires_payment_method',
      last_setup_error: { code: 'setup_intent_authentication_failure' },
    });
  });

  it('can be canceled while it is open, and only then', async () => {
    const open = await stripe.setupIntents.create({ customer });
    expect(await stripe.setupIntents.cancel(open.id)).toMatchObject({ status: 'canceled' });
    expect(await errorOf(stripe.setupIntents.cancel(open.id))).toMatchObject({
      code: 'setup_intent_unexpected_state',
    });
  });
});
