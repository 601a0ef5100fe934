import { jest } from '@jest/globals';
import { PaymentGateway, PaymentProviderUnavailable, STRIPE } from '@purser/payments';
import { Purchases } from '@purser/purchases';
import type Stripe from 'stripe';
import { ReportedOrganization } from '../../testing/reported-organization.js';
import { Reconciler } from './reconciler.service.js';

/** No webhook reaches Purser here and nobody polls: all news of the provider is dropped. */
describe('a comparison after news was dropped', () => {
  let acme: ReportedOrganization;
  let stripe: Stripe;

  beforeEach(async () => {
    acme = await ReportedOrganization.open();
    acme.sandbox.setFaults({ webhooks: { drop: 1 } });
    stripe = acme.t.get<Stripe>(STRIPE);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await acme.close();
  });

  const reconcile = () => acme.t.get(Reconciler).reconcile(acme.organizationId);
  const look = (reference: string) => acme.t.get(Purchases).get(acme.organizationId, reference);
  const refundAtProvider = async (reference: string, amount: number) =>
    stripe.refunds.create({ payment_intent: await acme.paymentOf(reference), amount });
  const later = () => acme.t.clock.advance({ hours: 1 });
  /** A purchase whose charge went through, which its request was not told. */
  const paidUnheard = async (): Promise<string> => {
    const reference = await acme.orders();
    const lost = { probability: 1, path: '/v1/payment_intents/', when: 'after' as const };
    acme.sandbox.setFaults({ http: lost, webhooks: { drop: 1 } });
    const payment = { methodId: 'pm_card_visa' };
    const paying = acme.t
      .get(Purchases)
      .execute(acme.organizationId, reference, payment, acme.actor);
    await expect(paying).rejects.toBeInstanceOf(PaymentProviderUnavailable);
    acme.sandbox.setFaults({ webhooks: { drop: 1 } });
    return reference;
  };

  it('settles what was paid, and books what was refunded and disputed', async () => {
    const [refunded, disputed] = [await acme.buys(), await acme.buys()];
    const paid = await paidUnheard();
    await refundAtProvider(refunded, 9_800);
    await refundAtProvider(refunded, 4_900);
    const payment_intent = await acme.paymentOf(disputed);
    const { id } = acme.sandbox.openDispute({ payment_intent });
    acme.sandbox.decideDispute(id, 'lost', 24_500);
    later();
    expect((await reconcile()).drift).toEqual({ count: 0, cases: [] });
    expect(await look(paid)).toMatchObject({ status: 'completed' });
    const { status, refunds, events } = await look(refunded);
    expect(status).toBe('partially_refunded');
    expect(new Set(refunds.map(({ amount }) => amount.amount))).toEqual(new Set([9_800, 4_900]));
    expect(events.at(-1)).toMatchObject({ actor: { type: 'system', name: 'reconcile' } });
    expect(await look(disputed)).toMatchObject({
      status: 'charged_back',
      disputes: [{ status: 'lost', lost: { amount: 24_500 } }],
    });
  });

  it('asks about nothing where nothing differs, and once where something does', async () => {
    const gateway = acme.t.get(PaymentGateway);
    const asked = [
      jest.spyOn(gateway, 'listPayments'),
      jest.spyOn(gateway, 'listRefunds'),
      jest.spyOn(gateway, 'listDisputes'),
    ];
    const calls = () => asked.map((one) => one.mock.calls.length);
    const [, refunded] = [await acme.buys(), await acme.buys()];
    later();
    await reconcile();
    expect(calls()).toEqual([1, 0, 0]);
    await refundAtProvider(refunded, 9_800);
    await reconcile();
    expect(calls()).toEqual([3, 1, 1]);
  });

  it('goes on with the others where one cannot be booked, and tries that again', async () => {
    const [first, second] = [await acme.buys(), await acme.buys()];
    await refundAtProvider(first, 9_800);
    await refundAtProvider(second, 9_800);
    later();
    const gateway = acme.t.get(PaymentGateway);
    const paymentOfFirst = await acme.paymentOf(first);
    const { listRefunds } = gateway;
    const list = jest.spyOn(gateway, 'listRefunds').mockImplementation((payment) => {
      if (payment === paymentOfFirst) return Promise.reject(new Error('unreadable'));
      return listRefunds.call(gateway, payment);
    });
    const { drift } = await reconcile();
    expect(await look(second)).toMatchObject({ status: 'partially_refunded' });
    expect(drift.cases).toMatchObject([
      {
        kind: 'provider-refund-differs',
        subjectId: first,
        detail: expect.stringMatching(/ Asking the provider about it failed\.$/),
      },
    ]);
    list.mockRestore();
    expect((await reconcile()).drift.count).toBe(0);
    expect(await look(first)).toMatchObject({ status: 'partially_refunded' });
  });

  it('leaves the rest for the next comparison once the provider is down', async () => {
    for (let left = 3; left > 0; left -= 1) await refundAtProvider(await acme.buys(), 9_800);
    later();
    const list = jest.spyOn(acme.t.get(PaymentGateway), 'listRefunds');
    list.mockRejectedValue(new PaymentProviderUnavailable());
    expect((await reconcile()).drift.count).toBe(3);
    expect(list).toHaveBeenCalledTimes(1);
    list.mockRestore();
    expect((await reconcile()).drift.count).toBe(0);
  });

  it('makes a case of what differs still, and says that Purser asked', async () => {
    const reference = await acme.buys();
    await refundAtProvider(reference, 9_800);
    later();
    expect((await reconcile()).drift.count).toBe(0);
    const client = await acme.t.superuser.connect();
    await client.query('SET session_replication_role = replica');
    await client.query('UPDATE refunds SET amount_minor = 9801 WHERE organization_id = $1', [
      acme.organizationId,
    ]);
    client.release(true);
    const { cases } = (await reconcile()).drift;
    expect(cases.filter(({ kind }) => kind.startsWith('provider'))).toMatchObject([
      {
        kind: 'provider-refund-differs',
        subjectId: reference,
        detail: 'The provider gave back 98.00 USD, the purchase says 98.01 USD.',
        proposedFix: expect.stringContaining('also after Purser asked'),
      },
    ]);
  });

  /** A purchase of whose 490.00 USD only 1.00 was received, which is known. */
  const mismatched = async (): Promise<string> => {
    const reference = await acme.orders();
    const payment = { methodId: 'pm_card_chargeCustomerFail' };
    const paying = acme.t
      .get(Purchases)
      .execute(acme.organizationId, reference, payment, acme.actor);
    await expect(paying).rejects.toMatchObject({ problem: 'card-declined' });
    const id = await acme.paymentOf(reference);
    const { customer } = await stripe.paymentIntents.update(id, { amount: 100 });
    const method = await stripe.paymentMethods.attach('pm_card_visa', {
      customer: String(customer),
    });
    await stripe.paymentIntents.confirm(id, { payment_method: method.id });
    later();
    await reconcile();
    expect(await look(reference)).toMatchObject({ status: 'paid' });
    return reference;
  };
  /** What was written before a purchase was canceled whose money had gone. */
  const reopen = (reference: string) =>
    acme.t.superuser.query(`UPDATE token_purchases SET status = 'paid' WHERE id = $1`, [reference]);
  const kinds = async () => (await reconcile()).drift.cases.map(({ kind }) => kind);

  it('cancels a purchase whose money bought nothing and was refunded', async () => {
    const reference = await mismatched();
    const { cases } = (await reconcile()).drift;
    expect(cases.map(({ kind }) => kind).toSorted()).toEqual([
      'payment-mismatch',
      'provider-paid-not-settled',
    ]);
    expect(cases.find(({ kind }) => kind === 'payment-mismatch')).toMatchObject({
      proposedFix: expect.stringContaining('Refund all of it at the provider'),
    });
    await refundAtProvider(reference, 100);
    expect(await kinds()).toEqual(['payment-mismatch']);
    expect(await look(reference)).toMatchObject({ status: 'canceled' });
    // Its news was used up before anybody canceled it.
    await reopen(reference);
    expect(await kinds()).toEqual(['payment-mismatch']);
    expect(await look(reference)).toMatchObject({ status: 'canceled' });
  });

  it('cancels a purchase whose money bought nothing and was charged back, and lets it rest', async () => {
    const reference = await mismatched();
    const payment_intent = await acme.paymentOf(reference);
    const { id } = acme.sandbox.openDispute({ payment_intent });
    acme.sandbox.decideDispute(id, 'lost');
    expect(await kinds()).toEqual(['payment-mismatch']);
    expect(await look(reference)).toMatchObject({ status: 'canceled' });
    expect(await kinds()).toEqual(['payment-mismatch']);
    await reopen(reference);
    expect(await kinds()).toEqual(['payment-mismatch']);
    expect(await look(reference)).toMatchObject({ status: 'canceled' });
  });
});
