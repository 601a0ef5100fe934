import type Stripe from 'stripe';
import { control, errorOf, pay, startForTest } from '../test/sandbox-client.js';
import type { StripeSandbox } from './index.js';

describe('disputes', () => {
  let sandbox: StripeSandbox;
  let stripe: Stripe;
  beforeEach(async () => ({ sandbox, stripe } = await startForTest()));
  afterEach(() => sandbox.close());

  const disputeTypes = async (): Promise<string[]> => {
    const events = await stripe.events.list({ type: 'charge.dispute.*' });
    return events.data.map(({ type }) => type.replace('charge.dispute.', '')).reverse();
  };
  const disputeOf = async (intent: string): Promise<Stripe.Dispute> => {
    const [dispute] = (await stripe.disputes.list({ payment_intent: intent })).data;
    if (!dispute) throw new Error('there is no dispute');
    return dispute;
  };

  it.each([
    ['pm_card_createDispute', 'fraudulent', '10.4'],
    ['pm_card_createDisputeProductNotReceived', 'product_not_received', '13.1'],
  ])('%s pays and is disputed as %s', async (card, reason, networkCode) => {
    const paid = await pay(stripe, card);
    expect(paid.status).toBe('succeeded');
    expect((await stripe.disputes.list()).data).toEqual([]);
    expect(sandbox.runTasks()).toBe(1);
    const dispute = await disputeOf(paid.id);
    expect(dispute).toMatchObject({
      status: 'needs_response',
      reason,
      amount: 500,
      charge: paid.latest_charge,
      is_charge_refundable: false,
      balance_transactions: [{ amount: -500, fee: 1500, net: -2000, type: 'adjustment' }],
      payment_method_details: {
        card: { case_type: 'chargeback', network_reason_code: networkCode },
      },
    });
    const charge = await stripe.charges.retrieve(String(paid.latest_charge), {
      expand: ['dispute'],
    });
    expect(charge).toMatchObject({ disputed: true, dispute: { id: dispute.id } });
    expect(await disputeTypes()).toEqual(['created', 'funds_withdrawn']);
    const refund = stripe.refunds.create({ payment_intent: paid.id });
    expect(await errorOf(refund)).toMatchObject({ code: 'charge_disputed' });
  });

  it('an inquiry moves no money and leaves the charge refundable', async () => {
    const paid = await pay(stripe, 'pm_card_createDisputeInquiry');
    sandbox.runTasks();
    const dispute = await disputeOf(paid.id);
    expect(dispute).toMatchObject({
      status: 'warning_needs_response',
      balance_transactions: [],
      is_charge_refundable: true,
    });
    expect((await stripe.refunds.create({ payment_intent: paid.id })).status).toBe('succeeded');
    sandbox.decideDispute(dispute.id, 'won');
    expect((await stripe.disputes.retrieve(dispute.id)).status).toBe('warning_closed');
  });

  it.each([
    [
      'winning_evidence',
      'won',
      ['created', 'funds_withdrawn', 'updated', 'closed', 'funds_reinstated'],
    ],
    ['losing_evidence', 'lost', ['created', 'funds_withdrawn', 'updated', 'closed']],
  ])('%s ends it as %s', async (words, status, types) => {
    const paid = await pay(stripe, 'pm_card_createDispute');
    sandbox.runTasks();
    const { id } = await disputeOf(paid.id);
    const draft = await stripe.disputes.update(id, {
      evidence: { product_description: 'tokens' },
      submit: false,
    });
    expect(draft).toMatchObject({
      status: 'needs_response',
      evidence_details: { has_evidence: true },
    });
    const sent = await stripe.disputes.update(id, { evidence: { uncategorized_text: words } });
    expect(sent).toMatchObject({
      status: 'under_review',
      evidence: { product_description: 'tokens' },
      evidence_details: { submission_count: 1 },
    });
    sandbox.runTasks();
    expect((await stripe.disputes.retrieve(id)).status).toBe(status);
    expect((await disputeTypes()).filter((type, at, all) => all.indexOf(type) === at)).toEqual(
      types,
    );
    let sum = 0;
    for await (const transaction of stripe.balanceTransactions.list()) sum += transaction.amount;
    expect(sum).toBe(status === 'won' ? 500 : 0);
  });

  it('opens and decides one on any paid charge by control calls', async () => {
    const paid = await pay(stripe, 'pm_card_visa');
    const opened = await control(sandbox, 'POST', 'disputes', {
      payment_intent: paid.id,
      amount: 300,
      reason: 'duplicate',
    });
    expect(opened).toMatchObject({ status: 200, json: { amount: 300, reason: 'duplicate' } });
    const path = `disputes/${String(opened.json['id'])}/outcome`;
    expect((await control(sandbox, 'POST', path, { outcome: 'maybe' })).status).toBe(400);
    expect((await control(sandbox, 'POST', path, { outcome: 'lost' })).json['status']).toBe('lost');
    expect((await control(sandbox, 'POST', path, { outcome: 'won' })).status).toBe(400);
    expect((await control(sandbox, 'POST', 'disputes', { charge: 'ch_none' })).status).toBe(404);
  });

  it('can be lost in part, at once or later', async () => {
    const paid = await pay(stripe, 'pm_card_visa');
    const { id } = sandbox.openDispute({ payment_intent: paid.id });
    const decide = (body: object) => control(sandbox, 'POST', `disputes/${id}/outcome`, body);
    const giveBack = (amount: number) =>
      control(sandbox, 'POST', `disputes/${id}/reinstatement`, { amount });
    expect((await decide({ outcome: 'lost', reinstated: 501 })).status).toBe(400);
    expect((await decide({ outcome: 'won', reinstated: 1 })).status).toBe(400);
    expect((await giveBack(1)).status).toBe(400);
    const { json } = await decide({ outcome: 'lost', reinstated: 200 });
    expect(json).toMatchObject({
      status: 'lost',
      amount: 500,
      balance_transactions: [{ amount: -500 }, { amount: 200, fee: 0 }],
    });
    expect((await giveBack(301)).status).toBe(400);
    sandbox.reinstateDispute(id, 300);
    const { status, balance_transactions: moved } = await stripe.disputes.retrieve(id);
    expect(status).toBe('lost');
    expect(moved.map(({ amount }) => amount)).toEqual([-500, 200, 300]);
    expect(await disputeTypes()).toEqual([
      'created',
      'funds_withdrawn',
      'closed',
      'funds_reinstated',
      'funds_reinstated',
    ]);
  });

  it('is lost when the merchant closes it', async () => {
    const paid = await pay(stripe, 'pm_card_visa');
    const { id } = sandbox.openDispute({ payment_intent: paid.id });
    expect(await stripe.disputes.close(id)).toMatchObject({ status: 'lost' });
    expect(await errorOf(stripe.disputes.close(id))).toMatchObject({ statusCode: 400 });
  });
});
