import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  NOTIFICATION_TOPICS,
  type DeliveryAttemptView,
  type DeliveryView,
  type NotificationRecipientsView,
  type PageView,
  type Permission,
  type Problem,
  type ThresholdListView,
  type ThresholdRehearsalView,
  type ThresholdView,
} from '@purser/contracts';
import { ApiKeys, Members, Users } from '@purser/identity';
import { ProblemFilter, systemActor, validationPipe } from '@purser/platform';
import { NoticeOffice, type Customer } from '../testing/notice-office.js';

const ALL: readonly Permission[] = ['tokens.view', 'tokens.configure', 'organization.admin'];
const STAFF = systemActor('test');

let office: NoticeOffice;
let app: NestFastifyApplication;
let acme: Customer;
let admin: string;
let viewer: string;
let stranger: string;

beforeAll(async () => {
  office = await NoticeOffice.open();
  app = office.t.module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(new ProblemFilter());
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  stranger = await aKey(await office.customer({ name: 'Globex' }), ALL);
});
afterAll(async () => {
  await app.close();
  await office.close();
});
beforeEach(async () => {
  office.mail.refuseWith(null);
  await office.t.drainEvents();
  office.mail.received.length = 0;
  acme = await office.customer();
  admin = await aKey(acme, ALL);
  viewer = await aKey(acme, ['tokens.view']);
});

async function aKey(customer: Customer, scopes: readonly Permission[]): Promise<string> {
  const key = { name: 'test', scopes, expiresAt: null };
  return (await office.t.get(ApiKeys).create(customer.organizationId, key, STAFF)).secret;
}

