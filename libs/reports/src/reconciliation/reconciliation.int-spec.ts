import { PaymentCustomers, STRIPE } from '@purser/payments';
import { JobRegistry } from '@purser/platform';
import { Purchases } from '@purser/purchases';
import type Stripe from 'stripe';
import { ReportedOrganization } from '../../testing/reported-organization.js';
import { Reconciler } from './reconciler.service.js';

let acme: ReportedOrganization;

beforeAll(async () => {
  acme = await ReportedOrganization.open();
  await acme.buys();
  await acme.buys();
  await acme.spends(1_000n, 'job-1');
  acme.t.clock.advance({ hours: 1 });
});
afterAll(() => acme.close());

const statusOf = async (reference: string): Promise<string> =>
  (await acme.t.get(Purchases).get(acme.organizationId, reference)).status;
const reconcile = () => acme.t.get(Reconciler).reconcile(acme.organizationId);

/** Changes what nobody may change, as an attacker with the superuser's password would. */
async function falsify(sql: string): Promise<void> {
  const client = await acme.t.superuser.connect();
  try {
    await client.query('SET session_replication_role = replica');
    const { rowCount } = await client.query(sql, [acme.organizationId]);
    expect(rowCount).toBeGreaterThan(0);
  } finally {
    client.release(true);
  }
}

const PRICE = (sign: '+' | '-') =>
  `UPDATE token_purchases
      SET subtotal_minor = subtotal_minor ${sign} 1, total_minor = total_minor ${sign} 1
    WHERE organization_id = $1`;
const LOTS = (sign: '+' | '-') =>
  `UPDATE organization_token_wallets SET open_remaining = open_remaining ${sign} 1
    WHERE organization_id = $1`;

describe('reconciliation', () => {
  it('finds no drift after buying and spending', async () => {
    const { drift, reconciledAt } = await reconcile();
    expect(drift).toEqual({ count: 0, cases: [] });
    expect(reconciledAt).toBe(acme.t.clock.now().toISOString());
  });

  it('opens a case with a fix for money that no purchase knows, and closes it once it is back', async () => {
    const stripe = acme.t.get<Stripe>(STRIPE);
    const customer = await acme.t.get(PaymentCustomers).find(acme.organizationId);
    const intent = await stripe.paymentIntents.create({
      amount: 1_234,
      currency: 'usd',
      customer: customer ?? '',
      payment_method: 'pm_card_visa',
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    });
    acme.t.clock.advance({ hours: 1 });
    const { drift } = await reconcile();
    expect(drift.cases).toMatchObject([
      {
        kind: 'provider-payment-unknown',
        subjectId: intent.id,
        detail: `The provider holds 12.34 USD of payment ${intent.id}.`,
        proposedFix: expect.stringContaining('Refund it at the provider'),
        resolvedAt: null,
      },
    ]);
    await stripe.refunds.create({ payment_intent: intent.id });
    expect((await reconcile()).drift.count).toBe(0);
  });

  it('opens one case per difference however often it looks', async () => {
    await falsify(PRICE('+'));
    const first = await reconcile();
    const kinds = first.drift.cases.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'provider-amount-differs')).toHaveLength(2);
    expect(kinds).toContain('books-captured-equals-invoiced');
    const second = await reconcile();
    expect(second.drift.cases.map(({ id }) => id)).toEqual(first.drift.cases.map(({ id }) => id));
    await falsify(PRICE('-'));
    expect((await reconcile()).drift.count).toBe(0);
  });

  it('opens a resolved case again while its difference lasts', async () => {
    await falsify(LOTS('-'));
    const [found] = (await reconcile()).drift.cases;
    const { organizationId, actor } = acme;
    const reconciler = acme.t.get(Reconciler);
    const resolved = await reconciler.resolve(organizationId, found!.id, 'Looked at it', actor);
    expect(resolved.resolvedAt).not.toBeNull();
    expect((await reconcile()).drift.cases.map(({ id }) => id)).toContain(found!.id);
    await falsify(LOTS('+'));
    expect((await reconcile()).drift.count).toBe(0);
  });

  it('runs nightly where something changed, and not where nothing did', async () => {
    const run = () => acme.t.get(JobRegistry).run('reconcile');
    await acme.spends(1n, 'job-2');
    acme.t.clock.advance({ minutes: 1 });
    expect(await run()).toMatchObject({ items: 1, errors: 0 });
    acme.t.clock.advance({ days: 1 });
    expect(await run()).toMatchObject({ items: 0, errors: 0 });
  });

  it('is shown over HTTP to who may view, and across organizations to administrators only', async () => {
    const key = await acme.key();
    const answer = await acme.get('/tokens/reports/reconciliation', key);
    expect(answer.json()).toMatchObject({
      organizationId: acme.organizationId,
      drift: { count: 0, cases: [] },
    });
    const all = await acme.t.get(Reconciler).ofAll();
    expect(all).toMatchObject({ organizationId: null, drift: { count: 0, cases: [] } });
  });

  it('finds no drift where a purchase was ordered before the window and paid within it', async () => {
    const purchases = acme.t.get(Purchases);
    const ordered = await acme.orders();
    acme.t.clock.advance({ days: 2 });
    const payment = { methodId: 'pm_card_visa' };
    await purchases.execute(acme.organizationId, ordered, payment, acme.actor);
    acme.t.clock.advance({ days: 44 });
    expect((await reconcile()).drift).toEqual({ count: 0, cases: [] });
  });

  it('books within a week what only the provider knows of an organization that is idle', async () => {
    const run = () => acme.t.get(JobRegistry).run('reconcile');
    const [refunded, disputed] = [await acme.buys(), await acme.buys()];
    acme.t.clock.advance({ hours: 1 });
    expect(await run()).toMatchObject({ items: 1, errors: 0 });
    // In the provider's dashboard, and no news of it ever came.
    await acme.t
      .get<Stripe>(STRIPE)
      .refunds.create({ payment_intent: await acme.paymentOf(refunded), amount: 100 });
    acme.sandbox.openDispute({ payment_intent: await acme.paymentOf(disputed) });
    acme.t.clock.advance({ days: 6 });
    expect(await run()).toMatchObject({ items: 0, errors: 0 });
    expect(await statusOf(refunded)).toBe('completed');
    acme.t.clock.advance({ days: 1 });
    expect(await run()).toMatchObject({ items: 1, errors: 0 });
    expect(await statusOf(refunded)).toBe('partially_refunded');
    expect(await statusOf(disputed)).toBe('disputed');
    expect((await acme.t.get(Reconciler).of(acme.organizationId)).drift.cases).toEqual([]);
  });

  it('leaves an organization alone whose payments are all older than what is compared', async () => {
    const idle = await ReportedOrganization.open();
    try {
      const run = () => idle.t.get(JobRegistry).run('reconcile');
      await idle.buys();
      const compared: number[] = [];
      for (let week = 0; week < 8; week += 1) {
        idle.t.clock.advance({ days: 7 });
        const { items } = await run();
        compared.push(items);
      }
      expect(compared).toEqual([1, 1, 1, 1, 1, 1, 0, 0]);
    } finally {
      await idle.close();
    }
  });
});
