import { jest } from '@jest/globals';
import { Catalogue } from '@purser/packages';
import { PaymentMethods } from '@purser/payments';
import { JobRegistry, systemActor } from '@purser/platform';
import { Purchases } from '@purser/purchases';
import { impatientStripe } from '@purser/testing';
import {
  BELOW_500,
  THOUSAND_TOKENS_MINOR,
  TopUpShop,
  usd,
  type Customer,
} from '../testing/top-up-shop.js';
import { AutoTopUpCron } from './auto-topup.cron.js';
import { TopUpCharge } from './charging/top-up-charge.js';

const DECLINES = 'pm_card_chargeCustomerFail';

const impatient = impatientStripe(5_000);

let shop: TopUpShop;
let customer: Customer;

beforeAll(async () => {
  shop = await TopUpShop.open({ stripe: impatient });
});
afterAll(() => shop.close());
beforeEach(async () => {
  shop.t.clock.set('2026-06-18T18:32:00.000Z');
  customer = await shop.customer();
  await customer.given(400);
});

afterEach(() => {
  jest.restoreAllMocks();
  shop.sandbox.setFaults({});
});

/** Works while buyers in the seller's country pay `percent` from `validFrom` on. */
async function taxed(percent: string, validFrom: string, work: () => Promise<void>): Promise<void> {
  const rate = { country: 'US', percent, validFrom, validTo: null, reverseChargeArea: null };
  await shop.t.get(Catalogue).setTaxRate(rate, systemActor('test'));
  try {
    await work();
  } finally {
    await shop.t.superuser.query('DELETE FROM tax_rates WHERE valid_from = $1', [validFrom]);
  }
}

