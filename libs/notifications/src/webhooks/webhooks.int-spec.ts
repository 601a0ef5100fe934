import type { WebhookEndpointSecretView } from '@purser/contracts';
import { newId } from '@purser/platform';
import {
  anOrganization,
  createTestDatabase,
  testModule,
  type RunningModule,
  type TestDatabase,
} from '@purser/testing';
import { aWebhookReceiver, type WebhookReceiver } from '../../testing/a-webhook-receiver.js';
import {
  ADMIN,
  anEndpoint,
  aPurchaseIsTold,
  deliverWebhooks,
  deliveriesTo,
  verified,
} from '../../testing/webhooks-fixture.js';
import { DeliveryDesk } from './sending/delivery-desk.js';
import { WebhookDispatcher } from './sending/webhook-dispatcher.service.js';
import { WebhookDeliveries } from './webhook-deliveries.service.js';
import { WebhookEndpoints } from './webhook-endpoints.service.js';
import { WebhookLimits } from './webhook-limits.js';
import { WebhooksModule } from './webhooks.module.js';

/** The real bounds, but an endpoint has a third of a second to answer. */
class TestLimits extends WebhookLimits {
  override readonly timeoutMs = 300;
}

const LIMITS = new TestLimits();
const TEN_ATTEMPTS = 10;
const options = (database: TestDatabase) => ({
  imports: [WebhooksModule],
  database,
  overrides: [{ provide: WebhookLimits, useValue: LIMITS }],
});

let database: TestDatabase;
let receiver: WebhookReceiver;
let t: RunningModule;
let acme: string;

beforeAll(async () => {
  database = await createTestDatabase();
  receiver = await aWebhookReceiver();
  t = await testModule(options(database));
});

afterAll(async () => {
  await t.close();
  await receiver.close();
  await database.drop();
});

beforeEach(async () => {
  receiver.answer({ status: 204 });
  receiver.received.length = 0;
  acme = await anOrganization(t, { name: 'Acme' });
});

// What a test leaves waiting is no business of the next: runs look at every organization.
afterEach(async () => {
  await t.superuser.query('TRUNCATE webhook_attempts, webhook_deliveries');
  await t.superuser.query('UPDATE outbox SET published = true');
});

const endpointState = (id: string) =>
  t
    .get(WebhookEndpoints)
    .get(acme, id)
    .then(({ view }) => view);

async function audited(): Promise<string[]> {
  const { rows } = await t.superuser.query<{ action: string }>(
    'SELECT action FROM token_audit_log WHERE organization_id = $1 ORDER BY sequence',
    [acme],
  );
  return rows.map(({ action }) => action);
}

/** Advances to each due instant until nothing is due any more; gives how many hours that took. */
async function untilGivenUp(endpoint: WebhookEndpointSecretView): Promise<number> {
  const began = t.clock.now().getTime();
  await deliverWebhooks(t);
  for (;;) {
    const due = (await deliveriesTo(t, endpoint))
      .map(({ nextAttemptAt }) => nextAttemptAt)
      .filter((at) => at !== null)
      .toSorted()[0];
    if (due === undefined) return (t.clock.now().getTime() - began) / 3_600_000;
    t.clock.set(due);
    await deliverWebhooks(t);
  }
}

