import { anOrganization } from '@purser/testing';
import {
  anEndpoint,
  aPurchaseIsTold,
  deliverWebhooks,
  deliveriesTo,
  verified,
  WebhooksUnderTest,
} from '../../../testing/webhooks-fixture.js';

const TEN_ATTEMPTS = 10;

const under = WebhooksUnderTest.forEachTest();

describe('a webhook', () => {
  it('is the event, signed so that the official library takes it', async () => {
    const endpoint = await anEndpoint(under.t, under.acme, under.receiver.url('/hooks'));
    const purchaseId = await aPurchaseIsTold(under.t, under.acme);
    expect(await deliverWebhooks(under.t)).toMatchObject({ items: 1, errors: 0 });
    const [webhook] = under.receiver.received;
    if (!webhook) throw new Error('nothing came');
    expect(under.receiver.received).toHaveLength(1);
    expect(webhook.path).toBe('/hooks');
    expect(webhook.headers['content-type']).toBe('application/json');
    const event = verified(endpoint.secret, webhook);
    expect(event).toMatchObject({
      id: webhook.headers['webhook-id'],
      type: 'purchase.completed',
      organizationId: under.acme,
      timestamp: under.t.clock.now().toISOString(),
      data: {
        referenceId: purchaseId,
        tokens: 10_000,
        price: { total: { amount: 5_335, currency: 'USD' } },
      },
    });
    const other = await anEndpoint(under.t, under.acme, under.receiver.url('/other'));
    expect(() => verified(other.secret, webhook)).toThrow('No matching signature found');
    const [delivery] = await deliveriesTo(under.t, endpoint);
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
    expect(await deliverWebhooks(under.t)).toMatchObject({ items: 0 });
  });

  it('goes to each endpoint that wants its type, and to no other organization', async () => {
    const globex = await anOrganization(under.t);
    const wanted = await anEndpoint(under.t, under.acme, under.receiver.url('/all'), ['*']);
    await anEndpoint(under.t, under.acme, under.receiver.url('/none'), ['subscription.paused']);
    await anEndpoint(under.t, globex, under.receiver.url('/globex'), ['*']);
    await aPurchaseIsTold(under.t, under.acme);
    await deliverWebhooks(under.t);
    expect(under.receiver.received.map(({ path }) => path)).toEqual(['/all', '/all']);
    const told = await deliveriesTo(under.t, wanted);
    expect(told.map(({ type }) => type).toSorted()).toEqual([
      'invoice.issued',
      'purchase.completed',
    ]);
  });

  it('that is answered 500 is tried again by the plan, with the same id and body', async () => {
    under.receiver.answer({ status: 500, body: 'no \0 luck' });
    const endpoint = await anEndpoint(under.t, under.acme, under.receiver.url());
    await aPurchaseIsTold(under.t, under.acme);
    await deliverWebhooks(under.t);
    const [failed] = await deliveriesTo(under.t, endpoint);
    expect(failed).toMatchObject({ status: 'pending', attempts: 1, httpStatus: 500 });
    expect(failed?.attemptLog[0]).toMatchObject({
      outcome: 'failed',
      responseBody: 'no \u{fffd} luck',
      error: 'answered 500',
    });
    under.t.clock.advance({ seconds: 59 });
    expect((await deliverWebhooks(under.t)).items).toBe(0);
    under.t.clock.set(failed?.nextAttemptAt ?? '');
    under.receiver.answer({ status: 200, body: 'x'.repeat(5_000) });
    expect(await deliverWebhooks(under.t)).toMatchObject({ items: 1, errors: 0 });
    const [delivered] = await deliveriesTo(under.t, endpoint);
    expect(delivered).toMatchObject({ status: 'delivered', attempts: 2, lastError: null });
    expect(delivered?.attemptLog[1]?.responseBody).toBe('x'.repeat(1_024));
    const [first, second] = under.receiver.received;
    if (!first || !second) throw new Error('it was not sent twice');
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
    expect(second.body).toBe(first.body);
    for (const webhook of under.receiver.received) verified(endpoint.secret, webhook);
    expect((await under.endpoint(endpoint.id)).failingSince).toBeNull();
  });

  it('that is not answered in time, or hung up on, is a failure that says so', async () => {
    const endpoint = await anEndpoint(under.t, under.acme, under.receiver.url());
    under.receiver.answer('hold');
    await aPurchaseIsTold(under.t, under.acme);
    await deliverWebhooks(under.t);
    const [held] = await deliveriesTo(under.t, endpoint);
    expect(held).toMatchObject({
      status: 'pending',
      httpStatus: null,
      lastError: 'no answer within 0.3 s',
    });
    under.receiver.answer('hangUp');
    under.t.clock.set(held?.nextAttemptAt ?? '');
    await deliverWebhooks(under.t);
    const [hungUp] = await deliveriesTo(under.t, endpoint);
    expect(hungUp).toMatchObject({ status: 'pending', attempts: 2, httpStatus: null });
    expect(hungUp?.lastError).toMatch(/other side closed|ECONNRESET/);
  });

  it('is not followed where it is sent on to', async () => {
    under.receiver.answer({ status: 307, headers: { location: under.receiver.url('/elsewhere') } });
    const endpoint = await anEndpoint(under.t, under.acme, under.receiver.url('/moved'));
    await aPurchaseIsTold(under.t, under.acme);
    await deliverWebhooks(under.t);
    expect(under.receiver.received.map(({ path }) => path)).toEqual(['/moved']);
    const [delivery] = await deliveriesTo(under.t, endpoint);
    expect(delivery?.lastError).toBe('answered 307; redirects are not followed');
  });

  it('waits as long as 429 asks for, and so does everything for that endpoint', async () => {
    under.receiver.answer({ status: 429, headers: { 'retry-after': '7200' } });
    const endpoint = await anEndpoint(under.t, under.acme, under.receiver.url());
    await aPurchaseIsTold(under.t, under.acme);
    await deliverWebhooks(under.t);
    const until = new Date(under.t.clock.now().getTime() + 7_200_000).toISOString();
    expect((await deliveriesTo(under.t, endpoint))[0]?.nextAttemptAt).toBe(until);
    under.t.clock.advance({ minutes: 119 });
    await aPurchaseIsTold(under.t, under.acme);
    expect((await deliverWebhooks(under.t)).items).toBe(0);
    const waiting = (await deliveriesTo(under.t, endpoint)).map(
      ({ nextAttemptAt }) => nextAttemptAt,
    );
    expect(waiting).toEqual([until, until]);
    under.receiver.answer({ status: 200 });
    under.t.clock.advance({ minutes: 1 });
    expect((await deliverWebhooks(under.t)).items).toBe(2);
    expect(under.receiver.received).toHaveLength(3);
  });

  it('waits until the date that Retry-After names', async () => {
    const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
    under.receiver.answer({ status: 503, headers: { 'retry-after': inAnHour } });
    const endpoint = await anEndpoint(under.t, under.acme, under.receiver.url());
    await aPurchaseIsTold(under.t, under.acme);
    await deliverWebhooks(under.t);
    const [delivery] = await deliveriesTo(under.t, endpoint);
    const wait = Date.parse(delivery?.nextAttemptAt ?? '') - under.t.clock.now().getTime();
    expect(wait).toBeGreaterThan(3_500_000);
    expect(wait).toBeLessThanOrEqual(3_600_000);
  });

  it('that never gets through is given up after three days, and its endpoint disabled', async () => {
    under.receiver.answer({ status: 500 });
    const endpoint = await anEndpoint(under.t, under.acme, under.receiver.url());
    await aPurchaseIsTold(under.t, under.acme);
    const hours = await under.untilGivenUp(endpoint);
    expect(hours).toBeGreaterThanOrEqual(72);
    expect(hours).toBeLessThan(76);
    expect(under.receiver.received).toHaveLength(TEN_ATTEMPTS);
    expect(new Set(under.receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(
      1,
    );
    const [delivery] = await deliveriesTo(under.t, endpoint);
    expect(delivery).toMatchObject({ status: 'failed', attempts: TEN_ATTEMPTS });
    expect(await under.endpoint(endpoint.id)).toMatchObject({
      enabled: false,
      disabledReason: 'failing',
      disabledAt: under.t.clock.now().toISOString(),
    });
    await aPurchaseIsTold(under.t, under.acme);
    await deliverWebhooks(under.t);
    expect(await deliveriesTo(under.t, endpoint)).toHaveLength(1);
  });

  it('that succeeds now and then keeps its endpoint enabled', async () => {
    const endpoint = await anEndpoint(under.t, under.acme, under.receiver.url());
    for (let day = 0; day < 6; day += 1) {
      under.receiver.answer({ status: day % 2 === 0 ? 500 : 200 });
      await aPurchaseIsTold(under.t, under.acme);
      await deliverWebhooks(under.t);
      under.t.clock.advance({ days: 1 });
    }
    expect(await under.endpoint(endpoint.id)).toMatchObject({ enabled: true });
  });

  it('answered 410 disables the endpoint, calls off what waits, and is told once', async () => {
    under.receiver.answer({ status: 500 });
    const endpoint = await anEndpoint(under.t, under.acme, under.receiver.url());
    for (let told = 0; told < 3; told += 1) await aPurchaseIsTold(under.t, under.acme);
    await deliverWebhooks(under.t);
    under.receiver.answer({ status: 410 });
    under.t.clock.advance({ minutes: 2 });
    await deliverWebhooks(under.t);
    expect(await under.endpoint(endpoint.id)).toMatchObject({
      enabled: false,
      disabledReason: 'gone',
    });
    const statuses = (await deliveriesTo(under.t, endpoint)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set(['failed']));
    const { rows } = await under.t.superuser.query<{ payload: object }>(
      `SELECT payload FROM outbox WHERE organization_id = $1
       AND event = 'notifications.webhook-endpoint-disabled'`,
      [under.acme],
    );
    expect(rows).toEqual([
      { payload: { endpointId: endpoint.id, url: under.receiver.url(), reason: 'gone' } },
    ]);
    expect(await under.audited()).toEqual([
      'webhook-endpoint.created',
      'webhook-endpoint.disabled',
    ]);
    under.t.clock.advance({ days: 10 });
    expect((await deliverWebhooks(under.t)).items).toBe(0);
  });
});

describe('a slow endpoint', () => {
  it('holds up nobody else, and its own rest waits for the next run', async () => {
    under.receiver.answer('hold', '/slow');
    const slow = await anEndpoint(under.t, under.acme, under.receiver.url('/slow'));
    const quick = await anEndpoint(under.t, under.acme, under.receiver.url('/quick'));
    for (let told = 0; told < 20; told += 1) await aPurchaseIsTold(under.t, under.acme);
    const run = deliverWebhooks(under.t);
    await run;
    const arrivals = under.receiver.received.map(({ path }) => path);
    expect(arrivals.filter((path) => path === '/quick')).toHaveLength(20);
    expect((await deliveriesTo(under.t, quick)).map(({ status }) => status)).toEqual(
      Array.from({ length: 20 }, () => 'delivered'),
    );
    // Four at a time; after five failures in a row it is left alone: two rounds.
    expect(arrivals.filter((path) => path === '/slow')).toHaveLength(8);
    const untried = (await deliveriesTo(under.t, slow)).filter(({ attempts }) => attempts === 0);
    expect(untried).toHaveLength(12);
  });
});
