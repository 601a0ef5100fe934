import { jest } from '@jest/globals';
import { PaymentGateway } from '@purser/payments';
import { systemActor } from '@purser/platform';
import { eventually, impatientStripe } from '@purser/testing';
import type Stripe from 'stripe';
import { PurchasesCron } from '../purchases.cron.js';
import { Shop, type Buyer } from '../testing/shop.js';
import { RefundCalls } from './refund-calls.js';
import { RefundDesk } from './refund-desk.service.js';

const STAFF = systemActor('support');
const REFUNDS = { method: 'POST', path: '/v1/refunds' };

const impatient = impatientStripe(2_000);

describe('asking the provider for a refund', () => {
  let shop: Shop;
  let stripe: Stripe;
  let buyer: Buyer;
  let reference: string;

  beforeAll(async () => {
    shop = await Shop.open({ stripe: impatient });
    stripe = impatient(new URL(shop.sandbox.url));
  });
  afterAll(() => shop.close());
  beforeEach(async () => {
    buyer = await shop.buyer();
    reference = await buyer.order();
    await buyer.pay(reference, 'pm_card_visa');
  });
  afterEach(() => {
    shop.sandbox.setFaults({});
    jest.restoreAllMocks();
  });

  // A part: the provider would pay it again.
  const refund = () => {
    const request = { askedMinor: 4_900n, reason: null };
    return shop.t.get(RefundDesk).request(buyer.organizationId, reference, request, STAFF);
  };
  const sweep = () => {
    shop.t.clock.advance({ minutes: 3 });
    return shop.t.get(PurchasesCron).settlePendingRefunds();
  };
  const paid = async (): Promise<number> => {
    const [row] = await buyer.rows('token_purchases', 'payment_intent_id');
    const payment_intent = String(row?.['payment_intent_id']);
    return (await stripe.refunds.list({ payment_intent })).data.length;
  };
  const status = async () => (await buyer.look(reference)).refunds.map((one) => one.status);
  const keyNumber = async () => (await buyer.rows('refunds', 'attempt'))[0]?.['attempt'];

  it('is paid once although a sweep came while its first call was under way', async () => {
    shop.sandbox.setFaults({ http: { ...REFUNDS, hold: true } });
    expect(await refund()).toMatchObject({ status: 'pending' });
    await sweep();
    expect(await paid()).toBe(0);
    shop.sandbox.setFaults({});
    await eventually(async () => expect(await paid()).toBeGreaterThan(0));
    await sweep();
    expect(await status()).toEqual(['succeeded']);
    expect(await paid()).toBe(1);
    expect((await buyer.look(reference)).creditNotes).toHaveLength(1);
  });

  it('is paid once under another key after the provider ended the call', async () => {
    shop.sandbox.setFaults({ http: { ...REFUNDS, failNext: 1, when: 'during' } });
    expect(await refund()).toMatchObject({ status: 'pending' });
    expect(await keyNumber()).toBe(2);
    expect(await sweep()).toMatchObject({ items: 1, errors: 0 });
    expect(await status()).toEqual(['succeeded']);
    expect(await paid()).toBe(1);
  });

  it('keeps its key where nobody can tell whether the provider ended the call', async () => {
    const outage = { ...REFUNDS, failNext: 2 };
    shop.sandbox.setFaults({ http: { ...outage, status: 503 } });
    expect(await refund()).toMatchObject({ status: 'pending' });
    expect(await keyNumber()).toBe(1);
    shop.sandbox.setFaults({ http: { ...outage, hangUp: true } });
    await sweep();
    expect(await keyNumber()).toBe(1);
    await sweep();
    expect(await status()).toEqual(['succeeded']);
    expect(await paid()).toBe(1);
  });

  it('is left to the sweep that asks, by another one that comes meanwhile', async () => {
    const ask = jest.spyOn(shop.t.get(PaymentGateway), 'refund');
    ask.mockRejectedValueOnce(new Error('killed'));
    await expect(refund()).rejects.toThrow('killed');
    const [row] = await buyer.rows('refunds', 'id');
    const look = () =>
      shop.t.get(RefundCalls).look(buyer.organizationId, String(row?.['id']), STAFF);
    shop.t.clock.advance({ minutes: 3 });
    shop.sandbox.setFaults({ http: { ...REFUNDS, hold: true } });
    const first = look();
    await eventually(() => expect(ask).toHaveBeenCalledTimes(2));
    expect(await Promise.all([look(), look()])).toMatchObject([
      { status: 'pending' },
      { status: 'pending' },
    ]);
    expect(ask).toHaveBeenCalledTimes(2);
    shop.sandbox.setFaults({});
    expect(await first).toMatchObject({ status: 'succeeded' });
    expect(await paid()).toBe(1);
  });

  it('is asked for by one of two sweeps that come at once', async () => {
    const ask = jest.spyOn(shop.t.get(PaymentGateway), 'refund');
    ask.mockRejectedValueOnce(new Error('killed'));
    await expect(refund()).rejects.toThrow('killed');
    await Promise.all([sweep(), sweep()]);
    expect(ask).toHaveBeenCalledTimes(2);
    expect(await status()).toEqual(['succeeded']);
    expect(await paid()).toBe(1);
  });
});
