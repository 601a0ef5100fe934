import { jest } from '@jest/globals';
import type { RefundView } from '@purser/contracts';
import { PaymentGateway } from '@purser/payments';
import { systemActor, type Actor } from '@purser/platform';
import { Holds, LotFreezes } from '@purser/wallet';
import { PurchasesCron } from '../purchases.cron.js';
import {
  NothingToRefund,
  RefundApprovalByMaker,
  RefundDecided,
  RefundExceedsRefundable,
} from '../purchases.errors.js';
import { Shop, type Buyer } from '../testing/shop.js';
import { RefundDesk } from './refund-desk.service.js';
import { RefundQuotes } from './refund-quotes.js';
import { RefundSettlement } from './refund-settlement.js';

const SUPPORT: Actor = {
  ...systemActor('support'),
  type: 'user',
  id: '01970000-0000-7000-8000-000000000001',
  name: 'support@purser.test',
};
const LEAD: Actor = {
  ...SUPPORT,
  id: '01970000-0000-7000-8000-000000000002',
  name: 'lead@purser.test',
};

describe('refunding a purchase', () => {
  let shop: Shop;
  let buyer: Buyer;

  beforeAll(async () => {
    shop = await Shop.open();
    await shop.listen();
  });
  afterAll(() => shop.close());
  beforeEach(async () => {
    buyer = await shop.buyer();
  });
  afterEach(() => {
    shop.sandbox.setFaults({});
  });

  const refund = (reference: string, amount: number | null = null, key: string | null = null) =>
    shop.t
      .get(RefundDesk)
      .request(
        buyer.organizationId,
        reference,
        { askedMinor: amount === null ? null : BigInt(amount), reason: 'Bought by mistake' },
        SUPPORT,
        key,
      );
  const preview = (reference: string, amount: number | null = null) =>
    shop.t
      .get(RefundQuotes)
      .preview(buyer.organizationId, reference, amount === null ? null : BigInt(amount));
  const sweep = async () => {
    shop.t.clock.advance({ minutes: 3 });
    return shop.t.get(PurchasesCron).settlePendingRefunds();
  };
  const remembered = async (reference: string): Promise<RefundView[]> =>
    (await buyer.look(reference)).refunds;
  const madeAtProvider = async (reference: string): Promise<number> => {
    const [row] = await buyer.rows('token_purchases', 'id, payment_intent_id');
    if (row?.['id'] !== reference) throw new Error('Another purchase');
    const answer = await stripe(`/v1/refunds?payment_intent=${String(row['payment_intent_id'])}`);
    return answer['data'].length;
  };
  const stripe = async (path: string, form?: Record<string, string>) => {
    const response = await fetch(`${shop.sandbox.url}${path}`, {
      headers: { authorization: 'Bearer sk_test_x' },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    return (await response.json()) as { data: unknown[]; id: string };
  };
  it('gives everything back, bonus and all, with a credit note', async () => {
    const reference = await buyer.bought();
    expect(await preview(reference)).toMatchObject({
      refundable: { amount: 49_000, currency: 'USD' },
      tokens: 50_000,
      bonusTokens: 5_000,
      consumedTokens: 0,
      balanceAfter: 0,
      approvalRequired: false,
    });
    const made = await refund(reference);
    expect(made).toMatchObject({
      status: 'succeeded',
      origin: 'purser',
      amount: { amount: 49_000, currency: 'USD' },
      tokens: 50_000,
      bonusTokens: 5_000,
      shortfall: { amount: 0, currency: 'USD' },
      creditNoteNumber: 'CN-2026-000001',
    });
    expect(await buyer.balance()).toBe(0);
    const seen = await buyer.look(reference);
    expect(seen).toMatchObject({
      status: 'refunded',
      refunds: [made],
      creditNotes: [{ number: 'CN-2026-000001', total: { amount: 49_000, currency: 'USD' } }],
    });
    expect(seen.events.map(({ type }) => type)).toEqual([
      'initialized',
      'payment_started',
      'paid',
      'completed',
      'refund_requested',
      'refunded',
    ]);
    expect(seen.events.at(-1)).toMatchObject({
      from: 'completed',
      to: 'refunded',
      actor: { name: 'support@purser.test' },
      details: { amount: { amount: 49_000 }, tokens: 50_000, bonusTokens: 5_000 },
    });
    await expect(refund(reference)).rejects.toBeInstanceOf(NothingToRefund);
    expect(await buyer.faults()).toEqual([]);
  });

  it('refunds at most what is not consumed, at cost, and takes the bonus first', async () => {
    const reference = await buyer.bought();
    // 5,000 bonus tokens burn first, then 12,345 paid ones.
    await buyer.spend(17_345, 'job-1');
    expect(await preview(reference)).toMatchObject({
      refundable: { amount: 49_000 - Math.floor((49_000 * 12_345) / 50_000) },
      tokens: 37_655,
      bonusTokens: 0,
      consumedTokens: 12_345,
    });
    const first = await refund(reference, 10_000);
    expect(first).toMatchObject({ amount: { amount: 10_000 }, status: 'succeeded' });
    expect((await buyer.look(reference)).status).toBe('partially_refunded');
    await expect(refund(reference, 30_000)).rejects.toBeInstanceOf(RefundExceedsRefundable);
    const rest = await refund(reference);
    const consumed = Math.floor((49_000 * 12_345) / 50_000);
    expect(first.amount.amount + rest.amount.amount).toBe(49_000 - consumed);
    expect(await buyer.balance()).toBe(0);
    expect((await buyer.look(reference)).status).toBe('partially_refunded');
    expect(await buyer.faults()).toEqual([]);
  });

  it('takes the tokens before the provider is asked', async () => {
    const reference = await buyer.bought();
    shop.sandbox.setFaults({ http: { hold: true, path: '/v1/refunds' } });
    const asked = refund(reference, 24_500);
    for (;;) {
      const [row] = await buyer.rows('refunds', 'status');
      if (row) break;
    }
    expect(await buyer.balance()).toBe(25_000);
    await expect(buyer.spend(25_001, 'too-much')).rejects.toThrow();
    shop.sandbox.setFaults({});
    expect(await asked).toMatchObject({ status: 'succeeded', bonusTokens: 5_000, tokens: 25_000 });
  });

  it('is asked for once by a request that is sent again, however late', async () => {
    const reference = await buyer.bought();
    const [first, again] = await Promise.all([
      refund(reference, 1_000, 'key-1'),
      refund(reference, 1_000, 'key-1'),
    ]);
    expect(again.id).toBe(first.id);
    expect(await madeAtProvider(reference)).toBe(1);
    expect(await remembered(reference)).toHaveLength(1);
  });

  it('stays pending while the provider is away and is booked once it answers', async () => {
    const reference = await buyer.bought();
    shop.sandbox.setFaults({ http: { probability: 1, status: 503, path: '/v1/refunds' } });
    expect(await refund(reference)).toMatchObject({ status: 'pending', creditNoteId: null });
    expect(await buyer.balance()).toBe(0);
    expect(await sweep()).toMatchObject({ items: 0, errors: 1 });
    shop.sandbox.setFaults({});
    expect(await sweep()).toMatchObject({ items: 1, errors: 0 });
    expect(await sweep()).toMatchObject({ items: 0 });
    expect(await remembered(reference)).toMatchObject([{ status: 'succeeded' }]);
    expect(await madeAtProvider(reference)).toBe(1);
  });

  it.each(['after', 'indeterminate'] as const)(
    'is booked once when the provider paid and its answer was lost (%s)',
    async (when) => {
      const reference = await buyer.bought();
      const http = { probability: 1, status: 500, path: '/v1/refunds', method: 'POST' };
      shop.sandbox.setFaults({ http: { ...http, when }, webhooks: { paused: true } });
      const made = await refund(reference, 4_900);
      expect(['pending', 'succeeded']).toContain(made.status);
      shop.sandbox.setFaults({});
      await sweep();
      await shop.deliver();
      expect(await madeAtProvider(reference)).toBe(1);
      expect(await remembered(reference)).toMatchObject([{ status: 'succeeded' }]);
      const { creditNotes, events } = await buyer.look(reference);
      expect(creditNotes).toHaveLength(1);
      expect(events.filter(({ type }) => type === 'refunded')).toHaveLength(1);
    },
  );

  it('is booked once when the process dies between payment and booking', async () => {
    const reference = await buyer.bought();
    shop.sandbox.setFaults({ webhooks: { paused: true } });
    const settlement = shop.t.get(RefundSettlement);
    jest.spyOn(settlement, 'apply').mockRejectedValueOnce(new Error('killed'));
    await expect(refund(reference, 4_900, 'key-2')).rejects.toThrow('killed');
    expect(await remembered(reference)).toMatchObject([{ status: 'pending', creditNoteId: null }]);
    expect(await buyer.balance()).toBe(45_000);
    // The request is sent again: it is known, and asks the provider for nothing.
    expect(await refund(reference, 4_900, 'key-2')).toMatchObject({ status: 'pending' });
    // Sweep and webhooks come at the same time, both more than once.
    shop.t.clock.advance({ minutes: 3 });
    shop.sandbox.setFaults({ webhooks: { duplicate: 2 } });
    const cron = shop.t.get(PurchasesCron);
    await Promise.all([
      cron.settlePendingRefunds(),
      cron.settlePendingRefunds(),
      shop.deliver(),
      shop.poll(),
    ]);
    await shop.deliver();
    expect(await madeAtProvider(reference)).toBe(1);
    const { refunds, creditNotes, events } = await buyer.look(reference);
    expect(refunds).toMatchObject([{ status: 'succeeded' }]);
    expect(creditNotes).toHaveLength(1);
    expect(events.filter(({ type }) => type === 'refunded')).toHaveLength(1);
    const told = await buyer.rows('outbox', 'event');
    expect(told.filter(({ event }) => event === 'purchases.refund-booked')).toHaveLength(1);
    expect(await buyer.balance()).toBe(45_000);
    expect(await buyer.faults()).toEqual([]);
  });

  it('pays nothing for a request that dies before the provider is asked, until the sweep does', async () => {
    const reference = await buyer.bought();
    const gateway = shop.t.get(PaymentGateway);
    jest.spyOn(gateway, 'refund').mockRejectedValueOnce(new Error('killed'));
    await expect(refund(reference, 4_900)).rejects.toThrow('killed');
    expect(await madeAtProvider(reference)).toBe(0);
    expect(await sweep()).toMatchObject({ items: 1, errors: 0 });
    expect(await remembered(reference)).toMatchObject([{ status: 'succeeded' }]);
    expect(await madeAtProvider(reference)).toBe(1);
  });

  it('asks again with a fresh key when the first call was undone', async () => {
    const reference = await buyer.bought();
    const http = { failNext: 3, status: 500, path: '/v1/refunds', method: 'POST' };
    shop.sandbox.setFaults({ http: { ...http, when: 'during' } });
    expect(await refund(reference, 4_900)).toMatchObject({ status: 'pending' });
    shop.sandbox.setFaults({});
    await sweep();
    expect(await remembered(reference)).toMatchObject([{ status: 'succeeded' }]);
    expect(await madeAtProvider(reference)).toBe(1);
  });

  it('gives the tokens back when the provider refuses', async () => {
    const reference = await buyer.bought();
    shop.sandbox.setFaults({ webhooks: { paused: true } });
    shop.sandbox.openDispute({ payment_intent: await buyer.intentOf(reference) });
    const made = await refund(reference);
    expect(made).toMatchObject({ status: 'failed', failure: expect.stringContaining('charged') });
    expect(await buyer.balance()).toBe(55_000);
    const { status, events, lots } = await buyer.look(reference);
    expect(status).toBe('completed');
    expect(events.at(-1)?.type).toBe('refund_failed');
    expect(lots.map(({ remaining }) => remaining).toSorted((a, b) => a - b)).toEqual([
      5_000, 50_000,
    ]);
    expect(await buyer.faults()).toEqual([]);
  });

  it('books a pending refund when the bank has taken it', async () => {
    const reference = await buyer.bought('pm_card_pendingRefund');
    expect(await refund(reference)).toMatchObject({ status: 'pending' });
    shop.sandbox.runTasks();
    await shop.deliver();
    expect(await remembered(reference)).toMatchObject([{ status: 'succeeded' }]);
  });

  it('puts tokens and documents back when a refund fails after it succeeded', async () => {
    const reference = await buyer.bought('pm_card_refundFail');
    expect(await refund(reference, 9_800)).toMatchObject({ status: 'succeeded' });
    shop.sandbox.runTasks();
    await shop.deliver();
    const { status, refunds, creditNotes } = await buyer.look(reference);
    expect({ status, creditNotes }).toEqual({ status: 'completed', creditNotes: [] });
    expect(refunds).toMatchObject([{ status: 'failed', creditNoteNumber: 'CN-2026-000001' }]);
    expect(await buyer.balance()).toBe(55_000);
    const documents = await buyer.rows('invoices', 'kind, number, total_minor');
    documents.sort((a, b) => String(a['number']).localeCompare(String(b['number'])));
    expect(documents).toMatchObject([
      { kind: 'credit_note', number: 'CN-2026-000001', total_minor: '9800' },
      { kind: 'invoice', number: 'INV-2026-000001', total_minor: '49000' },
      { kind: 'invoice', number: 'INV-2026-000002', total_minor: '9800' },
    ]);
    expect(await buyer.rows('reconciliation_cases', 'kind')).toEqual([{ kind: 'refund-failed' }]);
    expect(await refund(reference)).toMatchObject({ amount: { amount: 49_000 } });
    expect(await buyer.faults()).toEqual([]);
  });

  it('claws back what is left when money was refunded at the provider', async () => {
    const reference = await buyer.bought();
    await buyer.spend(30_000, 'job-1');
    const payment_intent = await buyer.intentOf(reference);
    await stripe('/v1/refunds', { payment_intent, amount: '39200' });
    await shop.deliver();
    const { status, refunds, creditNotes } = await buyer.look(reference);
    expect(status).toBe('partially_refunded');
    expect(refunds).toMatchObject([
      {
        origin: 'provider',
        status: 'succeeded',
        amount: { amount: 39_200 },
        tokens: 25_000,
        shortfall: { amount: 14_700 },
      },
    ]);
    expect(creditNotes).toMatchObject([{ total: { amount: 39_200 } }]);
    expect(await buyer.balance()).toBe(0);
    expect(await buyer.rows('reconciliation_cases', 'kind')).toEqual([
      { kind: 'refund-shortfall' },
    ]);
    const audited = (await buyer.rows('token_audit_log', 'action, after, sequence'))
      .filter(({ action }) => String(action).startsWith('refund.'))
      .toSorted((a, b) => Number(a['sequence']) - Number(b['sequence']));
    expect(audited).toMatchObject([
      { action: 'refund.made_elsewhere', after: { tokens: 25_000, amount: { amount: 39_200 } } },
      { action: 'refund.booked', after: { status: 'succeeded' } },
    ]);
    await shop.deliver();
    expect(await remembered(reference)).toHaveLength(1);
    expect(await buyer.faults()).toEqual([]);
  });

  it('needs another person above the limit, and pays no more than that person was shown', async () => {
    const reference = await buyer.bought('pm_card_visa', 4);
    const order = { amount: 70_000n, ttlSeconds: 3_600, reference: 'hold-1' };
    const hold = await shop.t.get(Holds).place(buyer.organizationId, order, SUPPORT);
    // The bonus was held first: 150,000 of 200,000 paid tokens are free.
    const shown = { amount: { amount: 147_000 }, tokens: 150_000 };
    const waiting = await refund(reference);
    expect(waiting).toMatchObject({ status: 'pending_approval', ...shown });
    expect(await buyer.balance()).toBe(220_000);
    await shop.t.get(Holds).release(buyer.organizationId, hold.id);
    const desk = shop.t.get(RefundDesk);
    const approve = (by: Actor) => desk.approve(buyer.organizationId, waiting.id, 'Agreed', by);
    await expect(approve(SUPPORT)).rejects.toBeInstanceOf(RefundApprovalByMaker);
    expect(await approve(LEAD)).toMatchObject({
      status: 'succeeded',
      ...shown,
      bonusTokens: 20_000,
      maker: { name: 'support@purser.test' },
      checker: { name: 'lead@purser.test' },
    });
    await expect(approve(LEAD)).rejects.toBeInstanceOf(RefundDecided);
    expect(await buyer.balance()).toBe(50_000);
    expect(await buyer.faults()).toEqual([]);
  });

  it('takes nothing when it is refused, also by its maker', async () => {
    const reference = await buyer.bought('pm_card_visa', 2);
    const { id } = await refund(reference);
    const refused = await shop.t
      .get(RefundDesk)
      .reject(buyer.organizationId, id, 'A mistake', SUPPORT);
    expect(refused).toMatchObject({ status: 'rejected', checker: null });
    expect(await buyer.balance()).toBe(110_000);
    expect(await madeAtProvider(reference)).toBe(0);
  });

  it('leaves frozen and expired tokens alone', async () => {
    const reference = await buyer.bought();
    await shop.t.unitOfWork.run(buyer.organizationId, (tx) =>
      shop.t.get(LotFreezes).freeze(tx, {
        purchaseId: reference,
        reference: 'test',
        reason: 'Test',
        actor: SUPPORT,
        at: shop.t.clock.now(),
      }),
    );
    await expect(preview(reference)).rejects.toBeInstanceOf(NothingToRefund);
    const other = await buyer.bought();
    shop.t.clock.advance({ days: 366 });
    await expect(preview(other)).rejects.toBeInstanceOf(NothingToRefund);
  });
});
