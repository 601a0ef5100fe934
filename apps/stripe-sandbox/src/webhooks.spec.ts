import type Stripe from 'stripe';
import {
  control,
  pay,
  startForTest,
  startReceiver,
  type Receiver,
} from '../test/sandbox-client.js';
import type { StripeSandbox } from './index.js';

describe('webhooks', () => {
  let sandbox: StripeSandbox;
  let stripe: Stripe;
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await startReceiver();
    ({ sandbox, stripe } = await startForTest({
      webhook: { url: receiver.url },
      webhookDelivery: { retryBaseMs: 5, attempts: 4 },
    }));
  });
  afterEach(async () => {
    await sandbox.close();
    await receiver.close();
  });

  it('sends each event once, signed so that the SDK accepts it', async () => {
    await pay(stripe, 'pm_card_visa');
    const calls = await receiver.until(4);
    await sandbox.flushWebhooks();
    expect(calls.map(({ event }) => event.type).sort()).toEqual([
      'charge.succeeded',
      'charge.updated',
      'payment_intent.created',
      'payment_intent.succeeded',
    ]);
    for (const { body, signature } of calls) {
      const event = stripe.webhooks.constructEvent(body, signature, sandbox.webhookSecret);
      expect(event.api_version).toBe('2026-10-28.endive');
      expect(() => stripe.webhooks.constructEvent(body, signature, 'whsec_other')).toThrow();
      const forged = body.replace('"livemode": false', '"livemode": true');
      expect(() =>
        stripe.webhooks.constructEvent(forged, signature, sandbox.webhookSecret),
      ).toThrow();
    }
    const events = await stripe.events.list({ delivery_success: true });
    expect(events.data).toHaveLength(4);
    expect(events.data.every((event) => event.pending_webhooks === 0)).toBe(true);
  });

  it('tries again until it is accepted', async () => {
    receiver.statuses = [500, 302];
    await stripe.customers.create();
    await receiver.until(3);
    await sandbox.flushWebhooks();
    expect(receiver.received).toHaveLength(3);
    expect(new Set(receiver.received.map(({ event }) => event.id)).size).toBe(1);
    expect((await stripe.events.list({ delivery_success: false })).data).toEqual([]);
  });

  it('gives up after its attempts and delivers on demand', async () => {
    receiver.statuses = [503, 503, 503, 503];
    await stripe.customers.create();
    await receiver.until(4);
    // A flush waits for what is under way, so the fourth failure is on record after it.
    expect(await sandbox.flushWebhooks()).toEqual({ delivered: 0, undelivered: 1 });
    expect(receiver.received).toHaveLength(4);
    const [failed] = (await stripe.events.list({ delivery_success: false })).data;
    expect(failed).toMatchObject({ type: 'customer.created', pending_webhooks: 1 });
    expect(await sandbox.flushWebhooks(true)).toEqual({ delivered: 1, undelivered: 0 });
  });

  it('signs with both secrets while one is rotated', async () => {
    const endpoint = await stripe.webhookEndpoints.create({
      url: receiver.url,
      enabled_events: ['customer.created'],
    });
    sandbox.setFaults({ webhooks: { paused: true } });
    const next = sandbox.rotateSecret(endpoint.id, 60_000);
    await stripe.customers.create();
    await sandbox.flushWebhooks();
    const signed = receiver.received.filter(({ signature }) => signature.split('v1=').length === 3);
    expect(signed).toHaveLength(1);
    for (const secret of [String(endpoint.secret), next]) {
      const { body = '', signature = '' } = signed[0] ?? {};
      expect(stripe.webhooks.constructEvent(body, signature, secret).type).toBe('customer.created');
    }
  });

  it('tells each endpoint only what it asked for', async () => {
    const other = await startReceiver();
    const endpoint = await stripe.webhookEndpoints.create({
      url: other.url,
      enabled_events: ['payment_intent.succeeded'],
    });
    expect(endpoint.secret).toMatch(/^whsec_/);
    expect(await stripe.webhookEndpoints.retrieve(endpoint.id)).not.toHaveProperty('secret');
    await pay(stripe, 'pm_card_visa');
    await sandbox.flushWebhooks();
    expect(other.received.map(({ event }) => event.type)).toEqual(['payment_intent.succeeded']);
    await stripe.webhookEndpoints.update(endpoint.id, { disabled: true });
    await pay(stripe, 'pm_card_visa');
    await sandbox.flushWebhooks();
    await stripe.webhookEndpoints.del(endpoint.id);
    expect((await stripe.webhookEndpoints.list()).data.map(({ id }) => id)).not.toContain(
      endpoint.id,
    );
    expect(other.received).toHaveLength(1);
    await other.close();
  });

  it('duplicates, drops and holds back on demand', async () => {
    sandbox.setFaults({ webhooks: { duplicate: 2 } });
    await stripe.customers.create();
    await receiver.until(3);
    expect(new Set(receiver.received.map(({ event }) => event.id)).size).toBe(1);

    sandbox.setFaults({ webhooks: { dropNext: 1 } });
    const lost = await stripe.customers.create();
    const kept = await stripe.customers.create();
    await receiver.until(4);
    await sandbox.flushWebhooks();
    const seen = receiver.received.slice(3).map(({ event }) => event.data.object as { id: string });
    expect(seen.map(({ id }) => id)).toEqual([kept.id]);
    const missing = await stripe.events.list({ delivery_success: false });
    expect(missing.data.map(({ data }) => data.object)).toMatchObject([{ id: lost.id }]);

    sandbox.setFaults({ webhooks: { paused: true } });
    await stripe.customers.create();
    expect(receiver.received).toHaveLength(4);
    await control(sandbox, 'POST', 'webhooks/flush', { includesLost: true });
    expect(receiver.received).toHaveLength(6);
  });

  it('loses a share of the events, the same ones for the same seed', async () => {
    const arrived: string[] = [];
    for (const [seed, drop] of [
      [11, 0.5],
      [11, 0.5],
      [11, 1],
    ] as const) {
      sandbox.reset();
      receiver.received.length = 0;
      sandbox.setFaults({ seed, webhooks: { drop } });
      for (let index = 0; index < 9; index += 1) {
        await stripe.customers.create({ name: String(index) });
      }
      await sandbox.flushWebhooks();
      const names = receiver.received.map(
        ({ event }) => (event.data.object as { name: string }).name,
      );
      arrived.push(names.toSorted().join(''));
    }
    const [some = '', again, none] = arrived;
    expect(some.length).toBeGreaterThan(0);
    expect(some.length).toBeLessThan(9);
    expect(again).toBe(some);
    expect(none).toBe('');
  });

  it('reorders events, in the same way for the same seed', async () => {
    const orders: string[] = [];
    for (const seed of [7, 7]) {
      sandbox.reset();
      receiver.received.length = 0;
      sandbox.setFaults({ seed, webhooks: { reorder: true, paused: true } });
      for (let index = 0; index < 8; index += 1) {
        await stripe.customers.create({ name: String(index) });
      }
      await sandbox.flushWebhooks();
      const names = receiver.received.map(
        ({ event }) => (event.data.object as { name: string }).name,
      );
      orders.push(names.join(''));
    }
    expect([...(orders[0] ?? '')].sort().join('')).toBe('01234567');
    expect(orders[0]).not.toBe('01234567');
    expect(orders[1]).toBe(orders[0]);
  });
});
