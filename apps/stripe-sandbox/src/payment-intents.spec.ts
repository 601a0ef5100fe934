import type Stripe from 'stripe';
import { errorOf, NO_REDIRECTS, pay, startForTest } from '../test/sandbox-client.js';
import type { StripeSandbox } from './index.js';

describe('payment intents', () => {
  let sandbox: StripeSandbox;
  let stripe: Stripe;
  beforeEach(async () => ({ sandbox, stripe } = await startForTest()));
  afterEach(() => sandbox.close());

  it('goes from creation over confirmation to a booked charge', async () => {
    const customer = await stripe.customers.create();
    const open = await stripe.paymentIntents.create({
      amount: 4900,
      currency: 'USD',
      customer: customer.id,
      metadata: { purchaseId: 'p-1' },
      ...NO_REDIRECTS,
    });
    expect(open).toMatchObject({ status: 'requires_payment_method', currency: 'usd' });
    expect(open.client_secret).toMatch(new RegExp(`^${open.id}_secret_\\w{25}$`));

    const paid = await stripe.paymentIntents.confirm(open.id, {
      payment_method: 'pm_card_visa',
      expand: ['latest_charge'],
    });
    expect(paid).toMatchObject({ status: 'succeeded', amount_received: 4900 });
    expect(paid.latest_charge).toMatchObject({
      status: 'succeeded',
      captured: true,
      customer: customer.id,
      metadata: { purchaseId: 'p-1' },
      // Booked a moment after the answer, as Stripe does with automatic_async.
      balance_transaction: null,
    });
    const again = await stripe.paymentIntents.retrieve(open.id, {
      expand: ['latest_charge.balance_transaction', 'customer'],
    });
    expect(again).toMatchObject({
      customer: { id: customer.id },
      latest_charge: {
        balance_transaction: {
          type: 'charge',
          amount: 4900,
          fee: 172,
          net: 4728,
          status: 'pending',
        },
      },
    });
  });

  it('tells what happened in order, with the request that did it', async () => {
    const paid = await pay(stripe, 'pm_card_visa', {}, { idempotencyKey: 'key-1' });
    const events = (await stripe.events.list()).data.reverse();
    expect(events.map(({ type }) => type)).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'charge.updated',
    ]);
    expect(events[2]).toMatchObject({
      api_version: '2026-10-28.endive',
      data: { object: { id: paid.id, status: 'succeeded' } },
      request: { id: paid.lastResponse.requestId, idempotency_key: 'key-1' },
    });
    expect(await stripe.events.retrieve(events[2]?.id ?? '')).toEqual(events[2]);
    const some = await stripe.events.list({ types: ['charge.*', 'payment_intent.created'] });
    expect(some.data).toHaveLength(3);
  });

  it('captures later when asked to, in part', async () => {
    const held = await pay(stripe, 'pm_card_visa', { capture_method: 'manual' });
    expect(held).toMatchObject({ status: 'requires_capture', amount_capturable: 500 });
    const tooMuch = stripe.paymentIntents.capture(held.id, { amount_to_capture: 501 });
    expect(await errorOf(tooMuch)).toMatchObject({ code: 'amount_too_large' });
    const taken = await stripe.paymentIntents.capture(held.id, { amount_to_capture: 300 });
    expect(taken).toMatchObject({ status: 'succeeded', amount_received: 300 });
    const charge = await stripe.charges.retrieve(String(taken.latest_charge));
    expect(charge).toMatchObject({ captured: true, amount_captured: 300 });
    const balance = await stripe.balance.retrieve();
    expect(balance.pending[0]).toMatchObject({ amount: 261, currency: 'usd' });
  });

  it('refuses what its state does not allow, and shows the state', async () => {
    const paid = await pay(stripe, 'pm_card_visa');
    for (const call of [
      stripe.paymentIntents.confirm(paid.id, { payment_method: 'pm_card_visa' }),
      stripe.paymentIntents.cancel(paid.id),
      stripe.paymentIntents.capture(paid.id),
      stripe.paymentIntents.update(paid.id, { amount: 600 }),
    ]) {
      const error = await errorOf(call);
      expect(error).toMatchObject({ statusCode: 400, code: 'payment_intent_unexpected_state' });
      expect(error.raw).toMatchObject({ payment_intent: { id: paid.id, status: 'succeeded' } });
    }
    const open = await stripe.paymentIntents.create({ amount: 500, currency: 'usd' });
    const canceled = await stripe.paymentIntents.cancel(open.id, {
      cancellation_reason: 'abandoned',
    });
    expect(canceled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' });
    expect(await errorOf(stripe.paymentIntents.confirm(open.id))).toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
  });

  it('updates amount, metadata and card while it is open', async () => {
    const open = await stripe.paymentIntents.create({ amount: 500, currency: 'usd' });
    const changed = await stripe.paymentIntents.update(open.id, {
      amount: 700,
      metadata: { a: 'b' },
      payment_method: 'pm_card_visa',
    });
    expect(changed).toMatchObject({
      amount: 700,
      metadata: { a: 'b' },
      status: 'requires_confirmation',
    });
  });

  it('forgets what an attempt failed of when it is updated for any reason', async () => {
    const open = await stripe.paymentIntents.create({ amount: 500, currency: 'usd' });
    const declined = { payment_method: 'pm_card_chargeDeclined', return_url: 'https://shop.test' };
    await errorOf(stripe.paymentIntents.confirm(open.id, declined));
    const failed = await stripe.paymentIntents.retrieve(open.id);
    expect(failed.last_payment_error).toMatchObject({ code: 'card_declined' });
    const updated = await stripe.paymentIntents.update(open.id, { metadata: { attempt: '2' } });
    expect(updated).toMatchObject({
      last_payment_error: null,
      latest_charge: failed.latest_charge,
      status: 'requires_payment_method',
    });
  });

  it('demands a return address unless redirects are switched off', async () => {
    const open = await stripe.paymentIntents.create({ amount: 500, currency: 'usd' });
    const bare = stripe.paymentIntents.confirm(open.id, { payment_method: 'pm_card_visa' });
    expect(await errorOf(bare)).toMatchObject({ statusCode: 400, param: 'return_url' });
    const paid = await stripe.paymentIntents.confirm(open.id, {
      payment_method: 'pm_card_visa',
      return_url: 'https://shop.test/back',
    });
    expect(paid.status).toBe('succeeded');
  });

  it('uses an unattached card once, and keeps it when future usage is asked for', async () => {
    const customer = (await stripe.customers.create()).id;
    const once = await stripe.paymentMethods.retrieve('pm_card_visa');
    await pay(stripe, once.id, { customer });
    expect((await errorOf(pay(stripe, once.id, { customer }))).message).toMatch(
      /may not be used again/,
    );
    const kept = await pay(stripe, 'pm_card_visa', {
      customer,
      setup_future_usage: 'off_session',
    });
    const method = await stripe.paymentMethods.retrieve(String(kept.payment_method));
    expect(method.customer).toBe(customer);
    const later = await pay(stripe, method.id, { customer, off_session: true });
    expect(later.status).toBe('succeeded');
    const stranger = (await stripe.customers.create()).id;
    const theft = pay(stripe, method.id, { customer: stranger });
    expect(await errorOf(theft)).toMatchObject({ statusCode: 400, param: 'payment_method' });
  });

  it('is found by metadata, customer and status', async () => {
    const customer = (await stripe.customers.create()).id;
    const wanted = await pay(stripe, 'pm_card_visa', { customer, metadata: { purchaseId: 'p-7' } });
    await pay(stripe, 'pm_card_visa', { metadata: { purchaseId: 'p-8' } });
    const found = await stripe.paymentIntents.search({
      query: "metadata['purchaseId']:'p-7' AND status:'succeeded'",
    });
    expect(found).toMatchObject({ object: 'search_result', has_more: false });
    expect(found.data.map(({ id }) => id)).toEqual([wanted.id]);
    const listed = await stripe.paymentIntents.list({ customer });
    expect(listed.data.map(({ id }) => id)).toEqual([wanted.id]);
    expect(await errorOf(stripe.paymentIntents.search({ query: 'nonsense' }))).toMatchObject({
      statusCode: 400,
    });
  });

  it('shows a browser only what its client secret opens', async () => {
    const intent = await stripe.paymentIntents.create({ amount: 500, currency: 'usd' });
    const browser = { headers: { Authorization: 'Bearer pk_test_sandbox' } };
    const address = `${sandbox.url}/v1/payment_intents/${intent.id}`;
    const good = await fetch(`${address}?client_secret=${intent.client_secret}`, browser);
    const seen = (await good.json()) as Record<string, unknown>;
    expect(seen).toMatchObject({ id: intent.id, status: 'requires_payment_method' });
    expect(seen).not.toHaveProperty('metadata');
    expect(seen).not.toHaveProperty('customer');
    expect((await fetch(`${address}?client_secret=wrong`, browser)).status).toBe(400);
    expect((await fetch(address, browser)).status).toBe(401);
    expect((await fetch(`${sandbox.url}/v1/charges`, browser)).status).toBe(401);
  });
});
