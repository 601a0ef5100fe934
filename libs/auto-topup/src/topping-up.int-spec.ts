import { AutoTopUpCron } from './auto-topup.cron.js';
import { Evaluation } from './charging/evaluation.js';
import { MonthlyLimit } from './charging/monthly-limit.js';
import {
  BELOW_500,
  THOUSAND_TOKENS_MINOR,
  TopUpShop,
  usd,
  type Customer,
} from '../testing/top-up-shop.js';

describe('auto top-up by threshold', () => {
  let shop: TopUpShop;
  let customer: Customer;

  beforeAll(async () => {
    shop = await TopUpShop.open();
  });
  afterAll(() => shop.close());
  beforeEach(async () => {
    shop.t.clock.set('2026-06-18T18:32:00.000Z');
    customer = await shop.customer();
    await customer.given(1_000);
  });

  const sweep = () => shop.t.get(AutoTopUpCron).checkAutoTopupThresholds();

  it('buys once for the debit that crosses, and leaves a wallet alone that is not short', async () => {
    await customer.policy();
    await customer.spends(500);
    await customer.settles();
    expect(await customer.purchases()).toEqual([]);
    expect(await customer.verdicts()).toEqual({});

    await customer.spends(1);
    await customer.settles();
    expect(await customer.purchases()).toEqual([['completed', THOUSAND_TOKENS_MINOR]]);
    expect(await customer.available()).toBe(1_499);
    const { month, decisions } = await customer.overview();
    expect(month).toEqual({
      month: '2026-06',
      limit: usd(100_000),
      spent: usd(THOUSAND_TOKENS_MINOR),
      reserved: usd(0),
      left: usd(100_000 - THOUSAND_TOKENS_MINOR),
    });
    expect(decisions).toMatchObject([
      {
        cause: 'crossing',
        verdict: 'buy',
        reason:
          '499 tokens are available, fewer than 500 tokens. Buys 1,000 tokens for 11.00 USD; ' +
          "1000.00 USD were left of this month's limit.",
        available: 499,
        below: 500,
        increments: 1,
        tokens: 1_000,
        total: usd(THOUSAND_TOKENS_MINOR),
      },
    ]);
  });

  it('finds by the hourly job what expired, which no debit tells of', async () => {
    const { clock } = shop.t;
    await customer.given(600, new Date(clock.now().getTime() + 7_200_000));
    await customer.policy({ trigger: { kind: 'threshold', below: 1_200 } });
    await customer.settles();
    expect(await sweep()).toMatchObject({ items: 0, errors: 0 });
    clock.advance({ hours: 2 });
    expect(await sweep()).toMatchObject({ items: 1, errors: 0 });
    await customer.settles();
    expect(await customer.purchases()).toEqual([['completed', THOUSAND_TOKENS_MINOR]]);
    expect(await customer.available()).toBe(2_000);
  });

  it('closes the whole gap with one charge', async () => {
    await customer.policy({ trigger: { kind: 'threshold', below: 5_000 } });
    await customer.settles();
    expect(await customer.purchases()).toEqual([['completed', 5 * THOUSAND_TOKENS_MINOR]]);
    expect(await customer.available()).toBe(6_000);
  });

  it('counts the free tokens of a package', async () => {
    const { tokens: _, ...rest } = BELOW_500;
    await customer.topUps.create(
      customer.organizationId,
      { ...rest, packageId: shop.growth, trigger: { kind: 'threshold', below: 55_500 } },
      customer.actor,
    );
    await customer.settles();
    expect(await customer.purchases()).toEqual([['completed', 53_900]]);
    expect(await customer.available()).toBe(56_000);
  });

  it('buys fewer where only fewer fit under the limit, then says once that it is blocked', async () => {
    const monthlyLimit = usd(3 * THOUSAND_TOKENS_MINOR + 50);
    await customer.policy({ trigger: { kind: 'threshold', below: 50_000 }, monthlyLimit });
    await customer.settles();
    expect(await customer.purchases()).toEqual([['completed', 3 * THOUSAND_TOKENS_MINOR]]);
    expect(await customer.verdicts()).toEqual({ buy: 1, blocked: 1 });
    await sweep();
    await sweep();
    await customer.settles();
    expect(await customer.purchases()).toHaveLength(1);
    expect(await customer.verdicts()).toEqual({ buy: 1, blocked: 3 });
    expect(await customer.events('auto-topup.blocked')).toEqual([
      expect.objectContaining({ month: '2026-06', leftMinor: 50, neededMinor: 1_100 }),
    ]);

    shop.t.clock.set('2026-07-01T03:59:59.000Z');
    await sweep();
    expect(await customer.purchases()).toHaveLength(1);
    shop.t.clock.set('2026-07-01T04:00:00.000Z');
    await sweep();
    await customer.settles();
    expect(await customer.purchases()).toHaveLength(2);
    expect(await customer.events('auto-topup.blocked')).toHaveLength(2);
  });

  it('never passes the limit, however many instances are triggered at once', async () => {
    const monthlyLimit = usd(4 * THOUSAND_TOKENS_MINOR + 1_099);
    await customer.policy({ monthlyLimit, trigger: { kind: 'threshold', below: 1_500 } });
    const other = await shop.another();
    try {
      const [here, there] = [shop.t.get(Evaluation), other.get(Evaluation)];
      // Each round spends what the last one bought, so that every trigger finds the wallet short.
      for (const triggers of [100, 20, 20, 20]) {
        await Promise.all(
          Array.from({ length: triggers }, (_, index) =>
            (index % 2 === 0 ? here : there).evaluateThreshold(customer.organizationId, 'crossing'),
          ),
        );
        const available = await customer.available();
        if (available > 100) await customer.spends(available - 100);
      }
    } finally {
      await other.close();
    }
    await customer.settles();
    const purchases = await customer.purchases();
    expect(purchases.every(([status]) => status === 'completed')).toBe(true);
    const paid = purchases.reduce((sum, [, total]) => sum + total, 0);
    expect(paid).toBe(4 * THOUSAND_TOKENS_MINOR);
    const { month } = await customer.overview();
    expect(month).toMatchObject({ spent: usd(paid), reserved: usd(0), left: usd(1_099) });
    expect(await customer.events('auto-topup.blocked')).toHaveLength(1);
    expect(await customer.rows('auto_topup_months', 'reserved_minor, settled_minor')).toEqual([
      { reserved_minor: '0', settled_minor: String(paid) },
    ]);
  });

  it('keeps its limit by the statement that raises the month alone', async () => {
    const { view } = await customer.policy({ monthlyLimit: usd(7_650) });
    const { organizationId } = customer;
    const limit = shop.t.get(MonthlyLimit);
    const policy = {
      organizationId,
      id: view.id,
      currency: 'USD',
      monthlyLimitMinor: BigInt(view.monthlyLimit.amount),
    };
    const reserve = () =>
      shop.t.unitOfWork.run(organizationId, (tx) => limit.reserve(tx, policy, '2026-06', 1_000n));
    const reserved: (string | null)[] = [];
    for (let burst = 0; burst < 10; burst += 1) {
      reserved.push(...(await Promise.all(Array.from({ length: 10 }, reserve))));
    }
    expect(reserved.filter((month) => month !== null)).toHaveLength(7);
    expect((await customer.overview()).month).toMatchObject({
      reserved: usd(7_000),
      left: usd(650),
    });
  });

  it('buys nothing more within the cool-down, and the hourly job buys after it', async () => {
    await customer.policy({ coolDownMinutes: 90 });
    await customer.spends(900);
    await customer.settles();
    await customer.spends(1_000);
    await customer.settles();
    expect(await customer.purchases()).toHaveLength(1);
    expect(await customer.verdicts()).toEqual({ buy: 1, wait: 1 });
    shop.t.clock.advance({ minutes: 89 });
    await sweep();
    expect(await customer.purchases()).toHaveLength(1);
    shop.t.clock.advance({ minutes: 1 });
    await sweep();
    await customer.settles();
    expect(await customer.purchases()).toHaveLength(2);
    expect(await customer.available()).toBe(1_100);
  });

  it('is not tried for a suspended wallet, nor by a policy that is off', async () => {
    const { view } = await customer.policy();
    await customer.spends(400);
    const suspended = (sql: string) => shop.t.superuser.query(sql, [customer.organizationId]);
    await suspended(
      `UPDATE organization_token_wallets SET status = 'suspended' WHERE organization_id = $1`,
    );
    const evaluation = shop.t.get(Evaluation);
    await suspended(`UPDATE auto_topup_policies SET below_tokens = 900 WHERE organization_id = $1`);
    await evaluation.evaluateThreshold(customer.organizationId, 'crossing');
    await sweep();
    expect(await customer.verdicts()).toEqual({});
    await suspended(
      `UPDATE organization_token_wallets SET status = 'active' WHERE organization_id = $1`,
    );
    await customer.topUps.setEnabled(customer.organizationId, view.id, false, null, customer.actor);
    await evaluation.evaluateThreshold(customer.organizationId, 'crossing');
    await sweep();
    expect(await customer.verdicts()).toEqual({});
    await customer.topUps.setEnabled(customer.organizationId, view.id, true, null, customer.actor);
    await customer.settles();
    expect(await customer.purchases()).toHaveLength(1);
  });

  it('gives no room back for a refund and closes a month where it is over', async () => {
    await customer.policy();
    await customer.spends(900);
    await customer.settles();
    await shop.t.superuser.query(
      `UPDATE token_purchases SET status = 'refunded' WHERE organization_id = $1`,
      [customer.organizationId],
    );
    expect((await customer.overview()).month.spent).toEqual(usd(THOUSAND_TOKENS_MINOR));
    const cron = shop.t.get(AutoTopUpCron);
    const closed = async () =>
      (await customer.rows<{ closed_at: Date | null }>('auto_topup_months', 'closed_at')).map(
        ({ closed_at: at }) => at !== null,
      );
    shop.t.clock.set('2026-07-01T00:00:00.000Z');
    await cron.resetAutoTopupSpending();
    expect(await closed()).toEqual([false]);
    shop.t.clock.set('2026-07-01T04:00:00.000Z');
    await cron.resetAutoTopupSpending();
    expect(await closed()).toEqual([true]);
    expect((await customer.overview()).month).toMatchObject({ month: '2026-07', spent: usd(0) });
  });
});