describe('what was interrupted', () => {
  /** Sets a policy whose top-up is reserved and not charged, as if the process had been killed there. */
  async function interrupted(): Promise<void> {
    const charge = shop.t.get(TopUpCharge);
    jest.spyOn(charge, 'pay').mockRejectedValue(new Error('killed'));
    await customer.policy();
    await expect(customer.settles()).rejects.toThrow('killed');
    jest.restoreAllMocks();
  }

  it('between reserve and charge is paid by the hourly job', async () => {
    await interrupted();
    expect(await customer.purchases()).toEqual([['initialized', THOUSAND_TOKENS_MINOR]]);
    expect((await customer.onlyPolicy()).month).toMatchObject({
      reserved: usd(THOUSAND_TOKENS_MINOR),
    });
    await customer.passes(1);
    expect(await customer.purchases()).toEqual([['completed', THOUSAND_TOKENS_MINOR]]);
    expect((await customer.onlyPolicy()).month).toMatchObject({
      reserved: usd(0),
      spent: usd(THOUSAND_TOKENS_MINOR),
    });
  });

  it('is charged to the card that the policy has by then', async () => {
    await customer.buys('pm_card_visa');
    await customer.spends(1_000);
    await interrupted();
    const { organizationId, actor, topUps } = customer;
    const { id, paymentMethodId } = await customer.onlyPolicy();
    const other = { ...BELOW_500, paymentMethodId: 'pm_card_mastercard' };
    await topUps.change(organizationId, id, other, null, actor);
    await shop.t.get(PaymentMethods).remove(organizationId, paymentMethodId, actor);
    await customer.passes(1);
    expect(await customer.purchases()).toEqual([['completed', THOUSAND_TOKENS_MINOR]]);
    // Both were ordered in the same instant: their ids say nothing about which came first.
    type Charged = { type: string; brand: string };
    const charged = await customer.rows<Charged>('token_purchases', 'type, card_brand AS brand');
    const brands = Object.fromEntries(charged.map(({ type, brand }) => [type, brand]));
    expect(brands).toEqual({ custom: 'visa', auto_topup: 'mastercard' });
  });

  it('is ordered again by the same job where its tax changed since', async () => {
    await interrupted();
    await taxed('20', '2026-06-18', () => customer.passes(1));
    expect((await customer.purchases()).toSorted()).toEqual([
      ['canceled', THOUSAND_TOKENS_MINOR],
      ['completed', 1_200],
    ]);
    expect((await customer.onlyPolicy()).month).toMatchObject({
      reserved: usd(0),
      spent: usd(1_200),
    });
    const reasons = await customer.rows<{ reason: string }>('auto_topup_decisions', 'reason');
    expect(reasons.map(({ reason }) => reason)).toContainEqual(
      expect.stringMatching(
        /^The tax on it changed from 10 % to 20 % since it was ordered\. Top-up/,
      ),
    );
  });

  it('is called off where the gap is closed by then, and the reason written down', async () => {
    await interrupted();
    await customer.given(1_000);
    await customer.passes(1);
    expect(await customer.purchases()).toEqual([['canceled', THOUSAND_TOKENS_MINOR]]);
    const reasons = await customer.rows<{ reason: string }>('auto_topup_decisions', 'reason');
    expect(reasons.at(-1)?.reason).toMatch(
      /^The gap was closed by other means\. Top-up \S+ is called off\.$/,
    );
  });

  it.each([
    ['the policy is off', `UPDATE auto_topup_policies SET enabled = false`],
    ['the wallet is suspended', `UPDATE organization_token_wallets SET status = 'suspended'`],
  ])('is called off and its room given back where %s by then', async (_, change) => {
    await interrupted();
    const { organizationId } = customer;
    await shop.t.superuser.query(`${change} WHERE organization_id = $1`, [organizationId]);
    await customer.passes(1);
    expect(await customer.purchases()).toEqual([['canceled', THOUSAND_TOKENS_MINOR]]);
    expect((await customer.onlyPolicy()).month).toMatchObject({ reserved: usd(0), spent: usd(0) });
  });

  it('by an outage of the provider is no decline, and paid when it is over', async () => {
    shop.sandbox.setFaults({
      http: { method: 'POST', path: '/v1/payment_intents', failNext: 1, status: 500 },
    });
    await customer.policy();
    await customer.settles();
    expect(await customer.onlyPolicy()).toMatchObject({
      consecutiveDeclines: 0,
      suspendedAt: null,
    });
    expect((await customer.onlyPolicy()).month).toMatchObject({
      reserved: usd(THOUSAND_TOKENS_MINOR),
    });
    shop.sandbox.setFaults({});
    await shop.t.get(JobRegistry).run('settlePendingPurchases');
    await customer.passes(1);
    expect(await customer.available()).toBe(1_400);
    expect(await customer.verdicts()).not.toHaveProperty('declined');
  });

  it('by another amount than was asked for is over when that went back, and bought again', async () => {
    const stripe = impatient(new URL(shop.sandbox.url));
    const http = { probability: 1, status: 503, method: 'POST', path: '/v1/payment_intents/' };
    shop.sandbox.setFaults({ http });
    await customer.policy();
    await customer.settles();
    shop.sandbox.setFaults({});
    await shop.poll();
    const rows = await customer.rows<{ intent: string }>(
      'token_purchases',
      'payment_intent_id AS intent',
    );
    const intent = rows[0]?.intent ?? '';
    await stripe.paymentIntents.update(intent, { amount: 700 });
    const { customer: payer } = await stripe.paymentIntents.retrieve(intent);
    const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: String(payer) });
    await stripe.paymentIntents.confirm(intent, { payment_method: card.id });
    await shop.poll();
    await customer.passes(2);
    expect(await customer.purchases()).toEqual([['paid', THOUSAND_TOKENS_MINOR]]);
    await stripe.refunds.create({ payment_intent: intent });
    await shop.poll();
    await customer.hourly();
    expect(await customer.purchases()).toEqual([
      ['canceled', THOUSAND_TOKENS_MINOR],
      ['completed', THOUSAND_TOKENS_MINOR],
    ]);
    expect((await customer.onlyPolicy()).month).toMatchObject({
      spent: usd(THOUSAND_TOKENS_MINOR),
      reserved: usd(0),
    });
  });

  it('counts in the month in which it was reserved, though it is paid in the next', async () => {
    shop.t.clock.set('2026-07-01T03:59:00.000Z');
    shop.sandbox.setFaults({
      http: { method: 'POST', path: '/v1/payment_intents', failNext: 1, status: 500 },
    });
    await customer.policy();
    await customer.settles();
    shop.sandbox.setFaults({});
    await customer.passes(1);
    await shop.t.get(JobRegistry).run('settlePendingPurchases');
    await customer.passes(1);
    expect(await customer.available()).toBe(1_400);
    const months = await customer.rows<Record<string, string>>(
      'auto_topup_months',
      'month, reserved_minor, settled_minor',
    );
    expect(months.map(({ month, settled_minor: settled }) => [month, Number(settled)])).toEqual([
      ['2026-06', THOUSAND_TOKENS_MINOR],
    ]);
    expect((await customer.onlyPolicy()).month).toMatchObject({ month: '2026-07', spent: usd(0) });
  });

  it('waits for the slot that another purchase holds, and takes it when it is free', async () => {
    const purchases = shop.t.get(Purchases);
    const { organizationId, actor } = customer;
    const order = { type: 'custom' as const, item: { customTokens: 1_000n } };
    const { referenceId } = await purchases.initialize(organizationId, order, actor);
    const payment = { methodId: 'pm_card_authenticationRequired' };
    await purchases.execute(organizationId, referenceId, payment, actor);
    await customer.policy({ trigger: { kind: 'threshold', below: 5_000 } });
    await customer.settles();
    expect(await customer.purchases()).toEqual([['initialized', 4 * THOUSAND_TOKENS_MINOR]]);
    await purchases.cancel(organizationId, referenceId, actor);
    await customer.settles();
    const paid = await customer.purchases();
    expect(paid).toContainEqual(['completed', 4 * THOUSAND_TOKENS_MINOR]);
    expect(await customer.available()).toBeGreaterThan(5_000 - 1);
  });
});

