import Stripe from 'stripe';
import { clientOf, control, errorOf, pay, startForTest } from '../test/sandbox-client.js';
import { Faults } from './faults.js';
import type { StripeSandbox } from './index.js';

describe('injected faults', () => {
  let sandbox: StripeSandbox;
  let stripe: Stripe;
  let retrying: Stripe;
  beforeEach(async () => {
    ({ sandbox, stripe } = await startForTest());
    retrying = clientOf(sandbox, { maxNetworkRetries: 2 });
  });
  afterEach(() => sandbox.close());

  const charges = async (): Promise<number> => (await stripe.charges.list()).data.length;

  it('before: nothing happened, and the retry with the same key succeeds', async () => {
    sandbox.setFaults({ http: { failNext: 2, status: 503, when: 'before' } });
    const paid = await pay(retrying, 'pm_card_visa', {}, { idempotencyKey: 'k' });
    expect(paid.status).toBe('succeeded');
    expect(paid.lastResponse.idempotencyKey).toBe('k');
    expect(await charges()).toBe(1);
  });

  it('after: the charge was made, and the retry gets its true answer', async () => {
    sandbox.setFaults({ http: { failNext: 1, status: 500, when: 'after' } });
    const paid = await pay(retrying, 'pm_card_visa', {}, { idempotencyKey: 'k' });
    expect(paid.status).toBe('succeeded');
    expect(paid.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(await charges()).toBe(1);
  });

  it('after, with the line cut: the same', async () => {
    sandbox.setFaults({ http: { failNext: 1, when: 'after', hangUp: true } });
    const paid = await pay(retrying, 'pm_card_visa');
    expect(paid.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(await charges()).toBe(1);
    sandbox.setFaults({ http: { failNext: 9, when: 'after', hangUp: true } });
    const cut = pay(stripe, 'pm_card_visa', {}, { idempotencyKey: 'k' });
    expect(await errorOf(cut)).toBeInstanceOf(Stripe.errors.StripeConnectionError);
    sandbox.setFaults({});
    expect(await charges()).toBe(2);
  });

  it('during: the call is undone and its 500 is replayed', async () => {
    sandbox.setFaults({ http: { failNext: 1, status: 500, when: 'during' } });
    const call = () => errorOf(pay(retrying, 'pm_card_visa', {}, { idempotencyKey: 'k' }));
    const first = await call();
    const second = await call();
    expect(first).toMatchObject({ type: 'StripeAPIError', statusCode: 500 });
    expect(second.headers).toMatchObject({ 'idempotent-replayed': 'true' });
    expect(await charges()).toBe(0);
    expect((await stripe.events.list()).data).toEqual([]);
  });

  it('indeterminate: the call took effect although its 500 is replayed', async () => {
    sandbox.setFaults({ http: { failNext: 1, status: 500, when: 'indeterminate' } });
    const call = () => errorOf(pay(retrying, 'pm_card_visa', {}, { idempotencyKey: 'k' }));
    expect(await call()).toMatchObject({ statusCode: 500 });
    expect(await call()).toMatchObject({ statusCode: 500 });
    expect(await charges()).toBe(1);
    expect((await stripe.events.list({ type: 'payment_intent.succeeded' })).data).toHaveLength(1);
  });

  it('strikes only the path and method it is meant for', async () => {
    sandbox.setFaults({ http: { failNext: 9, path: '/v1/refunds', method: 'POST' } });
    const paid = await pay(stripe, 'pm_card_visa');
    expect((await stripe.refunds.list()).data).toEqual([]);
    const refund = stripe.refunds.create({ payment_intent: paid.id });
    expect(await errorOf(refund)).toMatchObject({ statusCode: 500 });
  });

  it('can be a rate limit with a waiting time', async () => {
    sandbox.setFaults({ http: { failNext: 1, status: 429, retryAfterSeconds: 7 } });
    const error = await errorOf(stripe.customers.create());
    expect(error).toMatchObject({ type: 'StripeRateLimitError', code: 'rate_limit' });
    expect(error.headers).toMatchObject({ 'retry-after': '7' });
  });

  it('is set, read and cleared over HTTP, and refuses what it does not know', async () => {
    const set = await control(sandbox, 'PUT', 'faults', { seed: 3, http: { probability: 1 } });
    expect(set).toMatchObject({ status: 200, json: { seed: 3, http: { probability: 1 } } });
    expect((await control(sandbox, 'GET', 'faults')).json).toEqual(set.json);
    expect(await errorOf(stripe.customers.list())).toMatchObject({ statusCode: 500 });
    for (const body of [
      { http: { surprise: 1 } },
      { http: { delayMs: 'long' } },
      { http: { when: 'never' } },
      { http: { status: 404 } },
      { webhooks: { drop: -1 } },
      { other: {} },
    ]) {
      expect((await control(sandbox, 'PUT', 'faults', body)).status).toBe(400);
    }
    await control(sandbox, 'POST', 'reset');
    expect((await stripe.customers.list()).data).toEqual([]);
  });

  it('refuses control calls that a web page of another origin sends', async () => {
    const answer = await fetch(`${sandbox.url}/_sandbox/reset`, {
      method: 'POST',
      headers: { Origin: 'https://evil.test' },
    });
    expect(answer.status).toBe(403);
  });

  it('repeats its random choices for a seed', () => {
    const draw = (seed: number): string => {
      const faults = new Faults();
      faults.set({ seed, http: { probability: 0.5 } });
      return Array.from({ length: 40 }, () => (faults.strike('GET', '/v1/x') ? 1 : 0)).join('');
    };
    expect(draw(5)).toBe(draw(5));
    expect(draw(5)).not.toBe(draw(6));
    expect(draw(5)).toMatch(/0.*1|1.*0/);
  });
});
