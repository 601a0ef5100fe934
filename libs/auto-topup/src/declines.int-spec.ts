import { jest } from '@jest/globals';
import { CARD_ATTEMPT_LIMIT, CardAttempts, PaymentMethods } from '@purser/payments';
import { PurchaseCompleted, Purchases, RecoveryLinks } from '@purser/purchases';
import { impatientStripe } from '@purser/testing';
import {
  BELOW_500,
  THOUSAND_TOKENS_MINOR,
  TopUpShop,
  usd,
  type Customer,
} from '../testing/top-up-shop.js';
import { AutoTopUpCron } from './auto-topup.cron.js';
import { AutoTopUpTriggers } from './auto-topup-triggers.js';
import { TopUpCharge } from './charging/top-up-charge.js';

const BELOW_100 = { kind: 'threshold' as const, below: 100 };
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

describe('a card that declines', () => {
  it('is tried after 1 and 3 hours, then the policy stops and says so once', async () => {
    await customer.policy({ paymentMethodId: DECLINES });
    await customer.settles();
    expect(await customer.onlyPolicy()).toMatchObject({
      consecutiveDeclines: 1,
      retryAt: '2026-06-18T19:32:00.000Z',
      suspendedAt: null,
      month: { reserved: usd(0), spent: usd(0) },
    });
    await customer.passes(1);
    expect(await customer.purchases()).toHaveLength(2);
    await customer.passes(2);
    expect(await customer.purchases()).toHaveLength(2);
    await customer.passes(1);
    expect(await customer.purchases()).toHaveLength(3);
    expect(await customer.onlyPolicy()).toMatchObject({
      consecutiveDeclines: 3,
      retryAt: null,
      suspendedAt: '2026-06-18T22:32:00.000Z',
    });
    await customer.passes(30);
    // What was ordered before is called off: nobody pays for one gap twice.
    expect(await customer.purchases()).toEqual([
      ['canceled', THOUSAND_TOKENS_MINOR],
      ['canceled', THOUSAND_TOKENS_MINOR],
      ['payment_failed', THOUSAND_TOKENS_MINOR],
    ]);
    expect(await customer.events('auto-topup.suspended')).toEqual([
      expect.objectContaining({ consecutiveDeclines: 3, purchaseId: expect.any(String) as string }),
    ]);
    expect(await customer.verdicts()).toMatchObject({ buy: 3, declined: 3 });
    expect(await customer.rows('invoices', 'id')).toEqual([]);
  });

  const suspended = async () => {
    await customer.policy({ paymentMethodId: DECLINES });
    await customer.settles();
    await customer.passes(1);
    await customer.passes(3);
    expect((await customer.onlyPolicy()).suspendedAt).not.toBeNull();
  };

  it('is tried again once somebody has paid by hand', async () => {
    await suspended();
    await customer.buys('pm_card_mastercard');
    await customer.settles();
    expect(await customer.onlyPolicy()).toMatchObject({
      suspendedAt: null,
      consecutiveDeclines: 0,
    });
    expect(await customer.events('auto-topup.resumed')).toHaveLength(1);
    await customer.spends(1_000);
    await customer.settles();
    expect(await customer.onlyPolicy()).toMatchObject({
      consecutiveDeclines: 1,
      suspendedAt: null,
    });
  });

  it('is replaced by another card, which pays at once; the same card changes nothing', async () => {
    await suspended();
    const { organizationId, actor, topUps } = customer;
    const { id, paymentMethodId } = await customer.onlyPolicy();
    const again = { ...BELOW_500, paymentMethodId };
    await topUps.change(organizationId, id, again, null, actor);
    expect((await customer.onlyPolicy()).suspendedAt).not.toBeNull();
    await topUps.change(organizationId, id, BELOW_500, null, actor);
    await customer.settles();
    expect(await customer.onlyPolicy()).toMatchObject({
      suspendedAt: null,
      consecutiveDeclines: 0,
    });
    expect(await customer.available()).toBe(1_400);
  });

  it('is forgotten where another card was set while it was asked; that one pays at once', async () => {
    const charge = shop.t.get(TopUpCharge);
    const pay = charge.pay.bind(charge);
    const paid = jest.spyOn(charge, 'pay').mockImplementationOnce(async (...order) => {
      const { organizationId, actor, topUps } = customer;
      await topUps.change(organizationId, (await customer.onlyPolicy()).id, BELOW_500, null, actor);
      return pay(...order);
    });
    await customer.policy({ paymentMethodId: 'pm_card_authenticationRequired' });
    await customer.settles();
    expect(paid).toHaveBeenCalled();
    expect(await customer.onlyPolicy()).toMatchObject({
      suspendedAt: null,
      consecutiveDeclines: 0,
    });
    await shop.t.get(AutoTopUpCron).retryDueTopUps();
    await customer.settles();
    expect(await customer.available()).toBe(1_400);
    expect(await customer.events('auto-topup.suspended')).toEqual([]);
    expect(await customer.verdicts()).toEqual({ buy: 2, declined: 1 });
  });

  it('does not keep another card waiting that is set before the next try', async () => {
    await customer.policy({ paymentMethodId: DECLINES });
    await customer.settles();
    expect(await customer.onlyPolicy()).toMatchObject({ consecutiveDeclines: 1 });
    const { organizationId, actor, topUps } = customer;
    await topUps.change(organizationId, (await customer.onlyPolicy()).id, BELOW_500, null, actor);
    await customer.settles();
    expect(await customer.available()).toBe(1_400);
    expect(await customer.onlyPolicy()).toMatchObject({ consecutiveDeclines: 0, retryAt: null });
  });

  it('is forgotten when somebody closes the gap by hand, and the next one is told again', async () => {
    await customer.policy({ paymentMethodId: DECLINES });
    await customer.settles();
    await customer.buys();
    await customer.settles();
    expect(await customer.onlyPolicy()).toMatchObject({ consecutiveDeclines: 0 });
    shop.t.clock.advance({ hours: 2 });
    await shop.t.get(AutoTopUpCron).retryDueTopUps();
    expect(await customer.onlyPolicy()).toMatchObject({ retryAt: null });
    await customer.spends(1_000);
    await customer.settles();
    expect(await customer.onlyPolicy()).toMatchObject({
      consecutiveDeclines: 1,
      suspendedAt: null,
    });
    expect(await customer.events('auto-topup.declined')).toHaveLength(2);
  });

  it('is not forgotten for a payment of before that is heard of late', async () => {
    // The card of these tests may be tried 15 times in 30 days.
    shop.t.clock.set('2026-08-18T18:32:00.000Z');
    const early = await customer.buys();
    await customer.settles();
    await customer.spends(1_000);
    shop.t.clock.advance({ hours: 1 });
    await suspended();
    const { organizationId } = customer;
    const what = { type: 'custom' as const, tokens: 1_000, bonusTokens: 0 };
    const ids = { organizationId, purchaseId: early, referenceId: early };
    await shop.t.get(AutoTopUpTriggers).completed(new PurchaseCompleted({ ...ids, ...what }));
    expect((await customer.onlyPolicy()).suspendedAt).not.toBeNull();
  });

  it('leaves nothing to pay once another top-up is ordered: the link that was mailed is over', async () => {
    await customer.policy({ paymentMethodId: 'pm_card_authenticationRequired' });
    await customer.settles();
    const [asked] = await customer.events('auto-topup.needs-authentication');
    shop.t.clock.advance({ minutes: 1 });
    const { organizationId, actor, topUps } = customer;
    await topUps.change(organizationId, (await customer.onlyPolicy()).id, BELOW_500, null, actor);
    await customer.settles();
    expect(await customer.purchases()).toEqual([
      ['canceled', THOUSAND_TOKENS_MINOR],
      ['completed', THOUSAND_TOKENS_MINOR],
    ]);
    const [link] = await customer.rows<{ id: string }>('purchase_recovery_links', 'id');
    const links = shop.t.get(RecoveryLinks);
    expect(await links.addressOf(organizationId, link?.id ?? '')).toBeNull();
    const purchases = shop.t.get(Purchases);
    const late = purchases.execute(organizationId, String(asked?.['purchaseId']), {}, actor);
    await expect(late).rejects.toMatchObject({ problem: 'purchase-state-conflict' });
    expect((await customer.onlyPolicy()).month.spent).toEqual(usd(THOUSAND_TOKENS_MINOR));
  });

  it('that wants its holder stops at once and asks for the holder once', async () => {
    await customer.policy({ paymentMethodId: 'pm_card_authenticationRequired' });
    await customer.settles();
    await customer.passes(5);
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
    expect(await customer.onlyPolicy()).toMatchObject({
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
    expect(await customer.onlyPolicy()).toMatchObject({
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
      const charge = { purchaseId: customer.organizationId, attempt };
      await attempts.note(card?.fingerprint ?? '', charge, shop.t.clock.now());
    }
    await customer.spends(400);
    await customer.settles();
    expect(await customer.verdicts()).toEqual({ wait: 1 });
    shop.t.clock.advance({ days: 31 });
    await customer.hourly();
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
    await customer.passes(2);
    expect(await customer.purchases()).toEqual([]);
    expect(await customer.verdicts()).toEqual({ wait: 1 });
    expect(await customer.events('auto-topup.suspended')).toEqual([
      expect.objectContaining({ purchaseId: null }),
    ]);
  });
});

describe('a payment that the provider refuses to make', () => {
  it('stops the policy, and leaves nothing reserved', async () => {
    await customer.policy({ trigger: BELOW_100 });
    await customer.forgottenByProvider();
    await customer.spends(350);
    await customer.settles();
    await customer.passes(3);
    expect(await customer.purchases()).toEqual([['payment_failed', THOUSAND_TOKENS_MINOR]]);
    expect(await customer.onlyPolicy()).toMatchObject({
      suspendedAt: expect.any(String) as string,
      month: { reserved: usd(0), spent: usd(0) },
    });
    const [told, ...more] = await customer.events('auto-topup.suspended');
    expect(more).toEqual([]);
    expect(told?.['reason']).toMatch(/^The payment was refused: No such customer/);
  });
});

describe('a package that is withdrawn', () => {
  it('stops the policy that buys it, and says so once', async () => {
    const { tokens: _, ...rest } = BELOW_500;
    const growth = { ...rest, packageId: shop.growth, trigger: BELOW_100 };
    await customer.topUps.create(customer.organizationId, growth, customer.actor);
    const sold = (active: boolean) =>
      shop.t.superuser.query('UPDATE token_packages SET active = $1', [active]);
    await sold(false);
    try {
      await customer.spends(350);
      await customer.settles();
      await customer.passes(3);
    } finally {
      await sold(true);
    }
    expect(await customer.verdicts()).toEqual({ wait: 1 });
    const [told, ...more] = await customer.events('auto-topup.suspended');
    expect(more).toEqual([]);
    expect(told?.['reason']).toMatch(/Change what the policy buys\.$/);
    const { organizationId, actor, topUps } = customer;
    const another = { ...BELOW_500, trigger: BELOW_100 };
    await topUps.change(organizationId, (await customer.onlyPolicy()).id, another, null, actor);
    await customer.settles();
    expect(await customer.available()).toBe(1_050);
    expect((await customer.onlyPolicy()).suspendedAt).toBeNull();
  });
});
