import type {
  BalanceView,
  PackageView,
  PageView,
  SubscriptionDetailView,
  SubscriptionView,
} from '@purser/contracts';
import { eventually } from '@purser/testing';
import { startPurser, type Purser } from './support/purser.js';
import type { HttpClient } from './support/http-client.js';

const PATH = '/api/tokens/subscription';

describe('subscriptions over HTTP', () => {
  let purser: Purser;
  let admin: HttpClient;
  let viewer: HttpClient;
  let stranger: HttpClient;
  let acme: string;
  let packages: PackageView[];

  beforeAll(async () => {
    purser = await startPurser({ days: 1 });
    admin = await purser.http.signIn('admin@acme.test');
    viewer = await purser.http.signIn('viewer@acme.test');
    stranger = await purser.http.signIn('admin@globex.test');
    acme = purser.demo.organizations.Acme;
    const offered = await admin.get<PageView<PackageView>>(
      `/api/tokens/packages?organizationId=${acme}`,
    );
    packages = offered.body.data;
    const seeded = await read();
    if (seeded.subscription && seeded.subscription.status !== 'canceled') {
      await admin.delete(`${PATH}/${seeded.subscription.id}?at=now`);
    }
  });
  afterAll(() => purser.close());
  afterEach(async () => {
    const { subscription } = await read();
    if (subscription) await admin.delete(`${PATH}/${subscription.id}`);
  });

  const read = async () => (await admin.get<SubscriptionDetailView>(`${PATH}/${acme}`)).body;
  const body = (more: object = {}) => ({
    organizationId: acme,
    packageId: packages[0]?.id,
    interval: 'month',
    paymentMethodId: 'pm_card_visa',
    ...more,
  });
  const create = async (more: object = {}) => {
    const answer = await admin.post<SubscriptionView>(PATH, body(more));
    if (answer.status !== 201) throw new Error(answer.text);
    return answer.body;
  };
  const balance = async () =>
    (await admin.get<BalanceView>(`/api/tokens/wallet/${acme}/balance`)).body.balance;

  it('starts one, charging in the call, and shows it with six charges to come', async () => {
    const before = await balance();
    const created = await create();
    expect(created).toMatchObject({ status: 'active', organizationId: acme, interval: 'month' });
    const bought = packages[0];
    expect((await balance()) - before).toBe((bought?.tokens ?? 0) + (bought?.bonusTokens ?? 0));
    const { subscription, preview } = await read();
    expect(subscription?.id).toBe(created.id);
    expect(preview).toHaveLength(6);
    expect(preview[0]?.chargeAt).toBe(created.nextChargeAt);
    expect(preview[0]?.price?.subtotal).toEqual(packages[0]?.price);
  });

  it('replays the answer of an Idempotency-Key and charges once', async () => {
    const before = await balance();
    const [one, two] = [
      await admin.post(PATH, body(), { key: 'subscribe-1' }),
      await admin.post(PATH, body(), { key: 'subscribe-1' }),
    ];
    expect(two.text).toBe(one.text);
    expect(two.headers.get('idempotency-replayed')).toBe('true');
    const bought = packages[0];
    expect((await balance()) - before).toBe((bought?.tokens ?? 0) + (bought?.bonusTokens ?? 0));
    const without = await admin.post(PATH, body(), { key: null });
    expect([without.status, without.body['type']]).toEqual([
      400,
      '/problems/idempotency-key-required',
    ]);
  });

  it('answers 409 to a second one and 402 to a declined card, which creates nothing', async () => {
    const declined = await admin.post(
      PATH,
      body({ paymentMethodId: 'pm_card_chargeCustomerFail' }),
    );
    expect([declined.status, declined.body['type']]).toEqual([402, '/problems/card-declined']);
    const alive = (await read()).subscription;
    expect(alive === null || alive.status === 'canceled').toBe(true);
    await create();
    const second = await admin.post(PATH, body());
    expect([second.status, second.body['type']]).toEqual([409, '/problems/subscription-exists']);
  });

  it('gives the client secret where the bank asks for 3-D Secure', async () => {
    const created = await create({ paymentMethodId: 'pm_card_authenticationRequired' });
    expect(created.status).toBe('incomplete');
    expect(created.clientSecret).toMatch(/^pi_/);
    const authenticated = await admin.post('/api/sandbox/3ds', {
      clientSecret: created.clientSecret,
      outcome: 'succeed',
    });
    expect(authenticated.status).toBe(200);
    const paid = await admin.post(`/api/tokens/purchase/${created.openPurchaseId}/execute`, {
      paymentMethodId: 'pm_card_authenticationRequired',
    });
    expect(paid.body['status']).toBe('completed');
    await eventually(async () => expect((await read()).subscription?.status).toBe('active'));
  });

  it('ends one that was paid a moment ago', async () => {
    const created = await create({ paymentMethodId: 'pm_card_authenticationRequired' });
    const { clientSecret, openPurchaseId } = created;
    await admin.post('/api/sandbox/3ds', { clientSecret, outcome: 'succeed' });
    await admin.post(`/api/tokens/purchase/${openPurchaseId}/execute`, {
      paymentMethodId: 'pm_card_authenticationRequired',
    });
    const ended = await admin.delete<SubscriptionView>(`${PATH}/${created.id}`);
    expect([ended.status, ended.body.status]).toEqual([200, 'canceled']);
  });

  it('pauses, resumes, changes and cancels', async () => {
    const { id, nextChargeAt } = await create();
    const paused = await admin.put<SubscriptionView>(`${PATH}/${id}/pause`);
    expect([paused.status, paused.body.status, paused.body.nextChargeAt]).toEqual([
      200,
      'paused',
      null,
    ]);
    const resumed = await admin.put<SubscriptionView>(`${PATH}/${id}/resume`);
    expect([resumed.body.status, resumed.body.nextChargeAt]).toEqual(['active', nextChargeAt]);
    const other = packages[1]?.id;
    const changed = await admin.put<SubscriptionView>(`${PATH}/${id}`, { packageId: other });
    expect(changed.body).toMatchObject({ nextPackageId: other, packageId: packages[0]?.id });
    const ending = await admin.delete<SubscriptionView>(`${PATH}/${id}?at=periodEnd`);
    expect(ending.body).toMatchObject({ status: 'active', cancelAtPeriodEnd: true });
    const ended = await admin.delete<SubscriptionView>(`${PATH}/${id}?at=now`);
    expect(ended.body).toMatchObject({ status: 'canceled', cancelReason: 'requested' });
    const again = await admin.put(`${PATH}/${id}/pause`);
    expect([again.status, again.body['type']]).toEqual([
      409,
      '/problems/subscription-state-conflict',
    ]);
  });

  it('is changed from the version that was read', async () => {
    const { id } = await create();
    const read = await admin.get<SubscriptionDetailView>(`${PATH}/${acme}`);
    const eTag = read.headers.get('etag') ?? '';
    expect(eTag).toBe(read.body.subscription?.eTag);
    const put = (ifMatch: string) =>
      admin.call<SubscriptionView>(
        'PUT',
        `${PATH}/${id}`,
        { packageId: packages[1]?.id },
        { headers: { 'if-match': ifMatch } },
      );
    const changed = await put(eTag);
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, changed.body.eTag]);
    const stale = await put(eTag);
    expect([stale.status, stale.body]).toMatchObject([
      412,
      { type: '/problems/precondition-failed', currentETag: changed.body.eTag },
    ]);
    expect((await put('*')).status).toBe(200);
  });

  it('is paused, resumed and ended from the version that was read', async () => {
    const { id } = await create();
    const version = async () => (await read()).subscription?.eTag ?? '';
    const call = (method: 'PUT' | 'DELETE', path: string, eTag: string) =>
      admin.call<SubscriptionView>(method, `${PATH}/${id}${path}`, undefined, {
        headers: { 'if-match': eTag },
      });
    for (const [method, path, status] of [
      ['PUT', '/pause', 'paused'],
      ['PUT', '/resume', 'active'],
      ['DELETE', '?at=periodEnd', 'active'],
      ['DELETE', '?at=now', 'canceled'],
    ] as const) {
      const stale = await call(method, path, '"0"');
      expect([stale.status, stale.body]).toMatchObject([
        412,
        { type: '/problems/precondition-failed', currentETag: await version() },
      ]);
      const done = await call(method, path, await version());
      expect([done.status, done.body.status]).toEqual([200, status]);
      expect([done.headers.get('etag'), done.body.eTag]).toEqual([
        await version(),
        await version(),
      ]);
    }
  });

  it('refuses in the agreed order: 404, 403, 400', async () => {
    const { id } = await create();
    const foreign = [
      await stranger.get(`${PATH}/${acme}`),
      await stranger.put(`${PATH}/${id}/pause`),
      await stranger.delete(`${PATH}/${id}?at=never`),
      await admin.put(`${PATH}/nonsense/pause`),
      await admin.get(`${PATH}/nonsense`),
      await stranger.post(PATH, body()),
    ];
    expect(foreign.map(({ status }) => status)).toEqual(foreign.map(() => 404));
    const forbidden = [
      await viewer.post(PATH, { organizationId: acme, nonsense: 1 }),
      await viewer.put(`${PATH}/${id}/pause`),
      await viewer.delete(`${PATH}/${id}`),
    ];
    expect(forbidden.map(({ status }) => status)).toEqual([403, 403, 403]);
    expect((await viewer.get(`${PATH}/${acme}`)).status).toBe(200);
    const malformed = [
      await admin.post(PATH, body({ interval: 'week' })),
      await admin.post(PATH, body({ startAt: '2026-02-30T00:00:00Z' })),
      await admin.put(`${PATH}/${id}`, {}),
      await admin.delete(`${PATH}/${id}?at=never`),
    ];
    expect(malformed.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
  });
});
