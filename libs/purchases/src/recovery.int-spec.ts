import { jest } from '@jest/globals';
import { AuditTrail } from '@purser/audit';
import { PaymentProviderUnavailable, PaymentSucceeded } from '@purser/payments';
import { Jobs } from '@purser/platform';
import { eventually, impatientStripe } from '@purser/testing';
import type Stripe from 'stripe';
import { PendingPurchases } from './index.js';
import { PaymentNews } from './payment-news.js';
import { Disputes } from './disputes/disputes.service.js';
import { RefundCalls } from './refunds/refund-calls.js';
import { PurchasesCron } from './purchases.cron.js';
import { NOTHING, ONE_PURCHASE, Shop, type Buyer } from './testing/shop.js';

const impatient = impatientStripe(1_000);

describe('purchases whose end was lost', () => {
  let shop: Shop;
  let stripe: Stripe;
  let buyer: Buyer;

  beforeAll(async () => {
    shop = await Shop.open({ stripe: impatient });
    await shop.listen();
    stripe = impatient(new URL(shop.sandbox.url));
  });
  afterAll(() => shop.close());
  beforeEach(async () => {
    shop.sandbox.setFaults({ webhooks: { paused: true } });
    buyer = await shop.buyer();
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const sweep = () => shop.t.get(PurchasesCron).settlePendingPurchases();
  const failNext = (path: string, fault: object) =>
    shop.sandbox.setFaults({
      http: { method: 'POST', path, failNext: 1, ...fault },
      webhooks: { paused: true },
    });
  const cases = () => buyer.rows('reconciliation_cases', 'kind, subject_id');
  const intentId = async (): Promise<string> => {
    const [row] = await buyer.rows('token_purchases', 'payment_intent_id');
    return String(row?.['payment_intent_id']);
  };
  /** A purchase whose payment exists at the provider and was declined once. */
  const declined = async (): Promise<string> => {
    const reference = await buyer.order();
    await expect(buyer.pay(reference, 'pm_card_chargeCustomerFail')).rejects.toMatchObject({
      problem: 'card-declined',
    });
    return reference;
  };
  const authenticate = (clientSecret: string | undefined) =>
    shop.sandbox.authenticate(clientSecret?.split('_secret_')[0] ?? '', 'succeed');

  it('completes by itself, once, what crashed between charge and settle', async () => {
    const reference = await buyer.order();
    const audit = shop.t.get(AuditTrail);
    const append = audit.append.bind(audit);
    jest.spyOn(audit, 'append').mockImplementation((tx, entry) => {
      if (entry.action === 'purchase.completed') throw new Error('killed');
      return append(tx, entry);
    });
    await expect(buyer.pay(reference, 'pm_card_visa')).rejects.toThrow('killed');
    expect(await buyer.look(reference)).toMatchObject({ status: 'payment_pending', lots: [] });
    expect(await buyer.effects()).toEqual(NOTHING);
    expect((await stripe.paymentIntents.retrieve(await intentId())).status).toBe('succeeded');
    expect(await sweep()).toMatchObject({ items: 0, errors: 1 });
    jest.restoreAllMocks();

    expect(await sweep()).toMatchObject({ items: 1, errors: 0 });
    expect(await buyer.look(reference)).toMatchObject({ status: 'completed' });
    expect(await sweep()).toMatchObject({ items: 0, errors: 0 });
    expect(await buyer.effects()).toEqual(ONE_PURCHASE);
    expect(await cases()).toEqual([]);
  });

  it('asks at the start about payments that are not due yet', async () => {
    const reference = await buyer.order();
    const { clientSecret } = await buyer.pay(reference, 'pm_card_authenticationRequired');
    authenticate(clientSecret);
    expect(await sweep()).toMatchObject({ items: 0 });
    const config = { ...shop.t.config, PURSER_ROLE: 'all' as const };
    const restarted = new PurchasesCron(
      config,
      shop.t.get(Jobs),
      shop.t.get(PendingPurchases),
      shop.t.get(RefundCalls),
      shop.t.get(Disputes),
    );
    restarted.onApplicationBootstrap();
    await restarted.beforeApplicationShutdown();
    expect(await buyer.look(reference)).toMatchObject({ status: 'completed' });
    expect(await buyer.effects()).toEqual(ONE_PURCHASE);
  });

  const triedInVain = async (): Promise<number | null> =>
    (await shop.t.superuser.query('SELECT FROM card_attempts')).rowCount;

  it('settles after 3-D Secure although browser and webhook are lost', async () => {
    const reference = await buyer.order();
    const before = await triedInVain();
    const { clientSecret } = await buyer.pay(reference, 'pm_card_authenticationRequired');
    authenticate(clientSecret);
    shop.t.clock.advance({ minutes: 1 });
    await sweep();
    expect(await buyer.look(reference)).toMatchObject({ status: 'completed' });
    // What is paid is no attempt in vain, whoever found it out.
    expect(await triedInVain()).toBe(before);
  });

  it('cancels, also at the provider, what was not authenticated in 15 minutes', async () => {
    const reference = await buyer.order();
    await buyer.pay(reference, 'pm_card_authenticationRequired');
    shop.t.clock.advance({ minutes: 14 });
    await sweep();
    expect(await buyer.look(reference)).toMatchObject({ status: 'requires_action' });
    shop.t.clock.advance({ minutes: 1 });
    await sweep();
    expect(await buyer.look(reference)).toMatchObject({ status: 'canceled' });
    expect((await stripe.paymentIntents.retrieve(await intentId())).status).toBe('canceled');
  });

  it.each(['before', 'during'] as const)(
    'takes a 503 (%s the call) for an outage and lets the buyer try again at once',
    async (when) => {
      const reference = await buyer.order();
      failNext('/v1/payment_intents', { status: 503, when });
      await expect(buyer.pay(reference, 'pm_card_visa')).rejects.toBeInstanceOf(
        PaymentProviderUnavailable,
      );
      expect(await buyer.look(reference)).toMatchObject({ status: 'payment_pending' });
      expect(await buyer.pay(reference, 'pm_card_visa')).toMatchObject({ status: 'completed' });
      const { events } = await buyer.look(reference);
      expect(events.map(({ type }) => type)).toEqual([
        'initialized',
        'payment_started',
        'payment_failed',
        'payment_started',
        'paid',
        'completed',
      ]);
      expect(await buyer.effects()).toEqual(ONE_PURCHASE);
    },
  );

  it.each(['after', 'indeterminate'] as const)(
    'finds the charge whose answer was lost (%s)',
    async (when) => {
      const reference = await declined();
      failNext(`/v1/payment_intents/${await intentId()}/confirm`, { status: 500, when });
      await expect(buyer.pay(reference, 'pm_card_visa')).rejects.toBeInstanceOf(
        PaymentProviderUnavailable,
      );
      await sweep();
      expect(await buyer.look(reference)).toMatchObject({ status: 'completed' });
      expect(await buyer.effects()).toEqual(ONE_PURCHASE);
      expect(await cases()).toEqual([]);
    },
  );

  it('frees a purchase of which the provider knows nothing', async () => {
    const reference = await buyer.order();
    // The client itself repeats a call whose connection was cut.
    failNext('/v1/payment_intents', { hangUp: true, failNext: 5 });
    await expect(buyer.pay(reference, 'pm_card_visa')).rejects.toBeInstanceOf(
      PaymentProviderUnavailable,
    );
    await sweep();
    expect(await buyer.look(reference)).toMatchObject({
      status: 'payment_failed',
      failure: { code: 'payment_provider_unavailable', declineCode: null },
    });
    expect(await buyer.effects()).toEqual(NOTHING);
  });

  it('credits a charge that came after its attempt was given up, and opens a case', async () => {
    const reference = await declined();
    // Slower than the client waits: the charge happens when nobody listens any more.
    shop.sandbox.setFaults({
      http: { path: `/v1/payment_intents/${await intentId()}/confirm`, delayMs: 3_000 },
      webhooks: { paused: true },
    });
    await expect(buyer.pay(reference, 'pm_card_visa')).rejects.toBeInstanceOf(
      PaymentProviderUnavailable,
    );
    await sweep();
    expect(await buyer.look(reference)).toMatchObject({ status: 'payment_failed' });
    await eventually(async () => {
      const { status } = await stripe.paymentIntents.retrieve(await intentId());
      expect(status).toBe('succeeded');
    });
    await shop.deliver();
    expect(await buyer.look(reference)).toMatchObject({ status: 'completed' });
    expect(await buyer.effects()).toEqual(ONE_PURCHASE);
    expect(await cases()).toEqual([{ kind: 'late-payment', subject_id: reference }]);
  });

  it('credits a payment that succeeds although the purchase was canceled, and opens a case', async () => {
    const reference = await declined();
    await shop.t.superuser.query(`UPDATE token_purchases SET status = 'canceled' WHERE id = $1`, [
      reference,
    ]);
    await confirmBehindOurBack(await intentId());
    await shop.deliver();
    expect(await buyer.look(reference)).toMatchObject({ status: 'completed' });
    expect(await buyer.balance()).toBe(55_000);
    expect(await cases()).toEqual([{ kind: 'late-payment', subject_id: reference }]);
  });

  it('sets money aside that is not what was asked for, and opens a case', async () => {
    const reference = await declined();
    await stripe.paymentIntents.update(await intentId(), { amount: 100 });
    await confirmBehindOurBack(await intentId());
    await shop.deliver();
    expect(await buyer.look(reference)).toMatchObject({ status: 'paid' });
    expect(await buyer.effects()).toEqual(NOTHING);
    expect(await cases()).toEqual([{ kind: 'payment-mismatch', subject_id: reference }]);

    const refund = async (amount: number) => {
      await stripe.refunds.create({ payment_intent: await intentId(), amount });
      await shop.deliver();
      return (await buyer.look(reference)).status;
    };
    expect(await refund(40)).toBe('paid');
    expect(await refund(60)).toBe('canceled');
    const { refunds } = await buyer.look(reference);
    expect(refunds.map(({ shortfall }) => shortfall.amount)).toEqual([0, 0]);
    expect(await cases()).toEqual([{ kind: 'payment-mismatch', subject_id: reference }]);
    const news = { organizationId: buyer.organizationId, purchaseId: reference, currency: 'USD' };
    const payment = { paymentIntentId: await intentId(), amountMinor: 100 };
    await shop.t.get(PaymentNews).settle(new PaymentSucceeded({ ...news, ...payment }));
    expect(await buyer.look(reference)).toMatchObject({ status: 'canceled' });
    expect(await buyer.effects()).toEqual(NOTHING);
  });

  it('ends a purchase whose money was set aside and charged back', async () => {
    const reference = await declined();
    await stripe.paymentIntents.update(await intentId(), { amount: 100 });
    await confirmBehindOurBack(await intentId());
    const { id } = shop.sandbox.openDispute({ payment_intent: await intentId() });
    await shop.deliver();
    expect(await buyer.look(reference)).toMatchObject({ status: 'paid' });
    await stripe.disputes.close(id);
    await shop.deliver();
    expect(await buyer.look(reference)).toMatchObject({ status: 'canceled' });
    expect(await buyer.effects()).toEqual(NOTHING);
    const news = await buyer.rows('outbox', 'event, payload');
    expect(news.find(({ event }) => event === 'purchases.dispute-lost')).toMatchObject({
      payload: { lostMinor: 100, shortfallMinor: 0, returnedTwiceMinor: 0 },
    });

    shop.sandbox.reinstateDispute(id, 40);
    await shop.deliver();
    const opened = await buyer.rows('reconciliation_cases', 'kind, detail');
    expect(opened.find(({ kind }) => kind === 'dispute-reversed')).toMatchObject({
      detail:
        'Of the dispute about 1.00 USD 0.60 USD are lost by now, and the payment bought nothing: refund what came back at the provider.',
    });
  });

  it('leaves a purchase open whose money was set aside and charged back in part', async () => {
    const reference = await declined();
    await stripe.paymentIntents.update(await intentId(), { amount: 100 });
    await confirmBehindOurBack(await intentId());
    const { id } = shop.sandbox.openDispute({ payment_intent: await intentId() });
    shop.sandbox.decideDispute(id, 'lost', 40);
    await shop.deliver();
    expect(await buyer.look(reference)).toMatchObject({
      status: 'paid',
      disputes: [{ status: 'lost', lost: { amount: 60 } }],
    });
  });

  it('stops asking a provider that is down, and finishes everything when it is back', async () => {
    const buyers = await Promise.all(Array.from({ length: 5 }, () => shop.buyer()));
    const open = await Promise.all(
      buyers.map(async (one) => {
        const reference = await one.order();
        const { clientSecret } = await one.pay(reference, 'pm_card_authenticationRequired');
        return { one, reference, clientSecret };
      }),
    );
    for (const { clientSecret } of open) authenticate(clientSecret);
    shop.t.clock.advance({ minutes: 2 });
    failNext('/v1/', { method: 'GET', failNext: 1_000, status: 503 });
    expect(await sweep()).toMatchObject({ items: 0, errors: 5 });
    // Who was being asked about is asked about to the end, three times each; nobody after them. What
    // is left of the faults tells.
    const left = (await (await fetch(`${shop.sandbox.url}/_sandbox/faults`)).json()) as {
      http: { failNext: number };
    };
    expect(left.http.failNext).toBeGreaterThanOrEqual(1_000 - 3 * (buyers.length - 1));
    expect(left.http.failNext).toBeLessThan(1_000);
    shop.sandbox.setFaults({ webhooks: { paused: true } });
    expect(await sweep()).toMatchObject({ items: 5, errors: 0 });
    for (const { one } of open) expect(await one.effects()).toEqual(ONE_PURCHASE);
  });

  async function confirmBehindOurBack(id: string): Promise<void> {
    const { customer } = await stripe.paymentIntents.retrieve(id);
    const method = await stripe.paymentMethods.attach('pm_card_visa', {
      customer: String(customer),
    });
    await stripe.paymentIntents.confirm(id, { payment_method: method.id });
  }
});
