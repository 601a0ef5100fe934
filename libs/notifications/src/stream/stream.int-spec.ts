import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { StreamEventView } from '@purser/contracts';
import { ApiKeys } from '@purser/identity';
import { Outbox, ProblemFilter, systemActor, validationPipe } from '@purser/platform';
import { PurchaseCompleted } from '@purser/purchases';
import {
  anOrganization,
  createTestDatabase,
  eventually,
  testModule,
  type RunningModule,
  type TestDatabase,
} from '@purser/testing';
import { Wallets } from '@purser/wallet';
import { aCompletedPurchase } from '../../testing/a-purchase.js';
import { NotificationsModule, StreamLimits } from '../index.js';

const LIMITS: StreamLimits = {
  pollMs: 20,
  heartbeatMs: 50,
  recheckMs: 50,
  listenersPerOrganization: 2,
};
const ACTOR = systemActor('test');

let database: TestDatabase;
let t: RunningModule;
let app: NestFastifyApplication;
let address: string;
let acme: string;
const open: AbortController[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  t = await testModule({
    imports: [NotificationsModule],
    database,
    overrides: [{ provide: StreamLimits, useValue: LIMITS }],
  });
  app = t.module.createNestApplication<NestFastifyApplication>(
    new FastifyAdapter({ forceCloseConnections: true }),
  );
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(new ProblemFilter());
  await app.listen(0, '127.0.0.1');
  address = await app.getUrl();
});

afterAll(async () => {
  await app.close();
  await database.drop();
});

beforeEach(async () => {
  acme = await anOrganization(t);
});
afterEach(() => {
  for (const connection of open.splice(0)) connection.abort();
});

async function aKey(organizationId: string) {
  const key = { name: 'test', scopes: ['tokens.view'] as const, expiresAt: null };
  return t.get(ApiKeys).create(organizationId, key, ACTOR);
}

interface Stream {
  status: number;
  text: () => string;
  events: () => StreamEventView[];
  ended: () => boolean;
  close: () => void;
}

async function listen(organizationId: string, secret: string): Promise<Stream> {
  const connection = new AbortController();
  open.push(connection);
  const response = await fetch(`${address}/tokens/wallet/${organizationId}/stream`, {
    headers: { authorization: `Bearer ${secret}` },
    signal: connection.signal,
  });
  let text = '';
  let ended = false;
  const read = async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk as Uint8Array);
  };
  // An aborted reading ends as much as one that the server ended.
  void read()
    .catch(() => undefined)
    .finally(() => {
      ended = true;
    });
  return {
    status: response.status,
    text: () => text,
    events: () =>
      [...text.matchAll(/^data: (.*)$/gm)].map(
        ([, line]) => JSON.parse(line ?? '') as StreamEventView,
      ),
    ended: () => ended,
    close: () => connection.abort(),
  };
}

async function grant(tokens: bigint, reference: string): Promise<void> {
  await t.unitOfWork.run(acme, async (tx) => {
    const wallets = t.get(Wallets);
    await wallets.ensure(tx);
    const lot = {
      kind: 'adjustment' as const,
      source: 'promotion' as const,
      label: 'Welcome',
      tokens,
      costMinor: 0n,
      currency: 'USD',
      expiresAt: null,
      reference: `purser:test:${reference}`,
    };
    await wallets.grant(tx, { lots: [lot], actor: ACTOR, at: t.clock.now() });
  });
}

const available = (stream: Stream) =>
  stream.events().flatMap((event) => (event.type === 'balance' ? [event.balance.available] : []));

describe('the live stream', () => {
  it('gives the balance at once and on each change', async () => {
    const stream = await listen(acme, (await aKey(acme)).secret);
    expect(stream.status).toBe(200);
    await eventually(() => expect(available(stream)).toEqual([0]));
    await grant(5_000n, 'one');
    await eventually(() => expect(available(stream)).toEqual([0, 5_000]));
    await grant(1n, 'two');
    await eventually(() => expect(available(stream)).toEqual([0, 5_000, 5_001]));
  });

  it('gives purchases and notifications as they happen', async () => {
    const stream = await listen(acme, (await aKey(acme)).secret);
    await eventually(() => expect(stream.events()).toHaveLength(1));
    const purchaseId = await aCompletedPurchase(t, acme);
    await t.superuser.query(
      `INSERT INTO purchase_events (organization_id, id, purchase_id, sequence, type, summary,
         from_status, to_status, attempt, actor_type, actor_name, at)
       SELECT $1::uuid, gen_random_uuid(), $2::uuid, s.sequence, s.status, '', NULL,
         s.status::purchase_status, 1, 'system', 'test', $3::timestamptz
       FROM (VALUES (1, 'paid'), (2, 'completed')) s (sequence, status)`,
      [acme, purchaseId, t.clock.now()],
    );
    const event = new PurchaseCompleted({
      organizationId: acme,
      purchaseId,
      referenceId: purchaseId,
      type: 'package',
      tokens: 10_000,
      bonusTokens: 500,
    });
    await t.unitOfWork.run(acme, (tx) => t.get(Outbox).append(tx, event));
    await t.drainEvents();
    await eventually(() =>
      expect(stream.events().slice(1)).toEqual([
        { type: 'purchase', referenceId: purchaseId, status: 'paid' },
        { type: 'purchase', referenceId: purchaseId, status: 'completed' },
        { type: 'notification', id: expect.any(String) as string, title: '10,500 tokens added' },
      ]),
    );
  });

  it('sends a comment now and then', async () => {
    const stream = await listen(acme, (await aKey(acme)).secret);
    await eventually(() => expect(stream.text()).toMatch(/^: still here$/m));
  });

  it('ends when the key is revoked', async () => {
    const key = await aKey(acme);
    const stream = await listen(acme, key.secret);
    await eventually(() => expect(stream.events()).toHaveLength(1));
    expect(stream.ended()).toBe(false);
    await t.get(ApiKeys).revoke(acme, key.id, ACTOR);
    await eventually(() => expect(stream.ended()).toBe(true));
  });

  it('refuses more listeners than a process takes, and takes one again when one leaves', async () => {
    const { secret } = await aKey(acme);
    const first = await listen(acme, secret);
    await listen(acme, secret);
    const third = await listen(acme, secret);
    expect(third.status).toBe(429);
    first.close();
    await eventually(async () => {
      const next = await listen(acme, secret);
      expect(next.status).toBe(200);
    });
  });

  it('is not there for others', async () => {
    const globex = await anOrganization(t);
    const { secret } = await aKey(globex);
    expect((await listen(acme, secret)).status).toBe(404);
    expect((await listen(acme, 'nonsense')).status).toBe(401);
  });
});
