import type {
  AutoTopUpOverviewView,
  BalanceView,
  LotView,
  PageView,
  PurchaseView,
} from '@purser/contracts';
import { startFleet, type Fleet } from './support/fleet.js';
import type { HttpClient } from './support/http-client.js';

const TRIGGERS = 100;

describe('limits of money and of time, through HTTP and the clock', () => {
  let fleet: Fleet;
  let admin: HttpClient;
  let globex: string;

  const path = '/api/tokens/auto-topup';
  const overview = async () => (await admin.get<AutoTopUpOverviewView>(`${path}/${globex}`)).body;
  const balance = async () =>
    (await admin.get<BalanceView>(`/api/tokens/wallet/${globex}/balance`)).body;
  const debit = (amount: number, reference: string) =>
    admin.post(`/api/tokens/wallet/${globex}/debits`, { amount, reference });

  beforeAll(async () => {
    fleet = await startFleet(3);
    globex = fleet.purser.demo.organizations.Globex;
    admin = await fleet.purser.http.signIn('admin@globex.test');
    await fleet.move({ now: '2027-03-10T09:00:00Z' });
  }, 120_000);
  afterAll(() => fleet.close());

  it('buys once for a hundred triggers at once, and never for more than the month allows', async () => {
    const { available } = await balance();
    const rehearsed = await admin.post<{ now: { total: { amount: number } } }>(
      `${path}?dryRun=true`,
      { ...policyOf(available + 1), monthlyLimit: { amount: 1_000_000, currency: 'USD' } },
    );
    const increment = rehearsed.body.now.total.amount;
    expect(increment).toBeGreaterThan(0);
    // Room for three increments and a half.
    const limit = Math.floor(increment * 3.5);
    // Far above what three increments reach: every look finds the wallet short.
    const policy = {
      ...policyOf(available + 900_000),
      monthlyLimit: { amount: limit, currency: 'USD' },
    };
    expect((await admin.post(path, policy)).status).toBe(201);
    const fire = () =>
      Promise.all(
        Array.from({ length: TRIGGERS }, (_, n) => {
          const root = fleet.roots[n % fleet.roots.length] ?? fleet.purser.http;
          return root.post('/api/jobs/checkAutoTopupThresholds/run', {}, { key: null });
        }),
      );
    for (let round = 0; round < 3; round += 1) {
      const answers = await fire();
      expect(answers.map(({ status }) => status)).toEqual(Array(TRIGGERS).fill(200));
      await fleet.move({ advance: 'PT1H' });
      const { month } = await overview();
      expect(month.spent.amount + month.reserved.amount).toBeLessThanOrEqual(limit);
    }
    const { month } = await overview();
    expect(month.reserved.amount).toBe(0);
    const bought = (
      await admin.get<PageView<PurchaseView>>(
        `/api/tokens/purchase?organizationId=${globex}&type=auto_topup&limit=200`,
      )
    ).body.data.filter(({ completedAt }) => completedAt);
    const paid = bought.reduce((sum, { price }) => sum + price.total.amount, 0);
    expect(paid).toBe(month.spent.amount);
    expect(paid).toBeGreaterThan(limit - increment);
    const { rows } = await fleet.purser.database.superuser.query<{ blocked: number }>(
      `SELECT count(*)::int AS blocked FROM outbox WHERE organization_id = $1
         AND event = 'auto-topup.blocked'`,
      [globex],
    );
    expect(rows).toEqual([{ blocked: 1 }]);
  }, 120_000);

  it('has room again with the next month, by itself', async () => {
    const before = (await balance()).available;
    await fleet.move({ now: '2027-04-01T03:00:00Z' });
    expect((await balance()).available).toBeGreaterThan(before);
    const { month, policies } = await overview();
    expect(month.month).toBe('2027-04');
    await admin.put(`${path}/${policies[0]?.id}/disable`);
  });

  it('spends a lot until its very instant and not after, and books what expired', async () => {
    const { data } = (
      await admin.get<PageView<LotView>>(`/api/tokens/wallet/${globex}/lots?limit=200`)
    ).body;
    const next = data
      .filter(({ expiresAt, remaining }) => expiresAt !== null && remaining > 0)
      .toSorted((a, b) => String(a.expiresAt).localeCompare(String(b.expiresAt)))[0];
    const expiresAt = Date.parse(next?.expiresAt ?? '');
    const dying = data
      .filter((lot) => Date.parse(lot.expiresAt ?? '') === expiresAt)
      .reduce((sum, { remaining }) => sum + remaining, 0);
    expect(dying).toBeGreaterThan(1);
    // The clock runs on while a test talks: five seconds before is before.
    await fleet.sleep({ now: new Date(expiresAt - 5_000).toISOString() });
    const before = await balance();
    expect((await debit(1, 'last-second')).status).toBe(201);
    await fleet.sleep({ now: new Date(expiresAt).toISOString() });
    const after = await balance();
    expect(after.available).toBe(before.available - dying);
    expect(after.expired).toBe(before.expired + dying - 1);
    expect((await debit(after.available + 1, 'too-late')).status).toBe(402);
    const moved = await fleet.move({ advance: 'P1D' });
    const swept = moved.ran.filter(
      ({ job, items }) => job === 'processTokenExpiration' && items > 0,
    );
    expect(swept).toHaveLength(1);
    expect(swept[0]?.at.slice(11, 16)).toBe('02:00');
    expect(await balance()).toMatchObject({ expired: 0, available: after.available });
    const books = await admin.get(`/api/tokens/reports/books?organizationId=${globex}`);
    expect(books.body).toMatchObject({ balanced: true });
  });

  const policyOf = (below: number) => ({
    organizationId: globex,
    trigger: { kind: 'threshold', below },
    tokens: 5_000,
    paymentMethodId: 'pm_card_visa',
  });
});
