import type Stripe from 'stripe';
import { errorOf, intentOf, pay, startForTest } from '../test/sandbox-client.js';
import type { StripeSandbox } from './index.js';

describe('refunds', () => {
  let sandbox: StripeSandbox;
  let stripe: Stripe;
  beforeEach(async () => ({ sandbox, stripe } = await startForTest()));
  afterEach(() => sandbox.close());

  it('returns part of a payment, then the rest, and then nothing', async () => {
    const paid = await pay(stripe, 'pm_card_visa');
    const part = await stripe.refunds.create({
      payment_intent: paid.id,
      amount: 200,
      reason: 'requested_by_customer',
      metadata: { case: '1' },
      expand: ['balance_transaction'],
    });
    expect(part).toMatchObject({
      object: 'refund',
      status: 'succeeded',
      amount: 200,
      charge: paid.latest_charge,
      reason: 'requested_by_customer',
      balance_transaction: { type: 'refund', amount: -200, net: -200 },
    });
    const tooMuch = stripe.refunds.create({ payment_intent: paid.id, amount: 301 });
    expect((await errorOf(tooMuch)).message).toBe(
      'Refund amount ($3.01) is greater than unrefunded amount on charge ($3.00)',
    );
    const rest = await stripe.refunds.create({ charge: String(paid.latest_charge) });
    expect(rest.amount).toBe(300);
    const more = stripe.refunds.create({ payment_intent: paid.id });
    expect(await errorOf(more)).toMatchObject({ code: 'charge_already_refunded' });

    const charge = await stripe.charges.retrieve(String(paid.latest_charge), {
      expand: ['refunds'],
    });
    expect(charge).toMatchObject({ amount_refunded: 500, refunded: true });
    expect(charge.refunds?.data.map(({ id }) => id)).toEqual([rest.id, part.id]);
    const listed = await stripe.refunds.list({ payment_intent: paid.id });
    expect(listed.data).toHaveLength(2);
    const types = (await stripe.events.list({ limit: 4 })).data.map(({ type }) => type);
    expect(types).toEqual([
      'refund.created',
      'charge.refunded',
      'refund.created',
      'charge.refunded',
    ]);
  });

  it('refuses to refund what was never paid', async () => {
    const error = await errorOf(pay(stripe, 'pm_card_visa_chargeDeclined'));
    const call = stripe.refunds.create({ payment_intent: intentOf(error).id });
    expect((await errorOf(call)).message).toMatch(/does not have a successful charge to refund/);
    expect(await errorOf(stripe.refunds.create({}))).toMatchObject({ code: 'parameter_missing' });
    expect(await errorOf(stripe.refunds.create({ charge: 'ch_none' }))).toMatchObject({
      statusCode: 400,
      code: 'resource_missing',
    });
  });

  it('settles a pending refund later', async () => {
    const paid = await pay(stripe, 'pm_card_pendingRefund');
    const refund = await stripe.refunds.create({ payment_intent: paid.id });
    expect(refund).toMatchObject({ status: 'pending', pending_reason: 'processing' });
    expect(sandbox.runTasks()).toBe(1);
    const settled = await stripe.refunds.retrieve(refund.id);
    expect(settled.status).toBe('succeeded');
    expect(settled).not.toHaveProperty('pending_reason');
    const [update] = (await stripe.events.list({ type: 'charge.refund.updated' })).data;
    expect(update?.data.previous_attributes).toEqual({ status: 'pending' });
  });

  it('takes a refund back when the bank rejects it', async () => {
    const paid = await pay(stripe, 'pm_card_refundFail');
    const refund = await stripe.refunds.create({ payment_intent: paid.id });
    expect(refund.status).toBe('succeeded');
    sandbox.runTasks();
    const failed = await stripe.refunds.retrieve(refund.id, {
      expand: ['failure_balance_transaction'],
    });
    expect(failed).toMatchObject({
      status: 'failed',
      failure_reason: 'expired_or_canceled_card',
      failure_balance_transaction: { amount: 500, type: 'refund_failure' },
    });
    const charge = await stripe.charges.retrieve(String(paid.latest_charge));
    expect(charge).toMatchObject({ amount_refunded: 0, refunded: false });
    expect((await stripe.events.list({ type: 'refund.failed' })).data).toHaveLength(1);
  });

  it('keeps the books: the sum of the transactions is the balance', async () => {
    const paid = await pay(stripe, 'pm_card_bypassPending', { amount: 10_000 });
    await stripe.refunds.create({ payment_intent: paid.id, amount: 2500 });
    let sum = 0;
    for await (const transaction of stripe.balanceTransactions.list()) sum += transaction.net;
    expect(sum).toBe(10_000 - 320 - 2500);
    const balance = await stripe.balance.retrieve();
    expect(balance.available[0]?.amount).toBe(sum);
    expect(balance.pending[0]?.amount).toBe(0);
  });
});
