import { newId } from '@purser/platform';
import { anOrganization } from '@purser/testing';
import {
  anEndpoint,
  aPurchaseIsTold,
  deliverWebhooks,
  deliveriesTo,
  verified,
  WebhooksUnderTest,
} from '../../../testing/webhooks-fixture.js';
import { DeliveryDesk } from './delivery-desk.js';
import { WebhookDispatcher } from './webhook-dispatcher.service.js';

const under = WebhooksUnderTest.forEachTest();

describe('a sender that dies', () => {
  it('between sending and noting is taken over when its lease runs out, with the same id', async () => {
    const endpoint = await anEndpoint(under.t, under.acme, under.receiver.url());
    await aPurchaseIsTold(under.t, under.acme);
    const doomed = await under.another();
    // The message goes out; then nothing of this process writes anything any more.
    const desk = doomed.get(DeliveryDesk);
    desk.record = () => Promise.reject(new Error('killed'));
    expect(await deliverWebhooks(doomed)).toMatchObject({ items: 0, errors: 1 });
    await doomed.close();
    expect(under.receiver.received).toHaveLength(1);
    under.t.clock.advance({ seconds: 59 });
    expect((await deliverWebhooks(under.t)).items).toBe(0);
    under.t.clock.advance({ seconds: 1 });
    expect(await deliverWebhooks(under.t)).toMatchObject({ items: 1, errors: 0 });
    const [first, second] = under.receiver.received;
    if (!first || !second) throw new Error('it was not sent again');
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
    expect(second.body).toBe(first.body);
    for (const webhook of under.receiver.received) verified(endpoint.secret, webhook);
    const [delivery] = await deliveriesTo(under.t, endpoint);
    expect(delivery).toMatchObject({ status: 'delivered', attempts: 2 });
    expect(delivery?.attemptLog.map(({ outcome, error }) => [outcome, error])).toEqual([
      ['failed', 'The sender stopped before it could note the answer'],
      ['delivered', null],
    ]);
  });

  it('and comes back after somebody took over does not overwrite the result', async () => {
    const endpoint = await anEndpoint(under.t, under.acme, under.receiver.url());
    await aPurchaseIsTold(under.t, under.acme);
    await under.t.get(WebhookDispatcher).deliverDue('test', under.t.clock.now(), {
      items: 0,
      errors: 0,
      firstError: null,
    });
    const { rows } = await under.t.superuser.query<{ id: string }>(
      `UPDATE webhook_deliveries SET status = 'pending', delivered_at = NULL, due_at = $2
       WHERE organization_id = $1 RETURNING id`,
      [under.acme, under.t.clock.now()],
    );
    expect(rows).toHaveLength(1);
    const lane = { organizationId: under.acme, id: endpoint.id };
    const [stale] = await under.t.get(DeliveryDesk).claim(lane, 1);
    if (!stale) throw new Error('nothing to claim');
    under.t.clock.advance({ minutes: 1 });
    await deliverWebhooks(under.t);
    const answer = { gone: true, httpStatus: 410, retryAfterMs: null, responseBody: null };
    await under.t
      .get(DeliveryDesk)
      .record(stale, { ...answer, delivered: false, error: 'late', latencyMs: 1 });
    const [delivery] = await deliveriesTo(under.t, endpoint);
    expect(delivery).toMatchObject({ status: 'delivered', httpStatus: 204 });
    expect(await under.endpoint(endpoint.id)).toMatchObject({ enabled: true });
  });
});

describe('two instances', () => {
  it('send each delivery once', async () => {
    const other = await under.another();
    try {
      const endpoint = await anEndpoint(under.t, under.acme, under.receiver.url());
      for (let told = 0; told < 40; told += 1) await aPurchaseIsTold(under.t, under.acme);
      const runs = await Promise.all([
        deliverWebhooks(under.t),
        deliverWebhooks(other),
        deliverWebhooks(under.t),
        deliverWebhooks(other),
      ]);
      // Whoever came while the other published may have left before there was anything to send.
      const last = await deliverWebhooks(under.t);
      expect([...runs, last].map(({ errors }) => errors)).toEqual([0, 0, 0, 0, 0]);
      const ids = under.receiver.received.map(({ headers }) => headers['webhook-id']);
      expect(ids).toHaveLength(40);
      expect(new Set(ids).size).toBe(40);
      const attempts = (await deliveriesTo(under.t, endpoint)).map((delivery) => delivery.attempts);
      expect(attempts).toEqual(Array.from({ length: 40 }, () => 1));
    } finally {
      await other.close();
    }
  });
});

describe('a poisoned organization', () => {
  it('is counted and stops nobody else', async () => {
    const globex = await anOrganization(under.t);
    await anEndpoint(under.t, under.acme, under.receiver.url('/acme'));
    const broken = await anEndpoint(under.t, globex, under.receiver.url('/globex'));
    await under.t.superuser.query(
      `UPDATE webhook_endpoints SET secret = 'v1.AAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA'
       WHERE id = $1`,
      [broken.id],
    );
    await aPurchaseIsTold(under.t, globex);
    // A row that no translation can work on: the purchase it names is no id.
    await under.t.superuser.query(
      `INSERT INTO outbox (organization_id, id, event, payload, created_at)
       VALUES ($1, $2, 'purchases.purchase-completed', '{"purchaseId": "none"}', $3)`,
      [await anOrganization(under.t), newId(under.t.clock.now()), under.t.clock.now()],
    );
    await aPurchaseIsTold(under.t, under.acme);
    const run = await deliverWebhooks(under.t);
    expect(run).toMatchObject({ errors: 1 });
    expect(under.receiver.received.map(({ path }) => path)).toEqual(['/acme']);
    const [unsent] = await deliveriesTo(under.t, broken);
    expect(unsent).toMatchObject({ status: 'pending', attempts: 1, httpStatus: null });
    expect(unsent?.lastError).toBe(
      'The secret cannot be read: its key is not in WEBHOOK_SECRETS_KEYS',
    );
  });
});

describe('an endpoint whose deliveries cannot be claimed', () => {
  it('is counted and stops nobody else', async () => {
    const broken = await anEndpoint(under.t, under.acme, under.receiver.url('/broken'));
    await anEndpoint(under.t, under.acme, under.receiver.url('/whole'));
    await aPurchaseIsTold(under.t, under.acme);
    const desk = under.t.get(DeliveryDesk);
    const claim = desk.claim.bind(desk);
    desk.claim = (endpoint, most) =>
      endpoint.id === broken.id ? Promise.reject(new Error('poison')) : claim(endpoint, most);
    try {
      const run = await deliverWebhooks(under.t);
      expect(run).toMatchObject({
        items: 1,
        errors: 1,
        firstError: expect.stringMatching('poison') as string,
      });
    } finally {
      desk.claim = claim;
    }
    expect(under.receiver.received.map(({ path }) => path)).toEqual(['/whole']);
  });
});