async function aMember(email: string, permissions: readonly Permission[]): Promise<string> {
  const { id } = await office.t.get(Users).create({ email, name: 'Ada', password: null });
  await office.t.get(Members).add(acme.organizationId, id, permissions, STAFF);
  return id;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

const call = (method: Method, path: string, body?: object, token = admin, headers = {}) =>
  app.inject({
    method,
    url: `/tokens/notifications${path}`,
    headers: { authorization: `Bearer ${token}`, ...headers },
    ...(body && { payload: body }),
  });
const problem = (answer: { json<T>(): T }) => answer.json<Problem>();
const thresholds = async () =>
  (await call('GET', `/thresholds/${acme.organizationId}`)).json<ThresholdListView>();
const low = { kind: 'tokens', value: 1_000 };

describe('a threshold over HTTP', () => {
  it('is added, listed with its state, replaced and removed', async () => {
    await acme.given(5_000);
    const created = await call('POST', '/thresholds', { ...low, channels: ['email'] });
    expect(created.statusCode).toBe(201);
    expect(created.headers['etag']).toBe('"1"');
    const view = created.json<ThresholdView>();
    expect(view).toMatchObject({
      ...{ organizationId: acme.organizationId, kind: 'tokens', value: 1_000, band: 10 },
      ...{ coolDownMinutes: 0, channels: ['email'], recipients: [], state: 'armed', base: null },
      ...{ mark: 1_000, rearmMark: 1_100, firedAt: null, crossings: [] },
    });
    await acme.spend(4_500);
    const listed = await thresholds();
    expect(listed).toMatchObject({ nextCursor: null, available: 500, limit: 20 });
    expect(listed.data).toEqual([
      expect.objectContaining({
        ...{ id: view.id, state: 'fired', firedAt: office.clock.now().toISOString() },
        crossings: [
          {
            ...{ crossing: 1, direction: 'fell', available: 500, mark: 1_000, announced: true },
            at: office.clock.now().toISOString(),
          },
        ],
      }),
    ]);
    const path = `/thresholds/${view.id}`;
    const changed = await call('PUT', path, { ...low, band: 50 }, admin, { 'if-match': '"1"' });
    expect(changed.json<ThresholdView>()).toMatchObject({ state: 'fired', rearmMark: 1_500 });
    const stale = await call('PUT', path, low, admin, { 'if-match': '"1"' });
    expect([stale.statusCode, problem(stale)['currentETag']]).toEqual([412, '"2"']);
    const late = await call('DELETE', path, undefined, admin, { 'if-match': '"1"' });
    expect(late.statusCode).toBe(412);
    expect((await call('DELETE', path)).statusCode).toBe(204);
    expect((await thresholds()).data).toEqual([]);
    expect((await call('DELETE', path)).statusCode).toBe(404);
    const audited = await acme.rows('token_audit_log', 'action', 'ORDER BY sequence');
    expect(
      audited.map(({ action }) => action).filter((one) => /^threshold/.test(String(one))),
    ).toEqual(['threshold.created', 'threshold.changed', 'threshold.removed']);
  });

  it('is rehearsed over the last 120 days, and nothing is kept', async () => {
    office.clock.advance({ days: 200 });
    await acme.given(2_000);
    office.clock.advance({ days: 1 });
    await acme.spend(1_500);
    office.clock.advance({ days: 1 });
    await acme.given(2_000);
    office.clock.advance({ days: 1 });
    await acme.spend(1_600);
    const answer = await call('POST', '/thresholds?dryRun=true', low);
    expect(answer.statusCode).toBe(200);
    const rehearsal = answer.json<ThresholdRehearsalView>();
    expect(rehearsal.dryRun).toBe(true);
    expect(rehearsal.now).toEqual({
      ...{ available: 900, mark: 1_000, rearmMark: 1_100, fires: true },
      reason: '900 tokens are available, fewer than 1,000 tokens: it would tell at once.',
    });
    expect(
      rehearsal.last120Days.alerts.map(({ available, recoveredAt }) => [
        available,
        recoveredAt !== null,
      ]),
    ).toEqual([
      [500, true],
      [900, false],
    ]);
    expect((await thresholds()).data).toEqual([]);
    expect(await acme.told()).toEqual([]);
  });

  it.each([
    [{ kind: 'percent', value: 101 }, '/value'],
    [{ kind: 'runwayDays', value: 3_651 }, '/value'],
    [{ kind: 'tokens', value: 0 }, '/value'],
    [{ kind: 'tokens', value: 1.5 }, '/value'],
    [{ kind: 'tokens', value: '5' }, '/value'],
    [{ kind: 'days', value: 5 }, '/kind'],
    [{ ...low, channels: [] }, '/channels'],
    [{ ...low, channels: ['pigeon'] }, '/channels/0'],
    [{ ...low, recipients: ['not an address'] }, '/recipients/0'],
    [{ ...low, band: -1 }, '/band'],
    [{ ...low, coolDownMinutes: 50_000 }, '/coolDownMinutes'],
  ])('refuses %j at %s', async (body, pointer) => {
    const answer = await call('POST', '/thresholds', body);
    expect(answer.statusCode).toBe(400);
    expect(problem(answer).errors?.map((fault) => fault.pointer)[0]).toContain(
      pointer.replace(/\/0$/, ''),
    );
    expect((await thresholds()).data).toEqual([]);
  });

  it('is nobody else’s', async () => {
    const { id } = (await call('POST', '/thresholds', low)).json<ThresholdView>();
    for (const [method, path, body] of [
      ['GET', `/thresholds/${acme.organizationId}`, undefined],
      ['PUT', `/thresholds/${id}`, low],
      ['DELETE', `/thresholds/${id}`, undefined],
      ['POST', '/thresholds', { ...low, organizationId: acme.organizationId }],
    ] as const) {
      expect((await call(method, path, body, stranger)).statusCode).toBe(404);
      const forbidden = method === 'GET' ? 200 : 403;
      expect((await call(method, path, body, viewer)).statusCode).toBe(forbidden);
    }
  });
});

describe('who receives which alert', () => {
  const path = () => `/recipients/${acme.organizationId}`;

  it('is by default the billing e-mail or the administrators', async () => {
    await aMember('admin@acme.test', ['organization.admin']);
    await aMember('viewer@acme.test', ['tokens.view']);
    const answer = await call('GET', path());
    expect(answer.headers['etag']).toBe('"0"');
    const { rules, updatedAt } = answer.json<NotificationRecipientsView>();
    expect(updatedAt).toBeNull();
    expect(rules.map(({ topic }) => topic)).toEqual(Object.keys(NOTIFICATION_TOPICS));
    const reached = Object.fromEntries(
      rules.map(({ topic, resolved }) => [topic, resolved.map(({ email }) => email)]),
    );
    expect(reached).toMatchObject({
      purchases: [acme.billingEmail],
      'low-balance': ['admin@acme.test'],
      'failed-payments': [acme.billingEmail, 'admin@acme.test'],
    });
    await acme.given(10);
    await call('POST', '/thresholds', low);
    await office.t.drainEvents();
    expect(office.mail.received.map(({ to }) => to)).toEqual([['admin@acme.test']]);
  });

  it('is chosen per topic: people, addresses, channels, or nobody', async () => {
    const ada = await aMember('ada@acme.test', ['tokens.view']);
    const rules = [
      { topic: 'purchases', channels: ['email'], recipients: [ada, 'ap@acme.test', 'billing'] },
      { topic: 'low-balance', channels: [], recipients: [] },
    ];
    const changed = await call('PUT', path(), { rules }, admin, { 'if-match': '"0"' });
    expect([changed.statusCode, changed.headers['etag']]).toEqual([200, '"1"']);
    const view = changed.json<NotificationRecipientsView>();
    expect(view.rules.find(({ topic }) => topic === 'purchases')).toMatchObject({
      isDefault: false,
      resolved: [
        { email: 'ada@acme.test', name: 'Ada', via: ada },
        { email: 'ap@acme.test', name: null, via: 'ap@acme.test' },
        { email: acme.billingEmail, name: null, via: 'billing' },
      ],
    });
    expect(view.updatedBy).toMatchObject({ type: 'api_key', name: 'test' });
    await acme.buys();
    expect(office.mail.received.flatMap(({ to }) => to).toSorted()).toEqual(
      ['ada@acme.test', 'ap@acme.test', acme.billingEmail].toSorted(),
    );
    expect(await acme.told()).toEqual([]);
    await call('POST', '/thresholds', {
      kind: 'tokens',
      value: 1_000_000,
      recipients: ['x@y.test'],
    });
    await office.t.drainEvents();
    expect(office.mail.received.map(({ to }) => to).at(-1)).toEqual(['x@y.test']);
    const stale = await call('PUT', path(), { rules: [] }, admin, { 'if-match': '"0"' });
    expect(stale.statusCode).toBe(412);
    const reset = await call('PUT', path(), { rules: [] });
    expect(reset.json<NotificationRecipientsView>().rules.every(({ isDefault }) => isDefault)).toBe(
      true,
    );
  });

  it('changes once where two change the same version at once', async () => {
    const change = () => call('PUT', path(), { rules: [] }, admin, { 'if-match': '"0"' });
    const answers = await Promise.all([change(), change(), change()]);
    expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 412, 412]);
  });

  it('is no member of another organization, and no nonsense', async () => {
    const elsewhere = await office.customer();
    const rule = { topic: 'expiry', channels: ['email'] };
    const put = (rules: object[]) => call('PUT', path(), { rules });
    const foreign = await put([{ ...rule, recipients: [elsewhere.organizationId] }]);
    expect(foreign.statusCode).toBe(404);
    for (const rules of [
      [{ ...rule, recipients: ['nobody'] }],
      [{ ...rule, recipients: [], topic: 'weather' }],
      [{ ...rule, recipients: [], channels: ['webhook'] }],
      [
        { ...rule, recipients: [] },
        { ...rule, recipients: [] },
      ],
      [null],
    ]) {
      expect((await put(rules as object[])).statusCode).toBe(400);
    }
    expect((await call('GET', path(), undefined, stranger)).statusCode).toBe(404);
    expect((await call('PUT', path(), { rules: [] }, viewer)).statusCode).toBe(403);
  });
});