describe('a webhook', () => {
  it('is the event, signed so that the official library takes it', async () => {
    const endpoint = await anEndpoint(t, acme, receiver.url('/hooks'));
    const purchaseId = await aPurchaseIsTold(t, acme);
    expect(await deliverWebhooks(t)).toMatchObject({ items: 1, errors: 0 });
    const [webhook] = receiver.received;
    if (!webhook) throw new Error('nothing came');
    expect(receiver.received).toHaveLength(1);
    expect(webhook.path).toBe('/hooks');
    expect(webhook.headers['content-type']).toBe('application/json');
    const event = verified(endpoint.secret, webhook);
    expect(event).toMatchObject({
      id: webhook.headers['webhook-id'],
      type: 'purchase.completed',
      organizationId: acme,
      timestamp: t.clock.now().toISOString(),
      data: {
        referenceId: purchaseId,
        tokens: 10_000,
        price: { total: { amount: 5_335, currency: 'USD' } },
      },
    });
    const other = await anEndpoint(t, acme, receiver.url('/other'));
    expect(() => verified(other.secret, webhook)).toThrow('No matching signature found');
    const [delivery] = await deliveriesTo(t, endpoint);
    expect(delivery).toMatchObject({
      status: 'delivered',
      attempts: 1,
      httpStatus: 204,
      lastError: null,
      nextAttemptAt: null,
      eventId: webhook.headers['webhook-id'],
      payload: event,
      attemptLog: [{ attempt: 1, outcome: 'delivered', httpStatus: 204, error: null }],
    });
    expect(await deliverWebhooks(t)).toMatchObject({ items: 0 });
  });

  it('goes to each endpoint that wants its type, and to no other organization', async () => {
    const globex = await anOrganization(t);
    const wanted = await anEndpoint(t, acme, receiver.url('/all'), ['*']);
    await anEndpoint(t, acme, receiver.url('/none'), ['subscription.paused']);
    await anEndpoint(t, globex, receiver.url('/globex'), ['*']);
    await aPurchaseIsTold(t, acme);
    await deliverWebhooks(t);
    expect(receiver.received.map(({ path }) => path)).toEqual(['/all', '/all']);
    const told = await deliveriesTo(t, wanted);
    expect(told.map(({ type }) => type).toSorted()).toEqual([
      'invoice.issued',
      'purchase.completed',
    ]);
  });

  it('that is answered 500 is tried again by the plan, with the same id and body', async () => {
    receiver.answer({ status: 500, body: 'no \0 luck' });
    const endpoint = await anEndpoint(t, acme, receiver.url());
    await aPurchaseIsTold(t, acme);
    await deliverWebhooks(t);
    const [failed] = await deliveriesTo(t, endpoint);
    expect(failed).toMatchObject({ status: 'pending', attempts: 1, httpStatus: 500 });
    expect(failed?.attemptLog[0]).toMatchObject({
      outcome: 'failed',
      responseBody: 'no \u{fffd} luck',
      error: 'answered 500',
    });
    t.clock.advance({ seconds: 59 });
    expect((await deliverWebhooks(t)).items).toBe(0);
    t.clock.set(failed?.nextAttemptAt ?? '');
    receiver.answer({ status: 200, body: 'x'.repeat(5_000) });
    expect(await deliverWebhooks(t)).toMatchObject({ items: 1, errors: 0 });
    const [delivered] = await deliveriesTo(t, endpoint);
    expect(delivered).toMatchObject({ status: 'delivered', attempts: 2, lastError: null });
    expect(delivered?.attemptLog[1]?.responseBody).toBe('x'.repeat(1_024));
    const [first, second] = receiver.received;
    if (!first || !second) throw new Error('it was not sent twice');
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
    expect(second.body).toBe(first.body);
    for (const webhook of receiver.received) verified(endpoint.secret, webhook);
    expect((await endpointState(endpoint.id)).failingSince).toBeNull();
  });

  it('that is not answered in time, or hung up on, is a failure that says so', async () => {
    const endpoint = await anEndpoint(t, acme, receiver.url());
    receiver.answer('hold');
    await aPurchaseIsTold(t, acme);
    await deliverWebhooks(t);
    const [held] = await deliveriesTo(t, endpoint);
    expect(held).toMatchObject({
      status: 'pending',
      httpStatus: null,
      lastError: 'no answer within 0.3 s',
    });
    receiver.answer('hangUp');
    t.clock.set(held?.nextAttemptAt ?? '');
    await deliverWebhooks(t);
    const [hungUp] = await deliveriesTo(t, endpoint);
    expect(hungUp).toMatchObject({ status: 'pending', attempts: 2, httpStatus: null });
    expect(hungUp?.lastError).toMatch(/other side closed|ECONNRESET/);
  });

  it('is not followed where it is sent on to', async () => {
    receiver.answer({ status: 307, headers: { location: receiver.url('/elsewhere') } });
    const endpoint = await anEndpoint(t, acme, receiver.url('/moved'));
    await aPurchaseIsTold(t, acme);
    await deliverWebhooks(t);
    expect(receiver.received.map(({ path }) => path)).toEqual(['/moved']);
    const [delivery] = await deliveriesTo(t, endpoint);
    expect(delivery?.lastError).toBe('answered 307; redirects are not followed');
  });

  it('waits as long as 429 asks for, and so does everything for that endpoint', async () => {
    receiver.answer({ status: 429, headers: { 'retry-after': '7200' } });
    const endpoint = await anEndpoint(t, acme, receiver.url());
    await aPurchaseIsTold(t, acme);
    await deliverWebhooks(t);
    const until = new Date(t.clock.now().getTime() + 7_200_000).toISOString();
    expect((await deliveriesTo(t, endpoint))[0]?.nextAttemptAt).toBe(until);
    t.clock.advance({ minutes: 119 });
    await aPurchaseIsTold(t, acme);
    expect((await deliverWebhooks(t)).items).toBe(0);
    const waiting = (await deliveriesTo(t, endpoint)).map(({ nextAttemptAt }) => nextAttemptAt);
    expect(waiting).toEqual([until, until]);
    receiver.answer({ status: 200 });
    t.clock.advance({ minutes: 1 });
    expect((await deliverWebhooks(t)).items).toBe(2);
    expect(receiver.received).toHaveLength(3);
  });

  it('waits until the date that Retry-After names', async () => {
    const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
    receiver.answer({ status: 503, headers: { 'retry-after': inAnHour } });
    const endpoint = await anEndpoint(t, acme, receiver.url());
    await aPurchaseIsTold(t, acme);
    await deliverWebhooks(t);
    const [delivery] = await deliveriesTo(t, endpoint);
    const wait = Date.parse(delivery?.nextAttemptAt ?? '') - t.clock.now().getTime();
    expect(wait).toBeGreaterThan(3_500_000);
    expect(wait).toBeLessThanOrEqual(3_600_000);
  });

  it('that never gets through is given up after three days, and its endpoint disabled', async () => {
    receiver.answer({ status: 500 });
    const endpoint = await anEndpoint(t, acme, receiver.url());
    await aPurchaseIsTold(t, acme);
    const hours = await untilGivenUp(endpoint);
    expect(hours).toBeGreaterThanOrEqual(72);
    expect(hours).toBeLessThan(76);
    expect(receiver.received).toHaveLength(TEN_ATTEMPTS);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    const [delivery] = await deliveriesTo(t, endpoint);
    expect(delivery).toMatchObject({ status: 'failed', attempts: TEN_ATTEMPTS });
    expect(await endpointState(endpoint.id)).toMatchObject({
      enabled: false,
      disabledReason: 'failing',
      disabledAt: t.clock.now().toISOString(),
    });
    await aPurchaseIsTold(t, acme);
    await deliverWebhooks(t);
    expect(await deliveriesTo(t, endpoint)).toHaveLength(1);
  });

  it('that succeeds now and then keeps its endpoint enabled', async () => {
    const endpoint = await anEndpoint(t, acme, receiver.url());
    for (let day = 0; day < 6; day += 1) {
      receiver.answer({ status: day % 2 === 0 ? 500 : 200 });
      await aPurchaseIsTold(t, acme);
      await deliverWebhooks(t);
      t.clock.advance({ days: 1 });
    }
    expect(await endpointState(endpoint.id)).toMatchObject({ enabled: true });
  });

  it('answered 410 disables the endpoint, calls off what waits, and is told once', async () => {
    receiver.answer({ status: 500 });
    const endpoint = await anEndpoint(t, acme, receiver.url());
    for (let told = 0; told < 3; told += 1) await aPurchaseIsTold(t, acme);
    await deliverWebhooks(t);
    receiver.answer({ status: 410 });
    t.clock.advance({ minutes: 2 });
    await deliverWebhooks(t);
    expect(await endpointState(endpoint.id)).toMatchObject({
      enabled: false,
      disabledReason: 'gone',
    });
    const statuses = (await deliveriesTo(t, endpoint)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set(['failed']));
    const { rows } = await t.superuser.query<{ payload: object }>(
      `SELECT payload FROM outbox WHERE organization_id = $1
       AND event = 'notifications.webhook-endpoint-disabled'`,
      [acme],
    );
    expect(rows).toEqual([
      { payload: { endpointId: endpoint.id, url: receiver.url(), reason: 'gone' } },
    ]);
    expect(await audited()).toEqual(['webhook-endpoint.created', 'webhook-endpoint.disabled']);
    t.clock.advance({ days: 10 });
    expect((await deliverWebhooks(t)).items).toBe(0);
  });
});

