import type Stripe from 'stripe';
import {
  control,
  errorOf,
  intentOf,
  NO_REDIRECTS,
  pay,
  startForTest,
} from '../test/sandbox-client.js';
import type { StripeSandbox } from './index.js';

/** The sandbox's 3-D Secure page in `next_action`, whichever way it is named. */
function pageOf(intent: Stripe.PaymentIntent | Stripe.SetupIntent): string {
  const { next_action: action } = intent;
  const address = action?.redirect_to_url?.url ?? action?.use_stripe_sdk?.['stripe_js'];
  if (typeof address !== 'string') throw new Error('there is no page to authenticate on');
  return address;
}

async function press(page: string, outcome: string, secret: string | null): Promise<Response> {
  return fetch(page.split('?')[0] ?? '', {
    method: 'POST',
    body: new URLSearchParams({ outcome, client_secret: secret ?? '' }),
    redirect: 'manual',
  });
}

describe('3-D Secure', () => {
  let sandbox: StripeSandbox;
  let stripe: Stripe;
  let customer: string;
  beforeEach(async () => {
    ({ sandbox, stripe } = await startForTest());
    customer = (await stripe.customers.create()).id;
  });
  afterEach(() => sandbox.close());

  it('asks the holder and charges once the page is completed', async () => {
    const asking = await pay(stripe, 'pm_card_authenticationRequired', { customer });
    expect(asking).toMatchObject({
      status: 'requires_action',
      next_action: { type: 'use_stripe_sdk' },
      latest_charge: null,
    });
    const page = pageOf(asking);
    const shown = await fetch(page);
    expect(shown.status).toBe(200);
    expect(shown.headers.get('content-security-policy')).toContain("default-src 'none'");
    const html = await shown.text();
    expect(html).toContain('$5.00');
    expect(html).toContain('value="succeed"');
    expect(html).not.toMatch(/<script|onclick/);

    expect((await press(page, 'succeed', asking.client_secret)).status).toBe(200);
    const paid = await stripe.paymentIntents.retrieve(asking.id, { expand: ['latest_charge'] });
    expect(paid).toMatchObject({ status: 'succeeded', next_action: null });
    expect(paid.latest_charge).toMatchObject({
      payment_method_details: { card: { three_d_secure: { result: 'authenticated' } } },
    });
    expect(await (await fetch(page)).text()).toContain('Already answered');
    expect((await press(page, 'succeed', asking.client_secret)).status).toBe(409);
  });

  it('fails the payment without a charge when the holder fails', async () => {
    const asking = await pay(stripe, 'pm_card_threeDSecure2Required', { customer });
    const answer = await control(sandbox, 'POST', `payment_intents/${asking.id}/authenticate`, {
      outcome: 'fail',
      client_secret: asking.client_secret,
    });
    expect(answer).toMatchObject({ status: 200, json: { status: 'requires_payment_method' } });
    const failed = await stripe.paymentIntents.retrieve(asking.id);
    expect(failed).toMatchObject({
      status: 'requires_payment_method',
      payment_method: null,
      latest_charge: null,
      last_payment_error: { code: 'payment_intent_authentication_failure' },
    });
    const types = (await stripe.events.list({ type: 'payment_intent.*' })).data.map((e) => e.type);
    expect(types).toEqual([
      'payment_intent.payment_failed',
      'payment_intent.requires_action',
      'payment_intent.created',
    ]);
  });

  it('sends the holder back to where the payment came from', async () => {
    const asking = await pay(stripe, 'pm_card_authenticationRequired', {
      customer,
      return_url: 'https://shop.test/back?order=7',
    });
    expect(asking.next_action).toMatchObject({
      type: 'redirect_to_url',
      redirect_to_url: { return_url: 'https://shop.test/back?order=7' },
    });
    const answer = await press(pageOf(asking), 'succeed', asking.client_secret);
    expect(answer.status).toBe(303);
    const back = new URL(answer.headers.get('location') ?? '');
    expect(back.origin).toBe('https://shop.test');
    expect(Object.fromEntries(back.searchParams)).toMatchObject({
      order: '7',
      payment_intent: asking.id,
      payment_intent_client_secret: asking.client_secret,
    });
  });

  it('needs the client secret, on the page and over the control call', async () => {
    const asking = await pay(stripe, 'pm_card_authenticationRequired', { customer });
    const page = pageOf(asking);
    expect((await fetch(page.replace(/secret=.*/, 'secret=wrong'))).status).toBe(404);
    expect((await press(page, 'succeed', 'wrong')).status).toBe(404);
    const path = `payment_intents/${asking.id}/authenticate`;
    expect((await control(sandbox, 'POST', path, { outcome: 'succeed' })).status).toBe(400);
    expect((await stripe.paymentIntents.retrieve(asking.id)).status).toBe('requires_action');
  });

  it('declines off-session payments with authentication_required', async () => {
    const kept = await stripe.paymentMethods.attach('pm_card_authenticationRequired', { customer });
    const error = await errorOf(pay(stripe, kept.id, { customer, off_session: true }));
    expect(error).toMatchObject({
      type: 'StripeCardError',
      statusCode: 402,
      code: 'authentication_required',
      decline_code: 'authentication_required',
    });
    expect(error.raw).toMatchObject({ payment_method: { id: kept.id, customer } });
    const intent = intentOf(error);
    expect(intent).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'authentication_required', payment_method: { id: kept.id } },
    });
    // The recovery: the same intent, confirmed with the holder present.
    const asking = await stripe.paymentIntents.confirm(intent.id, { payment_method: kept.id });
    expect(asking.status).toBe('requires_action');
    sandbox.authenticate(intent.id, 'succeed');
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('succeeded');
  });

  it('can be made an error instead of a question', async () => {
    const call = pay(stripe, 'pm_card_authenticationRequired', {
      customer,
      error_on_requires_action: true,
    });
    const error = await errorOf(call);
    expect(error).toMatchObject({ statusCode: 402, code: 'authentication_required' });
    expect(intentOf(error).status).toBe('requires_payment_method');
  });

  it('declines after authentication where the card has no money', async () => {
    const card = 'pm_card_authenticationRequiredChargeDeclinedInsufficientFunds';
    const asking = await pay(stripe, card, { customer });
    expect(asking.status).toBe('requires_action');
    sandbox.authenticate(asking.id, 'succeed');
    expect(await stripe.paymentIntents.retrieve(asking.id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'card_declined', decline_code: 'insufficient_funds' },
    });
  });

  it('leaves off-session payments alone once the card is set up', async () => {
    const card = 'pm_card_authenticationRequiredOnSetup';
    const setup = await stripe.setupIntents.create({
      customer,
      payment_method: card,
      confirm: true,
      usage: 'off_session',
      ...NO_REDIRECTS,
    });
    expect(setup.status).toBe('requires_action');
    sandbox.authenticate(setup.id, 'succeed');
    const method = String((await stripe.setupIntents.retrieve(setup.id)).payment_method);
    const later = await pay(stripe, method, { customer, off_session: true });
    expect(later.status).toBe('succeeded');
    expect((await pay(stripe, method, { customer })).status).toBe('requires_action');

    const bare = await stripe.paymentMethods.attach(card, { customer });
    const early = pay(stripe, bare.id, { customer, off_session: true });
    expect(await errorOf(early)).toMatchObject({ code: 'authentication_required' });
  });

  it.each([
    ['pm_card_authenticationRequiredSetupForOffSession', true, 'succeeded'],
    ['pm_card_authenticationRequiredSetupForOffSession', false, 'requires_action'],
    ['pm_card_threeDSecureOptional', false, 'succeeded'],
    ['pm_card_visa', false, 'succeeded'],
  ])('%s with off_session %s ends as %s', async (card, offSession, status) => {
    const method = await stripe.paymentMethods.attach(card, { customer });
    const paid = await pay(stripe, method.id, { customer, off_session: offSession });
    expect(paid.status).toBe(status);
  });
});
