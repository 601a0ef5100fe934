import type {
  AutoTopUpOverviewView,
  BalanceView,
  PageView,
  PurchaseView,
  RecoveryPaymentView,
  RecoveryView,
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