describe('a mail in the log', () => {
  const mails = async (query = '') =>
    (await call('GET', `/deliveries?channel=email${query}`)).json<PageView<DeliveryView>>().data;
  const redeliver = (id: string, token = admin) =>
    call('POST', `/deliveries/${id}/redeliver`, {}, token);

  it('that was given up is sent again, with every try on record', async () => {
    office.mail.refuseWith(550);
    const { invoiceNumber } = await acme.buys();
    const [failed] = await mails('&topic=purchases&status=failed');
    expect(failed).toMatchObject({
      ...{ topic: 'purchases', attempts: 1, redeliverable: true, nextAttemptAt: null },
      attachments: [`${invoiceNumber}.pdf`],
    });
    const id = failed?.id ?? '';
    office.mail.refuseWith(null);
    const sent = await redeliver(id);
    expect(sent.statusCode).toBe(200);
    expect(sent.json()).toMatchObject({ id, status: 'sent', attempts: 2, lastError: null });
    expect(acme.mails).toHaveLength(1);
    const again = await redeliver(id);
    expect(again.json()).toMatchObject({ status: 'sent', attempts: 3 });
    const ids = acme.mails.map(({ raw }) => /^Message-ID: (.*)$/m.exec(raw)?.[1]);
    expect(new Set(ids).size).toBe(2);
    const tries = await call('GET', `/deliveries/${id}/attempts`);
    expect(
      tries
        .json<PageView<DeliveryAttemptView>>()
        .data.map(({ attempt, outcome }) => [attempt, outcome]),
    ).toEqual([
      [3, 'sent'],
      [2, 'sent'],
      [1, 'failed'],
    ]);
    expect(await mails('&topic=expiry')).toEqual([]);
  });

  it('has the whole schedule again once it is sent again', async () => {
    office.mail.refuseWith(451);
    await acme.buys();
    for (let day = 0; day < 12; day += 1) {
      office.clock.advance({ days: 1 });
      await office.job('deliverDue');
    }
    const [dead] = await mails('&status=failed');
    expect(dead).toMatchObject({ attempts: 10, redeliverable: true });
    const waiting = await redeliver(dead?.id ?? '');
    expect(waiting.json()).toMatchObject({ status: 'pending', attempts: 11 });
    office.mail.refuseWith(null);
    office.clock.advance({ minutes: 1 });
    await office.job('deliverDue');
    expect(await mails('&status=sent')).toHaveLength(1);
  });

  it('that is still being tried, or is no mail, is not', async () => {
    office.mail.refuseWith(451);
    await acme.buys();
    const [pending] = await mails('&status=pending');
    expect(pending).toMatchObject({ redeliverable: false });
    expect(problem(await redeliver(pending?.id ?? ''))).toMatchObject({
      type: '/problems/delivery-not-redeliverable',
      status: 409,
      deliveryStatus: 'pending',
    });
    const inApp = (await call('GET', '/deliveries?channel=in_app')).json<PageView<DeliveryView>>();
    expect((await redeliver(inApp.data[0]?.id ?? '')).statusCode).toBe(409);
  });

  it('is for administrators of its organization', async () => {
    await acme.buys();
    const [mail] = await mails();
    const id = mail?.id ?? '';
    expect((await redeliver(id, viewer)).statusCode).toBe(403);
    expect((await redeliver(id, stranger)).statusCode).toBe(404);
    expect((await redeliver('nonsense')).statusCode).toBe(404);
    expect((await call('GET', `/deliveries/${id}/attempts`, undefined, stranger)).statusCode).toBe(
      404,
    );
    expect(acme.mails).toHaveLength(1);
  });
});
