import { setTimeout } from 'node:timers/promises';
import {
  ADMIN,
  anEndpoint,
  aPurchaseIsTold,
  deliverWebhooks,
  deliveriesTo,
  verified,
  WebhooksUnderTest,
} from '../../testing/webhooks-fixture.js';
import { WebhookDeliveries } from './webhook-deliveries.service.js';
import { WebhookEndpoints } from './webhook-endpoints.service.js';

const under = WebhooksUnderTest.forEachTest();

describe('a secret', () => {
  it('stands sealed in the database', async () => {
    const { id, secret } = await anEndpoint(under.t, under.acme, under.receiver.url());
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const { rows } = await under.t.superuser.query<{ row: string }>(
      `SELECT e::text AS row FROM webhook_endpoints e WHERE id = $1
       UNION ALL SELECT l::text FROM token_audit_log l WHERE organization_id = $2`,
      [id, under.acme],
    );
    expect(rows).toHaveLength(2);
    for (const { row } of rows) expect(row).not.toContain(secret.slice(6, 40));
  });

  it('that was rotated signs for a day beside the fresh one, then no longer', async () => {
    const endpoint = await anEndpoint(under.t, under.acme, under.receiver.url());
    const { view: rotated } = await under.t
      .get(WebhookEndpoints)
      .rotateSecret(under.acme, endpoint.id, 24, null, ADMIN);
    expect(rotated.secret).not.toBe(endpoint.secret);
    expect(rotated.previousSecretUntil).toBe(
      new Date(under.t.clock.now().getTime() + 86_400_000).toISOString(),
    );
    await aPurchaseIsTold(under.t, under.acme);
    await deliverWebhooks(under.t);
    under.t.clock.advance({ hours: 24 });
    await aPurchaseIsTold(under.t, under.acme);
    await deliverWebhooks(under.t);
    const [during, after] = under.receiver.received;
    if (!during || !after) throw new Error('not both came');
    expect(String(during.headers['webhook-signature']).split(' ')).toHaveLength(2);
    verified(endpoint.secret, during);
    verified(rotated.secret, during);
    verified(rotated.secret, after);
    expect(() => verified(endpoint.secret, after)).toThrow('No matching signature found');
  });

  it('that leaked stops signing at once', async () => {
    const endpoint = await anEndpoint(under.t, under.acme, under.receiver.url());
    await under.t.get(WebhookEndpoints).rotateSecret(under.acme, endpoint.id, 0, null, ADMIN);
    await aPurchaseIsTold(under.t, under.acme);
    await deliverWebhooks(under.t);
    const [webhook] = under.receiver.received;
    if (!webhook) throw new Error('nothing came');
    expect(() => verified(endpoint.secret, webhook)).toThrow('No matching signature found');
  });
});

