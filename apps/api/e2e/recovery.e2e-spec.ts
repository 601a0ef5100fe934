import type {
  AutoTopUpOverviewView,
  BalanceView,
  PackageView,
  PageView,
  PurchaseView,
  RecoveryPaymentView,
  RecoveryView,
  SubscriptionDetailView,
  SubscriptionView,
} from '@purser/contracts';
import { RecoveryLinks } from '@purser/purchases';
import { eventually } from '@purser/testing';
import type { HttpClient } from './support/http-client.js';
import { startPurser, type Purser } from './support/purser.js';

const ROUTE = '/api/tokens/purchase/recovery';

describe('a top-up whose bank asks for the card holder', () => {
  let purser: Purser;
  let admin: HttpClient;
  let organizationId: string;
  let token: string;
  let before: number;

  beforeAll(async () => {
    purser = await startPurser();
    organizationId = purser.demo.organizations.Globex;
    admin = await purser.http.signIn('admin@globex.test');
    before = await balance();
    await admin.post('/api/tokens/auto-topup', {
      organizationId,
      trigger: { kind: 'threshold', below: before - 100 },
      tokens: 5_000,
      monthlyLimit: { amount: 1_000_000, currency: 'USD' },
      paymentMethodId: 'pm_card_authenticationRequired',
    });
    const debit = { amount: 101, reference: 'crossing' };
    await admin.post(`/api/tokens/wallet/${organizationId}/debits`, debit);
    token = await eventually(issued);
  });
  afterAll(() => purser.close());

  const balance = async () =>
    (await admin.get<BalanceView>(`/api/tokens/wallet/${organizationId}/balance`)).body.available;
  const overview = async () =>
    (await admin.get<AutoTopUpOverviewView>(`/api/tokens/auto-topup/${organizationId}`)).body;
  /** The token of the link that was issued, as the mail would carry it. */
  const issued = async (): Promise<string> => {
    const { rows } = await purser.database.superuser.query<{ id: string }>(
      'SELECT id FROM purchase_recovery_links WHERE organization_id = $1',
      [organizationId],
    );
    const links = purser.app.get(RecoveryLinks, { strict: false });
    const address = await links.addressOf(organizationId, rows[0]?.id ?? '');
    if (address === null || rows.length !== 1) throw new Error('there is no link');
    return address.split('/pay/')[1] ?? '';
  };
  const look = () => purser.http.get<RecoveryView>(`${ROUTE}/${token}`);
  const complete = (body: object = {}, link = token) =>
    purser.http.post<RecoveryPaymentView>(`${ROUTE}/${link}/complete`, body, { key: null });

  it('charges nothing by itself and stops', async () => {
    await eventually(async () => {
      const { policies, decisions } = await overview();
      expect(decisions[0]?.verdict).toBe('declined');
      expect(policies[0]?.suspendedAt).toEqual(expect.any(String));
    });
    expect(await balance()).toBe(before - 101);
  });

  it('shows a stranger with the link what is to be paid, never cached', async () => {
    const answer = await look();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body).toMatchObject({
      status: 'open',
      organizationName: 'Globex',
      type: 'auto_topup',
      tokens: 5_000,
      card: { brand: 'visa', last4: '3184' },
    });
    expect(Object.keys(answer.body)).not.toContain('organizationId');
  });

  it('refuses links that are not ours, and bodies that are not allowed', async () => {
    const other = token[50] === 'A' ? 'B' : 'A';
    const forged = token.slice(0, 50) + other + token.slice(51);
    for (const link of ['none', forged, `${token}x`]) {
      const refused = await complete({}, link);
      expect([refused.status, refused.body]).toMatchObject([
        410,
        { type: '/problems/recovery-link-unusable', reason: 'unknown' },
      ]);
    }
    const bodies = [{ paymentMethodId: organizationId }, { paymentMethodId: 7 }, { amount: 1 }];
    for (const body of bodies) expect((await complete(body)).status).toBe(400);
    expect(await balance()).toBe(before - 101);
  });

  it('is paid with 3-D Secure and no sign-in: tokens once, and the policy goes on', async () => {
    const asked = await complete();
    expect([asked.status, asked.body]).toMatchObject([200, { status: 'requires_action' }]);
    const { clientSecret } = asked.body;
    const bank = await purser.http.post('/api/sandbox/3ds', { clientSecret, outcome: 'succeed' });
    expect(bank.status).toBe(200);
    const paid = await complete();
    expect([paid.status, paid.body.status]).toEqual([200, 'completed']);
    expect(await balance()).toBe(before - 101 + 5_000);
    const again = await complete({ paymentMethodId: 'pm_card_visa' });
    expect([again.status, again.body]).toMatchObject([410, { reason: 'used' }]);
    await eventually(async () => {
      const { policies, month } = await overview();
      expect(policies[0]?.suspendedAt).toBeNull();
      expect(month.reserved.amount).toBe(0);
      expect(month.spent.amount).toBeGreaterThan(0);
    });
    const list = `/api/tokens/purchase?organizationId=${organizationId}&type=auto_topup`;
    const { body } = await admin.get<PageView<PurchaseView>>(list);
    expect(body.data).toMatchObject([{ status: 'completed', tokens: 5_000 }]);
    expect(await balance()).toBe(before - 101 + 5_000);
  });

  it('lets nobody guess for long', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, guess) => complete({}, `guess-${guess}`)),
    );
    const statuses = answers.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([410, 429]));
    const slowed = answers.find(({ status }) => status === 429);
    expect(Number(slowed?.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('a subscription whose bank asks for the card holder', () => {
  let purser: Purser;
  let admin: HttpClient;
  let root: HttpClient;
  let organizationId: string;

  beforeAll(async () => {
    purser = await startPurser({ config: { PURSER_ROLE: 'http' } });
    organizationId = purser.demo.organizations.Globex;
    admin = await purser.http.signIn('admin@globex.test');
    root = await purser.http.signIn('root@purser.test');
  });
  afterAll(() => purser.close());

  const path = '/api/tokens/subscription';
  const subscription = async () => {
    const { body } = await admin.get<SubscriptionDetailView>(`${path}/${organizationId}`);
    return body.subscription;
  };
  const pass = async (advance: string, jobs: 'run' | 'off' = 'run') => {
    const moved = await root.post('/api/sandbox/clock', { advance, jobs });
    expect([moved.status, moved.body]).toMatchObject([200, {}]);
  };
  /** A month in which nothing runs, and the hours that catch up: nothing else is of interest. */
  const passMonth = async () => {
    await pass('P1M', 'off');
    await pass('PT2H');
  };
  const address = async () => {
    const { rows } = await purser.database.superuser.query<{ id: string }>(
      'SELECT id FROM purchase_recovery_links WHERE organization_id = $1',
      [organizationId],
    );
    expect(rows).toHaveLength(1);
    const links = purser.app.get(RecoveryLinks, { strict: false });
    return links.addressOf(organizationId, rows[0]?.id ?? '');
  };

  it('falls past due once, and is active again when its link is paid', async () => {
    const offered = `/api/tokens/packages?organizationId=${organizationId}`;
    const [item] = (await admin.get<PageView<PackageView>>(offered)).body.data;
    const created = await admin.post<SubscriptionView>(path, {
      organizationId,
      packageId: item?.id,
      interval: 'month',
      paymentMethodId: 'pm_card_visa',
    });
    expect([created.status, created.body.status]).toEqual([201, 'active']);
    const change = { paymentMethodId: 'pm_card_authenticationRequired' };
    expect((await admin.put(`${path}/${created.body.id}`, change)).status).toBe(200);
    await passMonth();
    expect(await subscription()).toMatchObject({ status: 'past_due' });
    const mailed = await address();
    const route = `${ROUTE}/${mailed?.split('/pay/')[1]}/complete`;
    const asked = await purser.http.post<RecoveryPaymentView>(route, {}, { key: null });
    const { clientSecret } = asked.body;
    await purser.http.post('/api/sandbox/3ds', { clientSecret, outcome: 'succeed' });
    const paid = await purser.http.post<RecoveryPaymentView>(route, {}, { key: null });
    expect(paid.body).toMatchObject({ status: 'completed' });
    // Time that passes delivers what the payment told.
    await pass('PT1H');
    expect(await subscription()).toMatchObject({ status: 'active' });
    expect(await address()).toBeNull();
  });

  it('has a link that ends with the day, also on a clock that is moved', async () => {
    await passMonth();
    const { rows } = await purser.database.superuser.query<{ id: string; open: boolean }>(
      `SELECT id FROM purchase_recovery_links WHERE organization_id = $1 ORDER BY issued_at DESC`,
      [organizationId],
    );
    expect(rows).toHaveLength(2);
    const links = purser.app.get(RecoveryLinks, { strict: false });
    const mailed = await links.addressOf(organizationId, rows[0]?.id ?? '');
    expect(mailed).toContain('/pay/');
    await pass('P1D', 'off');
    const token = mailed?.split('/pay/')[1] ?? '';
    const late = await purser.http.get(`${ROUTE}/${token}`);
    expect([late.status, late.body]).toMatchObject([410, { reason: 'expired' }]);
  });
});
