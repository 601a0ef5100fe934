import type { EventFeedView, EventType, PublicEventView } from '@purser/contracts';
import { JobRegistry, newId, Outbox } from '@purser/platform';
import { SubscriptionPaused, SubscriptionResumed } from '@purser/subscriptions';
import {
  anOrganization,
  createTestDatabase,
  testModule,
  type RunningModule,
  type TestDatabase,
} from '@purser/testing';
import { aWebhookReceiver } from '../../testing/a-webhook-receiver.js';
import {
  anEndpoint,
  aPurchaseIsTold,
  deliverWebhooks,
  deliveriesTo,
} from '../../testing/webhooks-fixture.js';
import { LowBalanceFired } from '../thresholds/threshold.events.js';
import { WebhookDeliveries } from '../webhooks/webhook-deliveries.service.js';
import { ADMIN } from '../../testing/webhooks-fixture.js';
import { WebhooksModule } from '../webhooks/webhooks.module.js';
import { EventFeed } from './event-feed.service.js';
import { EventPublisher } from './event-publisher.service.js';

let database: TestDatabase;
let t: RunningModule;
let acme: string;

beforeAll(async () => {
  database = await createTestDatabase();
  t = await testModule({ imports: [WebhooksModule], database });
});
afterAll(async () => {
  await t.close();
  await database.drop();
});
beforeEach(async () => {
  acme = await anOrganization(t);
});

const SUBSCRIPTION = '01978000-0000-7000-8000-000000000001';

/** Commits one event of the domain. */
async function happens(organizationId: string): Promise<void> {
  const event = new SubscriptionPaused({ organizationId, subscriptionId: SUBSCRIPTION });
  await t.unitOfWork.run(organizationId, (tx) => t.get(Outbox).append(tx, event));
}

const publish = (organizationId = acme) => t.get(EventPublisher).publish(organizationId);

const read = (
  after?: string,
  options: { limit?: number; types?: EventType[] } = {},
): Promise<EventFeedView> =>
  t.get(EventFeed).read(acme, {
    ...(after !== undefined && { after }),
    limit: options.limit ?? 200,
    types: options.types ?? [],
  });

/** Reads from `after` to the end, in stretches of `limit`. */
async function readAll(limit: number): Promise<PublicEventView[]> {
  const events: PublicEventView[] = [];
  let stretch = await read(undefined, { limit });
  events.push(...stretch.data);
  while (stretch.hasMore) {
    stretch = await read(stretch.cursor, { limit });
    events.push(...stretch.data);
  }
  return events;
}

const sequences = (events: readonly PublicEventView[]) => events.map(({ sequence }) => sequence);