describe('delivering again', () => {
  it('sends the same event with the same id once more', async () => {
    const endpoint = await anEndpoint(under.t, under.acme, under.receiver.url());
    await aPurchaseIsTold(under.t, under.acme);
    await deliverWebhooks(under.t);
    const [delivered] = await deliveriesTo(under.t, endpoint);
    const deliveries = under.t.get(WebhookDeliveries);
    const waiting = await deliveries.redeliver(under.acme, delivered?.id ?? '', ADMIN);
    expect(waiting).toMatchObject({ status: 'pending', deliveredAt: null });
    await deliverWebhooks(under.t);
    const [first, second] = under.receiver.received;
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.body).toBe(first?.body);
    const [again] = await deliveriesTo(under.t, endpoint);
    expect(again).toMatchObject({ status: 'delivered', attempts: 2 });
    expect(await under.audited()).toEqual([
      'webhook-endpoint.created',
      'webhook-delivery.redelivered',
    ]);
  });

  it('gives what had failed a whole plan again', async () => {
    under.receiver.answer({ status: 500 });
    const endpoint = await anEndpoint(under.t, under.acme, under.receiver.url());
    await aPurchaseIsTold(under.t, under.acme);
    await under.untilGivenUp(endpoint);
    const { enabled: _, ...view } = await under.endpoint(endpoint.id);
    const settings = { url: view.url, types: view.types, description: '', enabled: true };
    await under.t.get(WebhookEndpoints).change(under.acme, endpoint.id, settings, null, ADMIN);
    const [failed] = await deliveriesTo(under.t, endpoint);
    await under.t.get(WebhookDeliveries).redeliver(under.acme, failed?.id ?? '', ADMIN);
    await deliverWebhooks(under.t);
    expect((await deliveriesTo(under.t, endpoint))[0]).toMatchObject({
      status: 'pending',
      attempts: 11,
    });
    under.receiver.answer({ status: 200 });
    under.t.clock.advance({ minutes: 2 });
    await deliverWebhooks(under.t);
    expect((await deliveriesTo(under.t, endpoint))[0]).toMatchObject({ status: 'delivered' });
    expect(new Set(under.receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(
      1,
    );
  });

  it.each([500, 200])(
    'that is asked for while an attempt is under way begins anew, though that is answered %s',
    async (underWay) => {
      under.receiver.answer('hold');
      const endpoint = await anEndpoint(under.t, under.acme, under.receiver.url());
      await aPurchaseIsTold(under.t, under.acme);
      const run = deliverWebhooks(under.t);
      while (under.receiver.received.length === 0) await setTimeout(5);
      const [sent] = await deliveriesTo(under.t, endpoint);
      const waiting = await under.t
        .get(WebhookDeliveries)
        .redeliver(under.acme, sent?.id ?? '', ADMIN);
      const askedAt = under.t.clock.now().toISOString();
      expect(waiting).toMatchObject({ status: 'pending', nextAttemptAt: askedAt });
      under.receiver.answer({ status: 503 });
      under.receiver.release(underWay);
      await run;
      const [again] = await deliveriesTo(under.t, endpoint);
      expect(again).toMatchObject({ status: 'pending', attempts: 2, deliveredAt: null });
      expect(again?.attemptLog.map(({ httpStatus }) => httpStatus)).toEqual([underWay, 503]);
      const waitMs = Date.parse(again?.nextAttemptAt ?? '') - Date.parse(askedAt);
      expect(waitMs).toBeGreaterThanOrEqual(60_000);
      expect(waitMs).toBeLessThanOrEqual(63_000);
      under.receiver.answer({ status: 200 });
      under.t.clock.advance({ minutes: 2 });
      await deliverWebhooks(under.t);
      expect((await deliveriesTo(under.t, endpoint))[0]).toMatchObject({ status: 'delivered' });
      expect((await under.endpoint(endpoint.id)).failingSince).toBeNull();
    },
  );

  it('ends with the attempt under way where that disables the endpoint', async () => {
    under.receiver.answer('hold');
    const endpoint = await anEndpoint(under.t, under.acme, under.receiver.url());
    await aPurchaseIsTold(under.t, under.acme);
    const run = deliverWebhooks(under.t);
    while (under.receiver.received.length === 0) await setTimeout(5);
    const [sent] = await deliveriesTo(under.t, endpoint);
    await under.t.get(WebhookDeliveries).redeliver(under.acme, sent?.id ?? '', ADMIN);
    under.receiver.release(410);
    await run;
    const [gone] = await deliveriesTo(under.t, endpoint);
    expect(gone).toMatchObject({ status: 'failed', attempts: 1, nextAttemptAt: null });
  });

  it('is refused while the endpoint is disabled, and what waited is called off', async () => {
    under.receiver.answer({ status: 500 });
    const endpoint = await anEndpoint(under.t, under.acme, under.receiver.url());
    await aPurchaseIsTold(under.t, under.acme);
    await deliverWebhooks(under.t);
    const settings = { url: endpoint.url, types: ['*'], description: '', enabled: false };
    await under.t.get(WebhookEndpoints).change(under.acme, endpoint.id, settings, null, ADMIN);
    const [canceled] = await deliveriesTo(under.t, endpoint);
    expect(canceled).toMatchObject({ status: 'canceled', nextAttemptAt: null });
    await expect(
      under.t.get(WebhookDeliveries).redeliver(under.acme, canceled?.id ?? '', ADMIN),
    ).rejects.toMatchObject({ problem: 'webhook-endpoint-disabled' });
  });
});

describe('a test', () => {
  it('is sent at once, once, whatever comes of it', async () => {
    const endpoint = await anEndpoint(under.t, under.acme, under.receiver.url());
    const passed = await under.t.get(WebhookDeliveries).test(under.acme, endpoint.id, ADMIN);
    expect(passed).toMatchObject({ type: 'webhook.test', status: 'delivered', httpStatus: 204 });
    const [webhook] = under.receiver.received;
    if (!webhook) throw new Error('nothing came');
    expect(verified(endpoint.secret, webhook)).toEqual(passed.payload);
    under.receiver.answer({ status: 500, body: 'broken' });
    const failed = await under.t.get(WebhookDeliveries).test(under.acme, endpoint.id, ADMIN);
    expect(failed).toMatchObject({
      status: 'failed',
      nextAttemptAt: null,
      attemptLog: [{ httpStatus: 500, responseBody: 'broken' }],
    });
    expect((await under.endpoint(endpoint.id)).failingSince).toBeNull();
    under.t.clock.advance({ days: 1 });
    expect((await deliverWebhooks(under.t)).items).toBe(0);
  });
});

describe('endpoints', () => {
  const settings = (changes: object = {}) => ({
    url: under.receiver.url(),
    types: ['*'],
    description: 'Billing',
    enabled: true,
    ...changes,
  });

  it('are at most ten, also when they are created at once', async () => {
    const endpoints = under.t.get(WebhookEndpoints);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 14 }, () => endpoints.create(under.acme, settings(), ADMIN)),
    );
    const refused = outcomes.filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(4);
    for (const { reason } of refused) {
      expect(reason).toMatchObject({
        problem: 'too-many-webhook-endpoints',
        fields: { limit: 10 },
      });
    }
    const { data } = await endpoints.list(under.acme, { limit: 200 });
    expect(data).toHaveLength(10);
    await endpoints.delete(under.acme, data[0]?.id ?? '', null, ADMIN);
    await endpoints.create(under.acme, settings(), ADMIN);
  });

  it('are changed from the version that was read, or not at all', async () => {
    const endpoints = under.t.get(WebhookEndpoints);
    const { view, eTag } = await endpoints.create(under.acme, settings(), ADMIN);
    const changed = await endpoints.change(
      under.acme,
      view.id,
      settings({ description: 'Finance' }),
      eTag,
      ADMIN,
    );
    expect(changed.view).toMatchObject({ description: 'Finance', url: view.url });
    expect(changed.eTag).not.toBe(eTag);
    const stale = { problem: 'precondition-failed', fields: { currentETag: changed.eTag } };
    await expect(
      endpoints.change(under.acme, view.id, settings(), eTag, ADMIN),
    ).rejects.toMatchObject(stale);
    await expect(
      endpoints.rotateSecret(under.acme, view.id, 24, eTag, ADMIN),
    ).rejects.toMatchObject(stale);
    await expect(endpoints.delete(under.acme, view.id, eTag, ADMIN)).rejects.toMatchObject(stale);
    await endpoints.delete(under.acme, view.id, changed.eTag, ADMIN);
    await expect(endpoints.get(under.acme, view.id)).rejects.toMatchObject({
      problem: 'not-found',
    });
    expect(await under.audited()).toEqual([
      'webhook-endpoint.created',
      'webhook-endpoint.changed',
      'webhook-endpoint.deleted',
    ]);
  });

  it('that were deleted are sent nothing, keep their log, and hold no secret', async () => {
    under.receiver.answer({ status: 500 });
    const endpoint = await anEndpoint(under.t, under.acme, under.receiver.url());
    await aPurchaseIsTold(under.t, under.acme);
    await deliverWebhooks(under.t);
    await under.t.get(WebhookEndpoints).delete(under.acme, endpoint.id, null, ADMIN);
    under.t.clock.advance({ days: 1 });
    await aPurchaseIsTold(under.t, under.acme);
    expect((await deliverWebhooks(under.t)).items).toBe(0);
    const [kept, ...others] = await deliveriesTo(under.t, endpoint);
    expect(kept).toMatchObject({ status: 'canceled', url: endpoint.url, attempts: 1 });
    expect(others).toEqual([]);
    const { rows } = await under.t.superuser.query<{ secret: string }>(
      'SELECT secret FROM webhook_endpoints WHERE id = $1',
      [endpoint.id],
    );
    expect(rows).toEqual([{ secret: '' }]);
  });

  it('are not told what happened before they were made', async () => {
    await aPurchaseIsTold(under.t, under.acme);
    under.t.clock.advance({ seconds: 1 });
    const endpoint = await anEndpoint(under.t, under.acme, under.receiver.url());
    await deliverWebhooks(under.t);
    expect(await deliveriesTo(under.t, endpoint)).toEqual([]);
  });

  it('that were enabled again are told what happens from then on', async () => {
    const endpoints = under.t.get(WebhookEndpoints);
    const { view } = await endpoints.create(under.acme, settings({ enabled: false }), ADMIN);
    expect(view).toMatchObject({ enabled: false, disabledReason: 'requested' });
    await aPurchaseIsTold(under.t, under.acme);
    await deliverWebhooks(under.t);
    await endpoints.change(under.acme, view.id, settings(), null, ADMIN);
    await aPurchaseIsTold(under.t, under.acme);
    await deliverWebhooks(under.t);
    const sequences = under.receiver.received.map(
      ({ body }) => (JSON.parse(body) as { sequence: number }).sequence,
    );
    expect(sequences.toSorted((one, other) => one - other)).toEqual([3, 4]);
  });
});

