import { jest } from '@jest/globals';
import { CARD_ATTEMPT_LIMIT, CardAttempts, PaymentMethods } from '@purser/payments';
import { JobRegistry } from '@purser/platform';
import { Purchases } from '@purser/purchases';
import Stripe from 'stripe';
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

/** The real client, but impatient: outages show at once. */
const impatient = (url: URL) =>
  new Stripe('sk_test_sandbox', {
    host: url.hostname,
    port: Number(url.port),
    protocol: 'http',
    maxNetworkRetries: 0,
    timeout: 5_000,
    telemetry: false,
  });

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

const hourly = async (): Promise<void> => {
  await shop.t.get(AutoTopUpCron).checkAutoTopupThresholds();
  await customer.settles();
};
const passes = async (hours: number): Promise<void> => {
  for (let hour = 0; hour < hours; hour += 1) {
    shop.t.clock.advance({ hours: 1 });
    await hourly();
  }
};
const policy = async () => {
  const { policies } = await customer.overview();
  if (!policies[0]) throw new Error('There is no policy');
  return policies[0];
};

describe('a card that declines', () => {
  it('is tried after 1 and 3 hours, then the policy stops and says so once', async () => {
    await customer.policy({ paymentMethodId: DECLINES });
    await customer.settles();
    expect(await policy()).toMatchObject({
      consecutiveDeclines: 1,
      retryAt: '2026-06-18T19:32:00.000Z',
      suspendedAt: null,
      month: { reserved: usd(0), spent: usd(0) },
    });
    await passes(1);
    expect(await customer.purchases()).toHaveLength(2);
    await passes(2);
    expect(await customer.purchases()).toHaveLength(2);
    await passes(1);
    expect(await customer.purchases()).toHaveLength(3);
    expect(await policy()).toMatchObject({
      consecutiveDeclines: 3,
      retryAt: null,
      suspendedAt: '2026-06-18T22:32:00.000Z',
    });
    await passes(30);
    const purchases = await customer.purchases();
    expect(purchases).toEqual(purchases.map(() => ['payment_failed', THOUSAND_TOKENS_MINOR]));
    expect(purchases).toHaveLength(3);
    expect(await customer.events('auto-topup.suspended')).toEqual([
      expect.objectContaining({ consecutiveDeclines: 3, purchaseId: expect.any(String) as string }),
    ]);
    expect(await customer.verdicts()).toMatchObject({ buy: 3, declined: 3 });
    expect(await customer.rows('invoices', 'id')).toEqual([]);
  });

  const suspended = async () => {
    await customer.policy({ paymentMethodId: DECLINES });
    await customer.settles();
    await passes(1);
    await passes(3);
    expect((await policy()).suspendedAt).not.toBeNull();
  };

  it('is tried again once somebody has paid by hand', async () => {
    await suspended();
    await customer.buys('pm_card_mastercard');
    await customer.settles();
    expect(await policy()).toMatchObject({ suspendedAt: null, consecutiveDeclines: 0 });
    expect(await customer.events('auto-topup.resumed')).toHaveLength(1);
    await customer.spends(1_000);
    await customer.settles();
    expect(await policy()).toMatchObject({ consecutiveDeclines: 1, suspendedAt: null });
  });

  it('is replaced by another card, which pays at once; the same card changes nothing', async () => {
    await suspended();
    const { organizationId, actor, topUps } = customer;
    const { id, paymentMethodId } = await policy();
    const again = { ...BELOW_500, paymentMethodId };
    await topUps.change(organizationId, id, again, null, actor);
    expect((await policy()).suspendedAt).not.toBeNull();
    await topUps.change(organizationId, id, BELOW_500, null, actor);
    await customer.settles();
    expect(await policy()).toMatchObject({ suspendedAt: null, consecutiveDeclines: 0 });
    expect(await customer.available()).toBe(1_400);
  });

  it('is forgotten where another card was set while it was asked; that one pays at once', async () => {
    const charge = shop.t.get(TopUpCharge);
    const pay = charge.pay.bind(charge);
    const paid = jest.spyOn(charge, 'pay').mockImplementationOnce(async (...order) => {
      const { organizationId, actor, topUps } = customer;
      await topUps.change(organizationId, (await policy()).id, BELOW_500, null, actor);
      return pay(...order);
    });
    await customer.policy({ paymentMethodId: 'pm_card_authenticationRequired' });
    await customer.settles();
    expect(paid).toHaveBeenCalled();
    expect(await policy()).toMatchObject({ suspendedAt: null, consecutiveDeclines: 0 });
    await shop.t.get(AutoTopUpCron).retryDueTopUps();
    await customer.settles();
    expect(await customer.available()).toBe(1_400);
    expect(await customer.events('auto-topup.suspended')).toEqual([]);
    expect(await customer.verdicts()).toEqual({ buy: 2, declined: 1 });
  });

  it('that wants its holder stops at once and asks for the holder once', async () => {
    await customer.policy({ paymentMethodId: 'pm_card_authenticationRequired' });
    await customer.settles();
    await passes(5);
    expect(await customer.purchases()).toEqual([['payment_failed', THOUSAND_TOKENS_MINOR]]);
    const [asked, ...more] = await customer.events('auto-topup.needs-authentication');
    expect(more).toEqual([]);
    expect(await customer.verdicts()).toEqual({ buy: 1, declined: 1 });
    expect(await customer.events('auto-topup.suspended')).toHaveLength(1);

    // The holder comes and pays that purchase: it counts, and the policy goes on.
    const purchases = shop.t.get(Purchases);
    const reference = String(asked?.['purchaseId']);
    const payment = { methodId: 'pm_card_visa' };
    await purchases.execute(customer.organizationId, reference, payment, customer.actor);
    await customer.settles();
    expect(await policy()).toMatchObject({
      suspendedAt: null,
      month: { spent: usd(THOUSAND_TOKENS_MINOR), reserved: usd(0) },
    });
  });

  it('that its holder paid with goes on, also where the failure is heard of after the payment', async () => {
    await customer.policy({ paymentMethodId: 'pm_card_authenticationRequired' });
    await customer.settles();
    const { organizationId, actor } = customer;
    const [asked] = await customer.events('auto-topup.needs-authentication');
    const reference = String(asked?.['purchaseId']);
    const payment = { methodId: 'pm_card_visa' };
    await shop.t.get(Purchases).execute(organizationId, reference, payment, actor);
    // What the late failure does comes before what the payment does.
    await shop.t.get(TopUpCharge).follow(organizationId, reference);
    await customer.settles();
    expect(await policy()).toMatchObject({
      suspendedAt: null,
      month: { spent: usd(THOUSAND_TOKENS_MINOR), reserved: usd(0) },
    });
    expect(await customer.events('auto-topup.resumed')).toHaveLength(1);
  });

  it('is never tried more often than card networks allow', async () => {
    const trigger = { kind: 'threshold', below: 100 } as const;
    await customer.policy({ trigger, paymentMethodId: 'pm_card_amex' });
    const [card] = await shop.t.get(PaymentMethods).list(customer.organizationId);
    const attempts = shop.t.get(CardAttempts);
    for (let attempt = 0; attempt < CARD_ATTEMPT_LIMIT.attempts; attempt += 1) {
      await attempts.note(card?.fingerprint ?? '', shop.t.clock.now());
    }
    await customer.spends(400);
    await customer.settles();
    expect(await customer.verdicts()).toEqual({ wait: 1 });
    shop.t.clock.advance({ days: 31 });
    await hourly();
    expect(await customer.available()).toBe(1_000);
  });

  it('that is gone stops the policy, once; it cannot be removed while the policy charges it', async () => {
    const { view } = await customer.policy({ trigger: { kind: 'threshold', below: 100 } });
    const methods = shop.t.get(PaymentMethods);
    const removal = methods.remove(customer.organizationId, view.paymentMethodId, customer.actor);
    await expect(removal).rejects.toMatchObject({ problem: 'payment-method-in-use' });
    await shop.t.superuser.query(
      'UPDATE payment_methods SET removed_at = created_at, is_default = false WHERE id = $1',
      [view.paymentMethodId],
    );
    await customer.spends(400);
    await customer.settles();
    await passes(2);
    expect(await customer.purchases()).toEqual([]);
    expect(await customer.events('auto-topup.suspended')).toEqual([
      expect.objectContaining({ purchaseId: null }),
    ]);
  });
});

