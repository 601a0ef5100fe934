import type {
  AutoTopUpOverviewView,
  BalanceView,
  NotificationView,
  PackageView,
  PageView,
  PurchaseDetailView,
  PurchaseView,
  SubscriptionDetailView,
  SubscriptionView,
} from '@purser/contracts';
import Stripe from 'stripe';
import { startFleet, type Fleet } from './support/fleet.js';
import type { HttpClient } from './support/http-client.js';

/** Attaches, then is declined whenever it is charged. */
const DECLINING = 'pm_card_chargeCustomerFail';

describe('a card that declines for thirty days, through HTTP and the clock', () => {
  let fleet: Fleet;
  let admin: HttpClient;
  let globex: string;
  let subscription: SubscriptionView;

  const offered = async () =>
    (await admin.get<PageView<PackageView>>(`/api/tokens/packages?organizationId=${globex}`)).body
      .data;
  const look = async () =>
    (await admin.get<SubscriptionDetailView>(`/api/tokens/subscription/${globex}`)).body
      .subscription;
  const balance = async () =>
    (await admin.get<BalanceView>(`/api/tokens/wallet/${globex}/balance`)).body;
  const purchases = async (type: string) =>
    (
      await admin.get<PageView<PurchaseView>>(
        `/api/tokens/purchase?organizationId=${globex}&type=${type}&limit=200`,
      )
    ).body.data;
  /** What the outbox was told, by the name of the event. */
  /** How often people were told of an event. */
  const told = async (event: string) => {
    const { body } = await admin.get<PageView<NotificationView>>(
      `/api/tokens/notifications?organizationId=${globex}&limit=200`,
    );
    return body.data.filter((notice) => notice.event === event).length;
  };
  /** Every attempt that the provider saw with a card that declines. */
  const attempts = async () => {
    const { hostname, port } = new URL(fleet.purser.stripe.url);
    const sdk = new Stripe('sk_test_x', { host: hostname, port: Number(port), protocol: 'http' });
    const charges = await sdk.charges.list({ limit: 100 });
    return charges.data.filter(({ status }) => status === 'failed').length;
  };

  beforeAll(async () => {
    fleet = await startFleet(1);
    globex = fleet.purser.demo.organizations.Globex;
    admin = await fleet.purser.http.signIn('admin@globex.test');
    await fleet.move({ now: '2027-03-10T09:00:00Z' });
    const [small] = await offered();
    const created = await admin.post<SubscriptionView>('/api/tokens/subscription', {
      organizationId: globex,
      packageId: small?.id,
      interval: 'month',
      paymentMethodId: 'pm_card_visa',
    });
    expect(created.status).toBe(201);
    subscription = created.body;
    const { available } = await balance();
    const policy = await admin.post('/api/tokens/auto-topup', {
      organizationId: globex,
      trigger: { kind: 'threshold', below: Math.max(available - 100, 1) },
      tokens: 5_000,
      monthlyLimit: { amount: 1_000_000, currency: 'USD' },
      paymentMethodId: DECLINING,
    });
    expect(policy.status).toBe(201);
    const changed = await admin.put(`/api/tokens/subscription/${subscription.id}`, {
      paymentMethodId: DECLINING,
    });
    expect(changed.status).toBe(200);
    await admin.post(`/api/tokens/wallet/${globex}/debits`, { amount: 101, reference: 'crossing' });
    // To just before the first renewal that will be declined.
    await fleet.move({ now: '2027-04-10T08:59:00Z' });
  }, 120_000);
  afterAll(() => fleet.close());

  it('suspends the auto top-up after three declines and says so once', async () => {
    const { body } = await admin.get<AutoTopUpOverviewView>(`/api/tokens/auto-topup/${globex}`);
    const declined = body.decisions.filter(({ verdict }) => verdict === 'declined');
    expect(declined).toHaveLength(3);
    const at = declined.map(({ decidedAt }) => Date.parse(decidedAt)).toReversed();
    const hours = at.slice(1).map((one, n) => Math.round((one - (at[n] ?? 0)) / 3_600_000));
    // Declined at once, 1 h later, and 3 h after that; the sweep is hourly.
    expect(hours).toEqual([1, 3]);
    expect(body.policies[0]?.suspendedAt).not.toBeNull();
    expect(await told('auto-topup.suspended')).toBe(1);
  });

  it('tries the renewal by the decline policy until grace ends, and never more than it may', async () => {
    await fleet.move({ advance: 'PT2H' });
    expect(await look()).toMatchObject({ status: 'past_due' });
    expect((await balance()).status).toBe('active');
    await fleet.move({ now: '2027-04-17T08:00:00Z' });
    expect((await look())?.status).toBe('past_due');
    await fleet.move({ advance: 'P30D' });
    expect(await look()).toMatchObject({ status: 'canceled', cancelReason: 'grace_ended' });
    expect(await attempts()).toBeLessThanOrEqual(15);
    const open = (await purchases('subscription')).find(({ completedAt }) => !completedAt);
    const { body } = await admin.get<PurchaseDetailView>(
      `/api/tokens/purchase/${open?.referenceId}`,
    );
    const tried = body.events
      .filter(({ type }) => type === 'payment_started')
      .map(({ at }) => Date.parse(at));
    const waited = tried.slice(1).map((at, n) => Math.round((at - (tried[n] ?? 0)) / 3_600_000));
    expect(waited).toEqual([1, 3, 7, 24, 24, 24, 24, 24, 24].slice(0, waited.length));
    expect(waited.length).toBeGreaterThanOrEqual(8);
  });

  it('tells of the first decline once and of the end once', async () => {
    // One first decline and one end for each of the two that charge this card.
    expect({
      topUpDeclined: await told('auto-topup.declined'),
      topUpPaused: await told('auto-topup.suspended'),
      pastDue: await told('subscription.past-due'),
      canceled: await told('subscription.canceled'),
    }).toEqual({ topUpDeclined: 1, topUpPaused: 1, pastDue: 1, canceled: 1 });
  });

  it('leaves no invoice that nobody paid', async () => {
    const invoices = await admin.get<PageView<{ purchaseReferenceId: string }>>(
      `/api/tokens/invoices?organizationId=${globex}&limit=200`,
    );
    const paid = [...(await purchases('subscription')), ...(await purchases('auto_topup'))].filter(
      ({ completedAt }) => completedAt,
    );
    const { rows } = await fleet.purser.database.superuser.query<{ orphans: number }>(
      `SELECT count(*)::int AS orphans FROM invoices i WHERE i.organization_id = $1
         AND NOT EXISTS (SELECT FROM token_purchases p WHERE p.organization_id = i.organization_id
           AND p.id = i.purchase_id AND p.completed_at IS NOT NULL)`,
      [globex],
    );
    expect(rows).toEqual([{ orphans: 0 }]);
    expect(invoices.body.data.length).toBeGreaterThanOrEqual(paid.length);
    expect(paid).toHaveLength(1);
  });

  it('suspends the wallet for dunning; a payment lifts that, the subscription stays canceled', async () => {
    expect(await balance()).toMatchObject({ status: 'suspended' });
    const refused = await admin.post(`/api/tokens/wallet/${globex}/debits`, {
      amount: 1,
      reference: 'while-suspended',
    });
    expect([refused.status, refused.body['type']]).toEqual([409, '/problems/wallet-suspended']);
    const ordered = await admin.post<PurchaseView>('/api/tokens/purchase', {
      organizationId: globex,
      customTokens: 10_000,
    });
    const paid = await admin.post<PurchaseView>(
      `/api/tokens/purchase/${ordered.body.referenceId}/execute`,
      { paymentMethodId: 'pm_card_visa' },
    );
    expect(paid.body.status).toBe('completed');
    await fleet.move({ advance: 'PT1M' });
    expect((await balance()).status).toBe('active');
    expect((await look())?.status).toBe('canceled');
    const policies = await admin.get<AutoTopUpOverviewView>(`/api/tokens/auto-topup/${globex}`);
    expect(policies.body.policies[0]?.suspendedAt).toBeNull();
  });
});