describe('a schedule', () => {
  const scheduled = async () => {
    await shop.t.get(AutoTopUpCron).checkAutoTopupSchedules();
    await customer.settles();
  };

  it('on the 31st buys on the last day of each month, once however many look', async () => {
    shop.t.clock.set('2026-12-15T15:00:00.000Z');
    const trigger = { kind: 'schedule', interval: 'month', dayOfMonth: 31 } as const;
    await customer.policy({ trigger });
    const other = await shop.another();
    try {
      for (const day of ['2026-12-31', '2027-01-31', '2027-02-28', '2027-03-31']) {
        const before = (await customer.purchases()).length;
        shop.t.clock.set(`${day}T13:59:59.000Z`);
        await scheduled();
        expect(await customer.purchases()).toHaveLength(before);
        shop.t.clock.set(`${day}T15:00:00.000Z`);
        await Promise.all([
          shop.t.get(AutoTopUpCron).checkAutoTopupSchedules(),
          other.get(AutoTopUpCron).checkAutoTopupSchedules(),
        ]);
        await scheduled();
        expect(await customer.purchases()).toHaveLength(before + 1);
      }
    } finally {
      await other.close();
    }
    expect(await customer.available()).toBe(4_400);
  });

  it('whose run was interrupted is made up for where its tax changed since', async () => {
    await customer.policy({ trigger: { kind: 'schedule', interval: 'day' } });
    shop.t.clock.advance({ days: 1, hours: 1 });
    const charge = shop.t.get(TopUpCharge);
    jest.spyOn(charge, 'pay').mockRejectedValue(new Error('killed'));
    await scheduled();
    jest.restoreAllMocks();
    expect(await customer.purchases()).toEqual([['initialized', THOUSAND_TOKENS_MINOR]]);
    await taxed('20', '2026-06-19', async () => {
      await customer.passes(1);
      await shop.t.get(AutoTopUpCron).retryDueTopUps();
      await customer.settles();
    });
    expect((await customer.purchases()).toSorted()).toEqual([
      ['canceled', THOUSAND_TOKENS_MINOR],
      ['completed', 1_200],
    ]);
  });

  it('that was due while nothing ran buys once, and a decline is tried again', async () => {
    const trigger = { kind: 'schedule', interval: 'day' } as const;
    await customer.policy({ trigger, paymentMethodId: DECLINES });
    shop.t.clock.advance({ days: 3, hours: 1 });
    await scheduled();
    expect(await customer.purchases()).toHaveLength(1);
    expect(await customer.onlyPolicy()).toMatchObject({ nextRunAt: '2026-06-22T18:32:00.000Z' });
    shop.t.clock.advance({ minutes: 59 });
    await scheduled();
    const retried = () => shop.t.get(AutoTopUpCron).retryDueTopUps();
    await retried();
    expect(await customer.purchases()).toHaveLength(1);
    shop.t.clock.advance({ minutes: 1 });
    await retried();
    expect(await customer.purchases()).toHaveLength(2);
  });
});