describe('a slow endpoint', () => {
  it('holds up nobody else, and its own rest waits for the next run', async () => {
    receiver.answer('hold', '/slow');
    const slow = await anEndpoint(t, acme, receiver.url('/slow'));
    const quick = await anEndpoint(t, acme, receiver.url('/quick'));
    for (let told = 0; told < 20; told += 1) await aPurchaseIsTold(t, acme);
    const run = deliverWebhooks(t);
    await run;
    const arrivals = receiver.received.map(({ path }) => path);
    expect(arrivals.filter((path) => path === '/quick')).toHaveLength(20);
    expect((await deliveriesTo(t, quick)).map(({ status }) => status)).toEqual(
      Array.from({ length: 20 }, () => 'delivered'),
    );
    // Four at a time; after five failures in a row it is left alone: two rounds.
    expect(arrivals.filter((path) => path === '/slow')).toHaveLength(8);
    const untried = (await deliveriesTo(t, slow)).filter(({ attempts }) => attempts === 0);
    expect(untried).toHaveLength(12);
  });
});

describe('a sender that dies', () => {
  it('between sending and noting is taken over when its lease runs out, with the same id', async () => {
    const endpoint = await anEndpoint(t, acme, receiver.url());
    await aPurchaseIsTold(t, acme);
    const doomed = await testModule({ ...options(database), clock: t.clock });
    // The message goes out; then nothing of this process writes anything any more.
    const desk = doomed.get(DeliveryDesk);
    desk.record = () => Promise.reject(new Error('killed'));
    expect(await deliverWebhooks(doomed)).toMatchObject({ items: 0, errors: 1 });
    await doomed.close();
    expect(receiver.received).toHaveLength(1);
    t.clock.advance({ seconds: 59 });
    expect((await deliverWebhooks(t)).items).toBe(0);
    t.clock.advance({ seconds: 1 });
    expect(await deliverWebhooks(t)).toMatchObject({ items: 1, errors: 0 });
    const [first, second] = receiver.received;
    if (!first || !second) throw new Error('it was not sent again');
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
    expect(second.body).toBe(first.body);
    for (const webhook of receiver.received) verified(endpoint.secret, webhook);
    const [delivery] = await deliveriesTo(t, endpoint);
    expect(delivery).toMatchObject({ status: 'delivered', attempts: 2 });
    expect(delivery?.attemptLog.map(({ outcome, error }) => [outcome, error])).toEqual([
      ['failed', 'The sender stopped before it could note the answer'],
      ['delivered', null],
    ]);
  });

  it('and comes back after somebody took over does not overwrite the result', async () => {
    const endpoint = await anEndpoint(t, acme, receiver.url());
    await aPurchaseIsTold(t, acme);
    await t.get(WebhookDispatcher).deliverDue('test', t.clock.now(), {
      items: 0,
      errors: 0,
      firstError: null,
    });
    const { rows } = await t.superuser.query<{ id: string }>(
      `UPDATE webhook_deliveries SET status = 'pending', delivered_at = NULL, due_at = $2
       WHERE organization_id = $1 RETURNING id`,
      [acme, t.clock.now()],
    );
    expect(rows).toHaveLength(1);
    const lane = { organizationId: acme, id: endpoint.id };
    const [stale] = await t.get(DeliveryDesk).claim(lane, 1);
    if (!stale) throw new Error('nothing to claim');
    t.clock.advance({ minutes: 1 });
    await deliverWebhooks(t);
    const answer = { gone: true, httpStatus: 410, retryAfterMs: null, responseBody: null };
    await t
      .get(DeliveryDesk)
      .record(stale, { ...answer, delivered: false, error: 'late', latencyMs: 1 });
    const [delivery] = await deliveriesTo(t, endpoint);
    expect(delivery).toMatchObject({ status: 'delivered', httpStatus: 204 });
    expect(await endpointState(endpoint.id)).toMatchObject({ enabled: true });
  });
});

