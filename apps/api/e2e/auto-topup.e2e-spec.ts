import type {
  AutoTopUpOverviewView,
  AutoTopUpPolicyView,
  AutoTopUpRehearsalView,
  BalanceView,
  PageView,
  PurchaseView,
} from '@purser/contracts';
import { eventually } from '@purser/testing';
import type { HttpClient } from './support/http-client.js';
import { startPurser, type Purser } from './support/purser.js';

describe('auto top-up over HTTP', () => {
  let purser: Purser;
  let admin: HttpClient;
  let viewer: HttpClient;
  let organizationId: string;
  let acme: string;

  beforeAll(async () => {
    purser = await startPurser();
    organizationId = purser.demo.organizations.Globex;
    acme = purser.demo.organizations.Acme;
    admin = await purser.http.signIn('admin@globex.test');
    viewer = await purser.http.signIn('viewer@acme.test');
  });
  afterAll(() => purser.close());

  const path = '/api/tokens/auto-topup';
  const overview = async () =>
    (await admin.get<AutoTopUpOverviewView>(`${path}/${organizationId}`)).body;
  const balance = async () =>
    (await admin.get<BalanceView>(`/api/tokens/wallet/${organizationId}/balance`)).body.available;
  const policyOf = (below: number) => ({
    organizationId,
    trigger: { kind: 'threshold', below },
    tokens: 5_000,
    monthlyLimit: { amount: 1_000_000, currency: 'USD' },
    paymentMethodId: 'pm_card_visa',
  });

  it('rehearses a policy, and keeps nothing of it', async () => {
    const before = await balance();
    const answer = await admin.post<AutoTopUpRehearsalView>(
      `${path}?dryRun=true`,
      policyOf(before + 1),
    );
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      dryRun: true,
      now: { verdict: 'buy', increments: 1, tokens: 5_000 },
      last120Days: { total: { currency: 'USD' } },
    });
    expect((await overview()).policies).toEqual([]);
  });

  it('buys within seconds of the debit that crosses the threshold', async () => {
    const before = await balance();
    const below = before - 100;
    const created = await admin.post<AutoTopUpPolicyView>(path, policyOf(below), { key: null });
    expect([created.status, created.body.enabled]).toEqual([201, true]);
    expect(created.headers.get('etag')).toBe('"1"');
    const debit = { amount: 101, reference: 'crossing' };
    const debits = `/api/tokens/wallet/${organizationId}/debits`;
    expect((await admin.post(debits, debit)).status).toBe(201);
    await eventually(async () => {
      expect(await balance()).toBe(before - 101 + 5_000);
      const { decisions, month } = await overview();
      expect(decisions[0]).toMatchObject({ verdict: 'buy', cause: 'crossing', increments: 1 });
      expect(month).toMatchObject({ spent: decisions[0]?.total, reserved: { amount: 0 } });
    });
    const bought = await admin.get<PageView<PurchaseView>>(
      `/api/tokens/purchase?organizationId=${organizationId}&type=auto_topup`,
    );
    expect(bought.body.data).toMatchObject([{ status: 'completed', tokens: 5_000 }]);
  });

  it('has one policy per kind, changed from the version that was read', async () => {
    const again = await admin.post(path, policyOf(1));
    expect([again.status, again.body['type']]).toEqual([409, '/problems/policy-exists']);
    const [policy] = (await overview()).policies;
    const { organizationId: _, ...change } = policyOf(10);
    const change1 = { ...change, coolDownMinutes: 5 };
    const put = (eTag: string) =>
      admin.call<AutoTopUpPolicyView>('PUT', `${path}/${policy?.id}`, change1, {
        headers: { 'if-match': eTag },
      });
    const changed = await put('"1"');
    expect(changed.body).toMatchObject({ coolDownMinutes: 5, trigger: { below: 10 } });
    expect((await put('"1"')).status).toBe(412);
    const off = await admin.put<AutoTopUpPolicyView>(`${path}/${policy?.id}/disable`);
    expect([off.status, off.body.enabled]).toEqual([200, false]);
    const on = await admin.put<AutoTopUpPolicyView>(`${path}/${policy?.id}/enable`);
    expect([on.status, on.body.enabled]).toEqual([200, true]);
    const audit = await admin.get<PageView<{ action: string; actor: { name: string } }>>(
      `/api/tokens/audit/${organizationId}`,
    );
    const actions = audit.body.data.filter(({ action }) => action.startsWith('auto_topup.'));
    expect(actions.map(({ action }) => action)).toEqual([
      'auto_topup.enabled',
      'auto_topup.disabled',
      'auto_topup.changed',
      'auto_topup.created',
    ]);
  });

  it('refuses what does not fit, in the order of refusals', async () => {
    const post = async (changes: object, by = admin) => {
      const { status, body } = await by.post(path, { ...policyOf(1), ...changes });
      return [status, body['type']];
    };
    const schedule = { trigger: { kind: 'schedule', interval: 'month', dayOfMonth: 31 } };
    const euros = { amount: 1_000, currency: 'EUR' };
    expect(await post({ ...schedule, monthlyLimit: euros })).toEqual([
      422,
      '/problems/currency-mismatch',
    ]);
    expect(await post({ ...schedule, tokens: '5000' })).toEqual([400, '/problems/invalid-request']);
    expect(await post({ trigger: { kind: 'threshold' } })).toEqual([
      400,
      '/problems/invalid-request',
    ]);
    expect(await post({ organizationId: acme })).toEqual([404, '/problems/not-found']);
    expect(await post({ organizationId: acme }, viewer)).toEqual([403, '/problems/not-permitted']);
    const [policy] = (await overview()).policies;
    for (const [by, id, status] of [
      [viewer, organizationId, 404],
      [viewer, acme, 200],
      [admin, 'nonsense', 404],
      [admin, policy?.id, 404],
      [purser.http, organizationId, 401],
    ] as const) {
      expect((await by.get(`${path}/${id}`)).status).toBe(status);
    }
    expect((await viewer.put(`${path}/${policy?.id}/disable`)).status).toBe(404);
    expect((await admin.put(`${path}/${organizationId}/disable`)).status).toBe(404);
  });
});
