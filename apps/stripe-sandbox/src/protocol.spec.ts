import type Stripe from 'stripe';
import { clientOf, errorOf, NO_REDIRECTS, pay, startForTest } from '../test/sandbox-client.js';
import type { StripeSandbox } from './index.js';

describe('the wire protocol', () => {
  let sandbox: StripeSandbox;
  let stripe: Stripe;
  beforeAll(async () => ({ sandbox, stripe } = await startForTest()));
  afterAll(() => sandbox.close());

  const raw = (path: string, init: RequestInit = {}) =>
    fetch(`${sandbox.url}${path}`, {
      ...init,
      headers: { Authorization: 'Bearer sk_test_x', ...init.headers },
    });

  it('takes the key as Bearer or as Basic user name, and nothing else', async () => {
    const basic = `Basic ${Buffer.from('sk_test_x:').toString('base64')}`;
    expect((await raw('/v1/customers', { headers: { Authorization: basic } })).status).toBe(200);
    for (const key of ['', 'Bearer sk_live_x', 'Bearer nonsense']) {
      const answer = await raw('/v1/customers', { headers: { Authorization: key } });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toMatch(/Basic/);
    }
    const wrong = clientOf(sandbox, { key: 'sk_live_abcdefgh' });
    const error = await errorOf(wrong.customers.list());
    expect(error.type).toBe('StripeAuthenticationError');
    expect(error.message).toBe('Invalid API Key provided: sk_live_****efgh');
  });

  it('sends the headers of Stripe', async () => {
    const answer = await raw('/v1/customers', {
      headers: { 'Stripe-Version': '2026-10-28.endive' },
    });
    expect(answer.headers.get('request-id')).toMatch(/^req_\w{14}$/);
    expect(answer.headers.get('stripe-version')).toBe('2026-10-28.endive');
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  });

  it.each<
    [method: string, path: string, form: string, status: number, code: string, param: string]
  >([
    ['POST', 'customers', 'surprise=1', 400, 'parameter_unknown', 'surprise'],
    ['POST', 'customers', 'address[x]=1', 400, 'parameter_unknown', 'address[x]'],
    ['POST', 'customers', 'email=nobody', 400, 'email_invalid', 'email'],
    ['POST', 'payment_intents', 'currency=usd', 400, 'parameter_missing', 'amount'],
    [
      'POST',
      'payment_intents',
      'amount=5.5&currency=usd',
      400,
      'parameter_invalid_integer',
      'amount',
    ],
    [
      'POST',
      'payment_intents',
      'amount=0&currency=usd',
      400,
      'parameter_invalid_integer',
      'amount',
    ],
    ['POST', 'payment_intents', 'amount=49&currency=usd', 400, 'amount_too_small', 'amount'],
    ['POST', 'payment_intents', 'amount=49&currency=jpy', 400, 'amount_too_small', 'amount'],
    ['POST', 'payment_intents', 'amount=100000000&currency=usd', 400, 'amount_too_large', 'amount'],
    ['POST', 'payment_intents', 'amount=1505&currency=kwd', 400, 'invalid_charge_amount', 'amount'],
    ['POST', 'payment_intents', 'amount=500&currency=', 400, 'parameter_invalid_empty', 'currency'],
    ['GET', 'payment_intents/pi_none', '', 404, 'resource_missing', 'intent'],
    ['GET', 'customers/cus_none', '', 404, 'resource_missing', 'id'],
    ['GET', 'customers?starting_after=cus_none', '', 400, 'resource_missing', 'starting_after'],
    [
      'POST',
      'payment_methods/pm_x/attach',
      'customer=cus_none',
      400,
      'resource_missing',
      'customer',
    ],
  ])(
    '%s /v1/%s with %p answers %i %s about %s',
    async (method, path, form, status, code, param) => {
      const init = method === 'POST' ? { method, body: new URLSearchParams(form) } : { method };
      const answer = await raw(`/v1/${path}`, init);
      expect(answer.status).toBe(status);
      const { error } = (await answer.json()) as { error: Record<string, string> };
      expect(error).toMatchObject({ type: 'invalid_request_error', code, param });
      expect(error['message']).toMatch(/\w+ \w+/);
      expect(error['request_log_url']).toContain(answer.headers.get('request-id'));
    },
  );

  it('refuses unknown currencies, odd booleans and parameters it cannot simulate', async () => {
    for (const form of [
      'amount=500&currency=xyz',
      'amount=500&currency=usd&confirm=yes',
      'amount=500&currency=usd&transfer_data[destination]=acct_1',
      'amount=500&currency=usd&capture_method=never',
    ]) {
      const body = new URLSearchParams(form);
      expect((await raw('/v1/payment_intents', { method: 'POST', body })).status).toBe(400);
    }
    expect((await stripe.paymentIntents.list()).data).toEqual([]);
  });

  it('answers an unknown address as Stripe does', async () => {
    const answer = await raw('/v1/nothing');
    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({
      error: {
        type: 'invalid_request_error',
        message: 'Unrecognized request URL (GET: /v1/nothing).',
      },
    });
  });

  it('expands up to four levels and names what it cannot expand', async () => {
    const customer = (await stripe.customers.create()).id;
    const paid = await pay(stripe, 'pm_card_visa', { customer });
    const listed = await stripe.paymentIntents.list({
      expand: ['data.latest_charge.balance_transaction.source', 'data.customer'],
    });
    expect(listed.data.find(({ id }) => id === paid.id)).toMatchObject({
      customer: { object: 'customer' },
      latest_charge: { balance_transaction: { source: { object: 'charge' } } },
    });
    for (const path of ['amount', 'nothing', 'a.b.c.d.e']) {
      const call = stripe.paymentIntents.retrieve(paid.id, { expand: [path] });
      expect(await errorOf(call)).toMatchObject({ statusCode: 400, param: 'expand' });
    }
  });

  it('refuses card numbers, and takes tokens', async () => {
    const card = { number: '4242424242424242', exp_month: 12, exp_year: 2030, cvc: '123' };
    const error = await errorOf(stripe.paymentMethods.create({ type: 'card', card }));
    expect(error).toMatchObject({ statusCode: 402, rawType: 'invalid_request_error' });
    const token = { type: 'card', card: { token: 'tok_amex' } } as const;
    expect((await stripe.paymentMethods.create(token)).card).toMatchObject({
      brand: 'amex',
      last4: '0005',
    });
  });

  it('seeds the past with X-Sandbox-Now', async () => {
    const past = 1_700_000_000;
    const old = await raw('/v1/payment_intents', {
      method: 'POST',
      headers: { 'X-Sandbox-Now': String(past) },
      body: new URLSearchParams({ amount: '500', currency: 'usd' }),
    });
    const intent = (await old.json()) as Stripe.PaymentIntent;
    expect(intent.created).toBe(past);
    const listed = await stripe.paymentIntents.list({ created: { lt: past + 1 } });
    expect(listed.data.map(({ id }) => id)).toEqual([intent.id]);
    const all = await stripe.paymentIntents.list();
    expect(all.data.at(-1)?.id).toBe(intent.id);
  });

  it('counts yen and dinars in their own units', async () => {
    for (const [currency, amount, net] of [
      ['jpy', 5000, 4825],
      ['kwd', 15_000, 14_265],
      ['usd', 5000, 4825],
    ] as const) {
      const paid = await pay(stripe, 'pm_card_visa', { currency, amount, ...NO_REDIRECTS });
      const [booked] = (
        await stripe.balanceTransactions.list({ source: String(paid.latest_charge) })
      ).data;
      expect(booked).toMatchObject({ currency, amount, net });
    }
  });

  it('knows its account', async () => {
    expect(await stripe.accounts.retrieveCurrent()).toMatchObject({ charges_enabled: true });
  });
});