describe('what was interrupted', () => {
  it('between reserve and charge is paid by the hourly job', async () => {
    const charge = shop.t.get(TopUpCharge);
    jest.spyOn(charge, 'pay').mockRejectedValue(new Error('killed'));
    await customer.policy();
    await expect(customer.settles()).rejects.toThrow('killed');
    jest.restoreAllMocks();
    expect(await customer.purchases()).toEqual([['initialized', THOUSAND_TOKENS_MINOR]]);
    expect((await policy()).month).toMatchObject({ reserved: usd(THOUSAND_TOKENS_MINOR) });
    await passes(1);
    expect(await customer.purchases()).toEqual([['completed', THOUSAND_TOKENS_MINOR]]);
    expect((await policy()).month).toMatchObject({
      reserved: usd(0),
      spent: usd(THOUSAND_TOKENS_MINOR),
    });
  });

  it.each([
    ['the policy is off', `UPDATE auto_topup_policies SET enabled = false`],
    ['the wallet is suspended', `UPDATE organization_token_wallets SET status = 'suspended'`],
  ])('is called off and its room given back where %s by then', async (_, change) => {
    const charge = shop.t.get(TopUpCharge);
    jest.spyOn(charge, 'pay').mockRejectedValue(new Error('killed'));
    await customer.policy();
    await expect(customer.settles()).rejects.toThrow('killed');
    jest.restoreAllMocks();
    const { organizationId } = customer;
    await shop.t.superuser.query(`${change} WHERE organization_id = $1`, [organizationId]);
    await passes(1);
    expect(await customer.purchases()).toEqual([['canceled', THOUSAND_TOKENS_MINOR]]);
    expect((await policy()).month).toMatchObject({ reserved: usd(0), spent: usd(0) });
  });

  it('by an outage of the provider is no decline, and paid when it is over', async () => {
    shop.sandbox.setFaults({
      http: { method: 'POST', path: '/v1/payment_intents', failNext: 1, status: 500 },
    });
    await customer.policy();
    await customer.settles();
    expect(await policy()).toMatchObject({ consecutiveDeclines: 0, suspendedAt: null });
    expect((await policy()).month).toMatchObject({ reserved: usd(THOUSAND_TOKENS_MINOR) });
    shop.sandbox.setFaults({});
    await shop.t.get(JobRegistry).run('settlePendingPurchases');
    await passes(1);
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
    await passes(2);
    expect(await customer.purchases()).toEqual([['paid', THOUSAND_TOKENS_MINOR]]);
    await stripe.refunds.create({ payment_intent: intent });
    await shop.poll();
    await hourly();
    expect(await customer.purchases()).toEqual([
      ['canceled', THOUSAND_TOKENS_MINOR],
      ['completed', THOUSAND_TOKENS_MINOR],
    ]);
    expect((await policy()).month).toMatchObject({
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
    await passes(1);
    await shop.t.get(JobRegistry).run('settlePendingPurchases');
    await passes(1);
    expect(await customer.available()).toBe(1_400);
    const months = await customer.rows<Record<string, string>>(
      'auto_topup_months',
      'month, reserved_minor, settled_minor',
    );
    expect(months.map(({ month, settled_minor: settled }) => [month, Number(settled)])).toEqual([
      ['2026-06', THOUSAND_TOKENS_MINOR],
    ]);
    expect((await policy()).month).toMatchObject({ month: '2026-07', spent: usd(0) });
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

  it('that was due while nothing ran buys once, and a decline is tried again', async () => {
    const trigger = { kind: 'schedule', interval: 'day' } as const;
    await customer.policy({ trigger, paymentMethodId: DECLINES });
    shop.t.clock.advance({ days: 3, hours: 1 });
    await scheduled();
    expect(await customer.purchases()).toHaveLength(1);
    expect(await policy()).toMatchObject({ nextRunAt: '2026-06-22T18:32:00.000Z' });
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
