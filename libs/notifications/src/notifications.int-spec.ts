import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DeliveryView, NotificationView, PageView, Permission } from '@purser/contracts';
import { ApiKeys, MemberInvited, PasswordLinks, Users } from '@purser/identity';
import {
  newId,
  Outbox,
  ProblemFilter,
  systemActor,
  validationPipe,
  type DomainEvent,
} from '@purser/platform';
import { PurchaseCompleted, PurchaseDisputed } from '@purser/purchases';
import {
  anOrganization,
  createTestDatabase,
  testModule,
  type RunningModule,
  type TestDatabase,
} from '@purser/testing';
import { aCompletedPurchase } from '../testing/a-purchase.js';
import { NotificationsModule } from './index.js';
import { DeliveryLog } from './delivery/delivery-log.service.js';
import { PurchaseNotices } from './notices/purchase-notices.js';

let database: TestDatabase;
let t: RunningModule;
let app: NestFastifyApplication;
let acme: string;
let admin: string;
let stranger: string;

beforeAll(async () => {
  database = await createTestDatabase();
  t = await testModule({ imports: [NotificationsModule], database });
  app = t.module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(new ProblemFilter());
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const globex = await anOrganization(t, { name: 'Globex' });
  stranger = await aKey(globex, ['tokens.view', 'organization.admin']);
});

afterAll(async () => {
  await app.close();
  await database.drop();
});

beforeEach(async () => {
  acme = await anOrganization(t, { name: 'Acme & Sons', billingEmail: 'billing@acme.test' });
  admin = await aKey(acme, ['tokens.view', 'organization.admin']);
});

async function aKey(organizationId: string, scopes: readonly Permission[]): Promise<string> {
  const key = { name: 'test', scopes, expiresAt: null };
  return (await t.get(ApiKeys).create(organizationId, key, systemActor('test'))).secret;
}

async function happens(event: DomainEvent): Promise<void> {
  await t.unitOfWork.run(event.organizationId, (tx) => t.get(Outbox).append(tx, event));
  await t.drainEvents();
}

function completed(purchaseId: string): PurchaseCompleted {
  return new PurchaseCompleted({
    organizationId: acme,
    purchaseId,
    referenceId: purchaseId,
    type: 'package',
    tokens: 10_000,
    bonusTokens: 500,
  });
}

const call = (method: 'GET' | 'POST', path: string, token: string, accept = 'application/json') =>
  app.inject({
    method,
    url: `/tokens/notifications${path}`,
    headers: { accept, authorization: `Bearer ${token}` },
    ...(method === 'POST' && { payload: {} }),
  });

const list = async (query = '') =>
  (await call('GET', query, admin)).json<PageView<NotificationView>>().data;

const deliveries = async (query = '') =>
  (await call('GET', `/deliveries${query}`, admin)).json<PageView<DeliveryView>>().data;

describe('a completed purchase', () => {
  it('is told in the console and by a receipt, which is kept without a mail server', async () => {
    const purchaseId = await aCompletedPurchase(t, acme);
    await happens(completed(purchaseId));
    expect(await list()).toEqual([
      {
        id: expect.any(String) as string,
        organizationId: acme,
        event: 'purchase.completed',
        severity: 'success',
        title: '10,500 tokens added',
        body: 'Growth was paid: $53.35.',
        link: `/o/${acme}/purchases/${purchaseId}`,
        createdAt: t.clock.now().toISOString(),
        readAt: null,
      },
    ]);
    const told = await deliveries();
    expect(told.map(({ channel, recipient, status }) => [channel, recipient, status])).toEqual(
      expect.arrayContaining([
        ['in_app', 'console', 'sent'],
        ['email', 'billing@acme.test', 'kept'],
      ]),
    );
    expect(told).toHaveLength(2);
    const { rows } = await t.superuser.query<{ body_text: string; body_html: string }>(
      `SELECT body_text, body_html FROM notification_deliveries
       WHERE organization_id = $1 AND channel = 'email'`,
      [acme],
    );
    expect(rows[0]?.body_text).toContain('Bonus tokens: 500\nNet:          $49.00');
    expect(rows[0]?.body_text).toContain('Invoice:      2026-000007');
    expect(rows[0]?.body_html).toContain('Acme &amp; Sons');
    expect(rows[0]?.body_html).toContain(`/o/${acme}/purchases/${purchaseId}"`);
  });

  it('is told once, however often its event arrives and however many work on it', async () => {
    const purchaseId = await aCompletedPurchase(t, acme);
    const notices = t.get(PurchaseNotices);
    const eventId = newId(t.clock.now());
    const arrivals = Array.from({ length: 5 }, () =>
      notices.completed(completed(purchaseId), eventId),
    );
    await Promise.all(arrivals);
    await notices.completed(completed(purchaseId), eventId);
    expect(await list()).toHaveLength(1);
    expect(await deliveries()).toHaveLength(2);
  });

  it('that is disputed later is told as a warning, and by mail', async () => {
    const purchaseId = await aCompletedPurchase(t, acme);
    await happens(
      new PurchaseDisputed({
        ...{ organizationId: acme, purchaseId, referenceId: purchaseId },
        disputeId: newId(t.clock.now()),
        reason: 'fraudulent',
        ...{ amountMinor: 5_335, currency: 'USD', frozenTokens: 9_000, frozenBonusTokens: 500 },
        evidenceDueBy: null,
      }),
    );
    expect((await list()).map(({ event, severity }) => [event, severity])).toEqual([
      ['purchase.disputed', 'warning'],
    ]);
    expect((await deliveries('?channel=email')).map(({ subject }) => subject)).toEqual([
      '$53.35 disputed: 9,500 tokens frozen',
    ]);
  });
});