describe('the feed', () => {
  it('tells each event once, oldest first, and goes on where it was left', async () => {
    const purchaseId = await aPurchaseIsTold(t, acme);
    await publish();
    const first = await read();
    expect(first.data.map(({ type, sequence }) => [type, sequence])).toEqual([
      ['purchase.completed', 1],
      ['invoice.issued', 2],
    ]);
    expect(first.data[1]?.data).toMatchObject({ purchaseReferenceId: purchaseId });
    expect(first.hasMore).toBe(false);
    expect(await read(first.cursor)).toEqual({ data: [], cursor: first.cursor, hasMore: false });
    await happens(acme);
    expect(await publish()).toBe(1);
    expect(await publish()).toBe(0);
    const next = await read(first.cursor);
    expect(next.data).toEqual([
      {
        id: expect.any(String) as string,
        type: 'subscription.paused',
        timestamp: t.clock.now().toISOString(),
        organizationId: acme,
        sequence: 3,
        data: { subscriptionId: SUBSCRIPTION },
      },
    ]);
  });

  it('of nothing has a cursor to go on from', async () => {
    const nothing = await read();
    expect(nothing).toMatchObject({ data: [], hasMore: false });
    await happens(acme);
    await publish();
    expect((await read(nothing.cursor)).data).toHaveLength(1);
  });

  it('is read in stretches without a gap or a repetition', async () => {
    for (let event = 0; event < 25; event += 1) await happens(acme);
    await publish();
    const events = await readAll(7);
    expect(sequences(events)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
  });

  it('can be narrowed to types, and its cursor passes what was left out', async () => {
    await happens(acme);
    const resumed = new SubscriptionResumed({
      organizationId: acme,
      subscriptionId: SUBSCRIPTION,
      nextChargeAt: null,
    });
    await t.unitOfWork.run(acme, (tx) => t.get(Outbox).append(tx, resumed));
    t.clock.advance({ seconds: 1 });
    await happens(acme);
    await publish();
    const narrowed = await read(undefined, { types: ['subscription.resumed'] });
    expect(narrowed.data.map(({ type }) => type)).toEqual(['subscription.resumed']);
    expect((await read(narrowed.cursor)).data).toEqual([]);
    const none = await read(undefined, { types: ['purchase.failed'] });
    expect((await read(none.cursor)).data).toEqual([]);
  });

  it('of one organization knows nothing of another', async () => {
    const globex = await anOrganization(t);
    await happens(globex);
    await publish(globex);
    expect((await read()).data).toEqual([]);
  });

  it('refuses cursors that are not its own, or ahead of it', async () => {
    await happens(acme);
    await publish();
    const ahead = Buffer.from('v1:99').toString('base64url');
    for (const cursor of ['', 'nonsense', Buffer.from('v1:-1').toString('base64url'), ahead]) {
      await expect(read(cursor)).rejects.toMatchObject({ problem: 'invalid-cursor' });
    }
  });

  it('holds what the organization chose no webhook for, and sends it to nobody', async () => {
    const receiver = await aWebhookReceiver();
    try {
      const endpoint = await anEndpoint(t, acme, receiver.url(), ['*']);
      const fields = { organizationId: acme, thresholdId: SUBSCRIPTION, crossing: 1 };
      const amounts = { kind: 'tokens' as const, value: 10, availableTokens: 9, markTokens: 10 };
      const at = t.clock.now().toISOString();
      for (const channels of [['email' as const], ['webhook' as const]]) {
        const fired = new LowBalanceFired({ ...fields, ...amounts, channels, recipients: [], at });
        await t.unitOfWork.run(acme, (tx) => t.get(Outbox).append(tx, fired));
        t.clock.advance({ seconds: 1 });
      }
      await publish();
      const told = (await read()).data.map(({ type, data }) => [type, data['availableTokens']]);
      expect(told).toEqual([
        ['wallet.low_balance', 9],
        ['wallet.low_balance', 9],
      ]);
      await deliverWebhooks(t);
      const sent = await deliveriesTo(t, endpoint);
      expect(sent.map(({ payload }) => payload.sequence)).toEqual([2]);
    } finally {
      await receiver.close();
    }
  });
});

describe('a reader who follows the feed while many commit at once', () => {
  it('misses nothing and sees nothing twice', async () => {
    const writers = 8;
    const perWriter = 15;
    const other = await testModule({ imports: [WebhooksModule], database, clock: t.clock });
    let writing = true;
    const seen: number[] = [];
    let cursor: string | undefined;
    const follow = async () => {
      const stretch = await read(cursor, { limit: 10 });
      seen.push(...stretch.data.map(({ sequence }) => Number(sequence)));
      cursor = stretch.cursor;
      return stretch.hasMore;
    };
    const publishing = async (publisher: EventPublisher) => {
      while (writing) await publisher.publish(acme);
    };
    const reading = async () => {
      while (writing) await follow();
    };
    try {
      const background = [
        publishing(t.get(EventPublisher)),
        publishing(other.get(EventPublisher)),
        reading(),
      ];
      await Promise.all(
        Array.from({ length: writers }, async () => {
          for (let event = 0; event < perWriter; event += 1) await happens(acme);
        }),
      );
      writing = false;
      await Promise.all(background);
      await publish();
      while (await follow());
    } finally {
      writing = false;
      await other.close();
    }
    expect(seen).toEqual(Array.from({ length: writers * perWriter }, (_, index) => index + 1));
    const { rows } = await t.superuser.query<{ sources: number }>(
      `SELECT count(DISTINCT source_id)::int AS sources FROM organization_events
       WHERE organization_id = $1`,
      [acme],
    );
    expect(rows[0]?.sources).toBe(writers * perWriter);
  });

  it('sees an event of a transaction that committed late, after what came before it', async () => {
    await happens(acme);
    let commit: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      commit = resolve;
    });
    // Its row has the earlier time, and commits after the other was read.
    const late = t.unitOfWork.run(acme, async (tx) => {
      const event = new SubscriptionPaused({ organizationId: acme, subscriptionId: SUBSCRIPTION });
      await t.get(Outbox).append(tx, event);
      await held;
    });
    t.clock.advance({ minutes: 1 });
    await happens(acme);
    await publish();
    const before = await read();
    expect(sequences(before.data)).toEqual([1, 2]);
    commit();
    await late;
    await publish();
    expect(sequences((await read(before.cursor)).data)).toEqual([3]);
  });
});