describe('two instances', () => {
  it('send each delivery once', async () => {
    const other = await testModule({ ...options(database), clock: t.clock });
    try {
      const endpoint = await anEndpoint(t, acme, receiver.url());
      for (let told = 0; told < 40; told += 1) await aPurchaseIsTold(t, acme);
      const runs = await Promise.all([
        deliverWebhooks(t),
        deliverWebhooks(other),
        deliverWebhooks(t),
        deliverWebhooks(other),
      ]);
      // Whoever came while the other published may have left before there was anything to send.
      const last = await deliverWebhooks(t);
      expect([...runs, last].map(({ errors }) => errors)).toEqual([0, 0, 0, 0, 0]);
      const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
      expect(ids).toHaveLength(40);
      expect(new Set(ids).size).toBe(40);
      const attempts = (await deliveriesTo(t, endpoint)).map((delivery) => delivery.attempts);
      expect(attempts).toEqual(Array.from({ length: 40 }, () => 1));
    } finally {
      await other.close();
    }
  });
});

describe('a poisoned organization', () => {
  it('is counted and stops nobody else', async () => {
    const globex = await anOrganization(t);
    await anEndpoint(t, acme, receiver.url('/acme'));
    const broken = await anEndpoint(t, globex, receiver.url('/globex'));
    await t.superuser.query(
      `UPDATE webhook_endpoints SET secret = 'v1.AAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA'
       WHERE id = $1`,
      [broken.id],
    );
    await aPurchaseIsTold(t, globex);
    // A row that no translation can work on: the purchase it names is no id.
    await t.superuser.query(
      `INSERT INTO outbox (organization_id, id, event, payload, created_at)
       VALUES ($1, $2, 'purchases.purchase-completed', '{"purchaseId": "none"}', $3)`,
      [await anOrganization(t), newId(t.clock.now()), t.clock.now()],
    );
    await aPurchaseIsTold(t, acme);
    const run = await deliverWebhooks(t);
    expect(run).toMatchObject({ errors: 1 });
    expect(receiver.received.map(({ path }) => path)).toEqual(['/acme']);
    const [unsent] = await deliveriesTo(t, broken);
    expect(unsent).toMatchObject({ status: 'pending', attempts: 1, httpStatus: null });
    expect(unsent?.lastError).toBe(
      'The secret cannot be read: its key is not in WEBHOOK_SECRETS_KEYS',
    );
  });
});