describe('the log of deliveries', () => {
  it('is filtered by endpoint, state, type and time, and read in pages', async () => {
    const endpoint = await anEndpoint(under.t, under.acme, under.receiver.url('/a'), ['*']);
    await anEndpoint(under.t, under.acme, under.receiver.url('/b'), ['invoice.issued']);
    const start = under.t.clock.now();
    await aPurchaseIsTold(under.t, under.acme);
    await deliverWebhooks(under.t);
    under.t.clock.advance({ hours: 1 });
    under.receiver.answer({ status: 500 });
    await aPurchaseIsTold(under.t, under.acme);
    await deliverWebhooks(under.t);
    const deliveries = under.t.get(WebhookDeliveries);
    const count = async (filter: Parameters<WebhookDeliveries['list']>[1]) =>
      (await deliveries.list(under.acme, filter, { limit: 200 })).data.length;
    const later = under.t.clock.now();
    expect(await count({})).toBe(6);
    expect(await count({ endpointId: endpoint.id })).toBe(4);
    expect(await count({ status: 'delivered' })).toBe(3);
    expect(await count({ status: 'pending', type: 'invoice.issued' })).toBe(2);
    expect(await count({ from: start, to: later })).toBe(3);
    expect(await count({ from: later })).toBe(3);
    const first = await deliveries.list(under.acme, {}, { limit: 4 });
    const second = await deliveries.list(
      under.acme,
      {},
      { limit: 4, cursor: first.nextCursor ?? '' },
    );
    expect(second.nextCursor).toBeNull();
    const ids = [...first.data, ...second.data].map(({ id }) => id);
    expect(new Set(ids).size).toBe(6);
    expect(ids).toEqual(ids.toSorted().toReversed());
  });
});
