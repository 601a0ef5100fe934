import type Stripe from 'stripe';
import { clientOf, errorOf, pay, startForTest } from '../test/sandbox-client.js';
import type { StripeSandbox } from './index.js';

describe('idempotency keys', () => {
  let sandbox: StripeSandbox;
  let stripe: Stripe;
  beforeEach(async () => ({ sandbox, stripe } = await startForTest()));
  afterEach(() => sandbox.close());

  const post = (
    path: string,
    key: string,
    form: Record<string, string>,
    apiKey = 'sk_test_sandbox',
  ) =>
    fetch(`${sandbox.url}/v1/${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${apiKey}`, 'Idempotency-Key': key },
      body: new URLSearchParams(form),
    });

  it('replays the first answer byte for byte and does nothing again', async () => {
    const form = { amount: '500', currency: 'usd', 'metadata[a]': 'b' };
    const first = await post('payment_intents', 'k', form);
    // The order of parameters makes no other request.
    const second = await post('payment_intents', 'k', {
      'metadata[a]': 'b',
      currency: 'usd',
      amount: '500',
    });
    expect(await second.text()).toBe(await first.text());
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(first.headers.get('idempotency-key')).toBe('k');
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(second.headers.get('original-request')).toBe(first.headers.get('request-id'));
    expect((await stripe.paymentIntents.list()).data).toHaveLength(1);
  });

  it('replays a decline without charging again', async () => {
    const options = { idempotencyKey: 'decline' };
    const call = () => errorOf(pay(stripe, 'pm_card_visa_chargeDeclined', {}, options));
    const [first, second] = [await call(), await call()];
    expect(second.raw).toMatchObject({ charge: (first.raw as { charge: string }).charge });
    expect((await stripe.charges.list()).data).toHaveLength(1);
  });

  it('refuses the key for other parameters or another path', async () => {
    await post('customers', 'k', { name: 'a' });
    const error = await errorOf(stripe.customers.create({ name: 'b' }, { idempotencyKey: 'k' }));
    expect(error).toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400 });
    expect(error.message).toMatch(
      /^Keys for idempotent requests can only be used with the same par/,
    );
    const elsewhere = await errorOf(
      stripe.paymentIntents.create({ amount: 500, currency: 'usd' }, { idempotencyKey: 'k' }),
    );
    expect(elsewhere.message).toMatch(/same endpoint/);
  });

  it('lets only one of two simultaneous calls through', async () => {
    sandbox.setFaults({ http: { hold: true, method: 'POST' } });
    const statuses: number[] = [];
    let refused = 0;
    const calls = Array.from({ length: 5 }, async () => {
      const answer = await post('customers', 'same', { name: 'a' });
      statuses.push(answer.status);
      if (answer.status !== 409) return;
      expect(await answer.json()).toMatchObject({ error: { code: 'idempotency_key_in_use' } });
      refused += 1;
      // The one that holds the key goes on only after all the others were refused.
      if (refused === 4) sandbox.setFaults({});
    });
    await Promise.all(calls);
    expect(statuses).toEqual([409, 409, 409, 409, 200]);
    expect((await stripe.customers.list()).data).toHaveLength(1);
    expect((await post('customers', 'same', { name: 'a' })).status).toBe(200);
  });

  it('forgets calls that were malformed, so the key can be used after correction', async () => {
    expect((await post('payment_intents', 'k', { currency: 'usd' })).status).toBe(400);
    expect((await post('payment_intents', 'k', { amount: '500', currency: 'usd' })).status).toBe(
      200,
    );
  });

  it('remembers a call that failed in its execution', async () => {
    const form = { customer: 'cus_none', amount: '500', currency: 'usd' };
    const first = await post('payment_intents', 'k', form);
    const second = await post('payment_intents', 'k', form);
    expect(first.status).toBe(400);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(await second.text()).toBe(await first.text());
  });

  it('counts keys per account', async () => {
    const other = clientOf(sandbox, { key: 'sk_test_other' });
    const one = await stripe.customers.create({ name: 'a' }, { idempotencyKey: 'k' });
    const two = await other.customers.create({ name: 'b' }, { idempotencyKey: 'k' });
    expect(two.id).not.toBe(one.id);
  });
});