describe('a secret', () => {
  it('stands sealed in the database', async () => {
    const { id, secret } = await anEndpoint(t, acme, receiver.url());
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const { rows } = await t.superuser.query<{ row: string }>(
      `SELECT e::text AS row FROM webhook_endpoints e WHERE id = $1
       UNION ALL SELECT l::text FROM token_audit_log l WHERE organization_id = $2`,
      [id, acme],
    );
    expect(rows).toHaveLength(2);
    for (const { row } of rows) expect(row).not.toContain(secret.slice(6, 40));
  });

  it('that was rotated signs for a day beside the fresh one, then no longer', async () => {
    const endpoint = await anEndpoint(t, acme, receiver.url());
    const { view: rotated } = await t
      .get(WebhookEndpoints)
      .rotateSecret(acme, endpoint.id, 24, null, ADMIN);
    expect(rotated.secret).not.toBe(endpoint.secret);
    expect(rotated.previousSecretUntil).toBe(
      new Date(t.clock.now().getTime() + 86_400_000).toISOString(),
    );
    await aPurchaseIsTold(t, acme);
    await deliverWebhooks(t);
    t.clock.advance({ hours: 24 });
    await aPurchaseIsTold(t, acme);
    await deliverWebhooks(t);
    const [during, after] = receiver.received;
    if (!during || !after) throw new Error('not both came');
    expect(String(during.headers['webhook-signature']).split(' ')).toHaveLength(2);
    verified(endpoint.secret, during);
    verified(rotated.secret, during);
    verified(rotated.secret, after);
    expect(() => verified(endpoint.secret, after)).toThrow('No matching signature found');
  });

  it('that leaked stops signing at once', async () => {
    const endpoint = await anEndpoint(t, acme, receiver.url());
    await t.get(WebhookEndpoints).rotateSecret(acme, endpoint.id, 0, null, ADMIN);
    await aPurchaseIsTold(t, acme);
    await deliverWebhooks(t);
    const [webhook] = receiver.received;
    if (!webhook) throw new Error('nothing came');
    expect(() => verified(endpoint.secret, webhook)).toThrow('No matching signature found');
  });
});