describe('events that are old', () => {
  const purge = () => t.get(JobRegistry).run('purgeEvents');

  it('are let go with their deliveries, and a reader who is behind is told', async () => {
    const receiver = await aWebhookReceiver();
    try {
      const endpoint = await anEndpoint(t, acme, receiver.url(), ['*']);
      const start = (await read()).cursor;
      await happens(acme);
      await deliverWebhooks(t);
      await t.get(WebhookDeliveries).test(acme, endpoint.id, ADMIN);
      const middle = (await read()).cursor;
      t.clock.advance({ days: 29 });
      await happens(acme);
      await deliverWebhooks(t);
      await purge();
      expect(await deliveriesTo(t, endpoint)).toHaveLength(3);
      t.clock.advance({ days: 2 });
      expect((await purge()).errors).toBe(0);
      expect(sequences((await read()).data)).toEqual([2]);
      expect(sequences((await read(middle)).data)).toEqual([2]);
      await expect(read(start)).rejects.toMatchObject({
        problem: 'cursor-expired',
        fields: { retentionDays: 30 },
      });
      expect((await deliveriesTo(t, endpoint)).map(({ type }) => type)).toEqual([
        'subscription.paused',
      ]);
      await happens(acme);
      await publish();
      expect(sequences((await read(middle)).data)).toEqual([2, 3]);
    } finally {
      await receiver.close();
    }
  });

  it('are let go in batches, however many they are', async () => {
    const at = t.clock.now();
    await happens(acme);
    await publish();
    await t.superuser.query(
      `INSERT INTO organization_events (organization_id, id, sequence, type, source_id, payload,
         occurred_at, created_at)
       SELECT $1, gen_random_uuid(), n, 'subscription.paused', gen_random_uuid(), '{}', $2, $2
       FROM generate_series(2, 1200) AS n`,
      [acme, at],
    );
    await t.superuser.query(
      'UPDATE organization_event_heads SET last_sequence = 1200 WHERE organization_id = $1',
      [acme],
    );
    t.clock.advance({ days: 31 });
    await purge();
    const left = await read();
    expect(left.data).toEqual([]);
    await happens(acme);
    await publish();
    expect(sequences((await read(left.cursor)).data)).toEqual([1_201]);
  });
});

describe('what is not for the public', () => {
  it('is in no feed, and is looked at once', async () => {
    await t.superuser.query(
      `INSERT INTO outbox (organization_id, id, event, payload, created_at)
       VALUES ($1, $2, 'wallet.fell-below', '{"available": 1, "mark": 2}', $3)`,
      [acme, newId(t.clock.now()), t.clock.now()],
    );
    expect(await publish()).toBe(0);
    const { rows } = await t.superuser.query<{ published: boolean }>(
      'SELECT published FROM outbox WHERE organization_id = $1',
      [acme],
    );
    expect(rows).toEqual([{ published: true }]);
    expect((await read()).data).toEqual([]);
  });
});