describe('an invitation', () => {
  it('is mailed to who was invited, without the secret of its link in any row', async () => {
    const linkId = newId(t.clock.now());
    await happens(
      new MemberInvited(acme, newId(t.clock.now()), 'new@acme.test', 'Nora', 'Ada', linkId),
    );
    expect((await deliveries()).map(({ recipient, subject }) => [recipient, subject])).toEqual([
      ['new@acme.test', 'You are invited to Acme & Sons on Purser'],
    ]);
    const { rows } = await t.superuser.query<{ body_text: string; secret_link_id: string }>(
      'SELECT body_text, secret_link_id FROM notification_deliveries WHERE organization_id = $1',
      [acme],
    );
    expect(rows[0]?.secret_link_id).toBe(linkId);
    expect(rows[0]?.body_text).toContain('Accept the invitation: %SECRET-LINK%');
  });
});

describe('a mail that is kept', () => {
  it('can be read in the sandbox, with the link that works', async () => {
    const user = await t
      .get(Users)
      .create({ email: 'nora@acme.test', name: 'Nora', password: null });
    const linkId = await t.get(PasswordLinks).make(user.id, 'invitation', 'event');
    await happens(new MemberInvited(acme, user.id, user.email, 'Nora', 'Ada', linkId));
    const [kept] = await deliveries();
    const address = await t.get(PasswordLinks).address(linkId);
    expect(address).not.toBeNull();
    expect(kept?.text).toContain(`Accept the invitation: ${address}`);
  });

  it('cannot be read in production', async () => {
    await happens(completed(await aCompletedPurchase(t, acme)));
    const live = await testModule({
      imports: [NotificationsModule],
      database,
      config: { sandbox: false },
    });
    const page = await live.get(DeliveryLog).list(acme, { channel: 'email' }, { limit: 50 });
    expect(page.data.map(({ status }) => status)).toEqual(['kept']);
    expect(page.data[0]).not.toHaveProperty('text');
    await live.close();
  });
});

describe('notifications', () => {
  beforeEach(async () => {
    for (let count = 0; count < 3; count += 1) {
      t.clock.advance({ minutes: 1 });
      await happens(completed(await aCompletedPurchase(t, acme, { tokens: count + 1 })));
    }
  });

  it('are listed newest first, in pages', async () => {
    const first = (await call('GET', '?limit=2', admin)).json<PageView<NotificationView>>();
    expect(first.data.map(({ title }) => title)).toEqual(['503 tokens added', '502 tokens added']);
    const rest = await list(`?limit=2&cursor=${first.nextCursor}`);
    expect(rest.map(({ title }) => title)).toEqual(['501 tokens added']);
  });

  it('are marked read one by one; the first reading counts', async () => {
    const [newest] = await list();
    const readAt = t.clock.advance({ minutes: 1 }).toISOString();
    const read = await call('POST', `/${newest?.id}/read`, admin);
    expect(read.statusCode).toBe(200);
    expect(read.json<NotificationView>()).toEqual({ ...newest, readAt });
    t.clock.advance({ minutes: 1 });
    const again = await call('POST', `/${newest?.id}/read`, admin);
    expect(again.json<NotificationView>().readAt).toBe(readAt);
    expect(await list('?unread=true')).toHaveLength(2);
  });

  it('are marked read all at once', async () => {
    expect((await call('POST', '/read-all', admin)).json()).toEqual({ read: 3 });
    expect(await list('?unread=true')).toEqual([]);
    expect((await call('POST', '/read-all', admin)).json()).toEqual({ read: 0 });
  });

  it('of another organization do not exist', async () => {
    const [newest] = await list();
    for (const id of [newest?.id, 'nonsense', newId(t.clock.now())]) {
      expect((await call('POST', `/${id}/read`, stranger)).statusCode).toBe(404);
    }
    const answer = await call('GET', `?organizationId=${acme}`, stranger);
    expect(answer.statusCode).toBe(404);
    expect((await list('?unread=true')).length).toBe(3);
  });

  it('refuse an unknown field, a wrong filter and a made-up cursor', async () => {
    for (const query of ['?nonsense=1', '?unread=maybe', '?cursor=AAAA', '?limit=0']) {
      expect((await call('GET', query, admin)).statusCode).toBe(400);
    }
  });
});

describe('deliveries', () => {
  beforeEach(async () => {
    await happens(completed(await aCompletedPurchase(t, acme)));
  });

  it('are filtered by channel, status and event', async () => {
    expect((await deliveries('?status=kept')).map(({ channel }) => channel)).toEqual(['email']);
    expect(await deliveries('?status=failed')).toEqual([]);
    expect(await deliveries('?event=purchase.completed&channel=in_app')).toHaveLength(1);
  });

  it('are given as CSV', async () => {
    const answer = await call('GET', '/deliveries?channel=email', admin, 'text/csv');
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    const [heading, row] = answer.body.trimEnd().split('\n');
    expect(heading).toBe(
      'id,createdAt,event,channel,recipient,status,subject,attempts,lastError,sentAt,' +
        'nextAttemptAt,topic',
    );
    expect(row).toContain(',purchase.completed,email,billing@acme.test,kept,');
  });

  it('are for administrators', async () => {
    const viewer = await aKey(acme, ['tokens.view']);
    expect((await call('GET', '/deliveries', viewer)).statusCode).toBe(403);
  });
});