describe('delivering again', () => {
  it('sends the same event with the same id once more', async () => {
    const endpoint = await anEndpoint(t, acme, receiver.url());
    await aPurchaseIsTold(t, acme);
    await deliverWebhooks(t);
    const [delivered] = await deliveriesTo(t, endpoint);
    const deliveries = t.get(WebhookDeliveries);
    const waiting = await deliveries.redeliver(acme, delivered?.id ?? '', ADMIN);
    expect(waiting).toMatchObject({ status: 'pending', deliveredAt: null });
    await deliverWebhooks(t);
    const [first, second] = receiver.received;
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.body).toBe(first?.body);
    const [again] = await deliveriesTo(t, endpoint);
    expect(again).toMatchObject({ status: 'delivered', attempts: 2 });
    expect(await audited()).toEqual(['webhook-endpoint.created', 'webhook-delivery.redelivered']);
  });

  it('gives what had failed a whole plan again', async () => {
    receiver.answer({ status: 500 });
    const endpoint = await anEndpoint(t, acme, receiver.url());
    await aPurchaseIsTold(t, acme);
    await untilGivenUp(endpoint);
    const { enabled: _, ...view } = await endpointState(endpoint.id);
    const settings = { url: view.url, types: view.types, description: '', enabled: true };
    await t.get(WebhookEndpoints).change(acme, endpoint.id, settings, null, ADMIN);
    const [failed] = await deliveriesTo(t, endpoint);
    await t.get(WebhookDeliveries).redeliver(acme, failed?.id ?? '', ADMIN);
    await deliverWebhooks(t);
    expect((await deliveriesTo(t, endpoint))[0]).toMatchObject({ status: 'pending', attempts: 11 });
    receiver.answer({ status: 200 });
    t.clock.advance({ minutes: 2 });
    await deliverWebhooks(t);
    expect((await deliveriesTo(t, endpoint))[0]).toMatchObject({ status: 'delivered' });
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('is refused while the endpoint is disabled, and what waited is called off', async () => {
    receiver.answer({ status: 500 });
    const endpoint = await anEndpoint(t, acme, receiver.url());
    await aPurchaseIsTold(t, acme);
    await deliverWebhooks(t);
    const settings = { url: endpoint.url, types: ['*'], description: '', enabled: false };
    await t.get(WebhookEndpoints).change(acme, endpoint.id, settings, null, ADMIN);
    const [canceled] = await deliveriesTo(t, endpoint);
    expect(canceled).toMatchObject({ status: 'canceled', nextAttemptAt: null });
    await expect(
      t.get(WebhookDeliveries).redeliver(acme, canceled?.id ?? '', ADMIN),
    ).rejects.toMatchObject({ problem: 'webhook-endpoint-disabled' });
  });
});

describe('a test', () => {
  it('is sent at once, once, whatever comes of it', async () => {
    const endpoint = await anEndpoint(t, acme, receiver.url());
    const passed = await t.get(WebhookDeliveries).test(acme, endpoint.id, ADMIN);
    expect(passed).toMatchObject({ type: 'webhook.test', status: 'delivered', httpStatus: 204 });
    const [webhook] = receiver.received;
    if (!webhook) throw new Error('nothing came');
    expect(verified(endpoint.secret, webhook)).toEqual(passed.payload);
    receiver.answer({ status: 500, body: 'broken' });
    const failed = await t.get(WebhookDeliveries).test(acme, endpoint.id, ADMIN);
    expect(failed).toMatchObject({
      status: 'failed',
      nextAttemptAt: null,
      attemptLog: [{ httpStatus: 500, responseBody: 'broken' }],
    });
    expect((await endpointState(endpoint.id)).failingSince).toBeNull();
    t.clock.advance({ days: 1 });
    expect((await deliverWebhooks(t)).items).toBe(0);
  });
});
