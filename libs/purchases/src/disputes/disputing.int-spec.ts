import type { LotView } from '@purser/contracts';
import { systemActor, type Actor } from '@purser/platform';
import { Holds } from '@purser/wallet';
import { PurchasesCron } from '../purchases.cron.js';
import { PurchaseStateConflict } from '../purchases.errors.js';
import { RefundDesk } from '../refunds/refund-desk.service.js';
import { Shop, type Buyer } from '../testing/shop.js';
import { DisputeRecords } from './dispute-records.js';

const PROGRAM: Actor = systemActor('program');

describe('disputes', () => {
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

  const refund = (reference: string, amount: number | null = null) =>
    shop.t
      .get(RefundDesk)
      .request(
        buyer.organizationId,
        reference,
        { askedMinor: amount === null ? null : BigInt(amount), reason: null },
        PROGRAM,
      );

  it('freeze what is left, and give it back with the time it was frozen when they are won', async () => {
    const reference = await buyer.bought();
    await buyer.spend(15_000, 'job-1');
    const expiryOf = (lots: readonly LotView[], source: string) =>
      Date.parse(lots.find((lot) => lot.source === source)?.expiresAt ?? '');
    const before = (await buyer.look(reference)).lots;
    const id = await buyer.dispute(reference);
    expect(await buyer.wallet()).toMatchObject({ balance: 40_000, frozen: 40_000, available: 0 });
    await expect(buyer.spend(1, 'job-2')).rejects.toMatchObject({ problem: 'insufficient-tokens' });
    expect(await buyer.look(reference)).toMatchObject({
      status: 'disputed',
      disputes: [
        {
          status: 'open',
          reason: 'fraudulent',
          amount: { amount: 49_000 },
          frozenTokens: 40_000,
          frozenBonusTokens: 0,
        },
      ],
    });
    await expect(refund(reference)).rejects.toBeInstanceOf(PurchaseStateConflict);

    shop.t.clock.advance({ days: 40 });
    await shop.decide(id, 'won');
    expect(await buyer.wallet()).toMatchObject({ balance: 40_000, frozen: 0, available: 40_000 });
    const { status, lots, disputes, events } = await buyer.look(reference);
    expect(status).toBe('completed');
    expect(disputes).toMatchObject([{ status: 'won', frozenTokens: 0 }]);
    const moved = (source: string) => expiryOf(lots, source) - expiryOf(before, source);
    expect([moved('purchase'), moved('bonus')]).toEqual([40 * 86_400_000, 0]);
    expect(events.map(({ type }) => type).slice(-2)).toEqual(['dispute_opened', 'dispute_won']);
    expect(await buyer.faults()).toEqual([]);
    await buyer.spend(40_000, 'job-3');
  });

  it('void what was frozen when they are lost, and book the shortfall', async () => {
    const reference = await buyer.bought();
    await buyer.spend(30_000, 'job-1');
    const id = await buyer.dispute(reference);
    await shop.decide(id, 'lost');
    // 25,000 of 50,000 paid tokens were left: half of the money is covered.
    expect(await buyer.wallet()).toMatchObject({ balance: 0, frozen: 0, status: 'suspended' });
    const { status, disputes, creditNotes } = await buyer.look(reference);
    expect(status).toBe('charged_back');
    expect(disputes).toMatchObject([
      {
        status: 'lost',
        voidedTokens: 25_000,
        voidedBonusTokens: 0,
        shortfall: { amount: 24_500, currency: 'USD' },
      },
    ]);
    expect(creditNotes).toMatchObject([{ total: { amount: 24_500 } }]);
    expect(await buyer.rows('reconciliation_cases', 'kind')).toEqual([
      { kind: 'dispute-shortfall' },
    ]);
    expect(await buyer.faults()).toEqual([]);
  });

  it('void everything without a shortfall when nothing was consumed', async () => {
    const reference = await buyer.bought();
    await shop.decide(await buyer.dispute(reference), 'lost');
    const { disputes } = await buyer.look(reference);
    expect(disputes).toMatchObject([
      { voidedTokens: 50_000, voidedBonusTokens: 5_000, shortfall: { amount: 0 } },
    ]);
    expect(await buyer.wallet()).toMatchObject({ balance: 0, status: 'active' });
    expect(await buyer.rows('reconciliation_cases', 'kind')).toEqual([]);
  });

  it('have one effect each however often and in whichever order the news comes', async () => {
    shop.sandbox.setFaults({ seed: 11, webhooks: { paused: true } });
    const reference = await buyer.bought();
    const { id } = shop.sandbox.openDispute({ payment_intent: await buyer.intentOf(reference) });
    shop.sandbox.decideDispute(id, 'lost');
    shop.sandbox.setFaults({ seed: 11, webhooks: { duplicate: 4, reorder: true } });
    await shop.deliver();
    await shop.deliver();
    const { status, events, lots } = await buyer.look(reference);
    expect(status).toBe('charged_back');
    expect(lots.map(({ remaining, frozen }) => [remaining, frozen])).toEqual([
      [0, 0],
      [0, 0],
    ]);
    const types = events.map(({ type }) => type);
    expect(types.filter((type) => type.startsWith('dispute_'))).toEqual([
      'dispute_opened',
      'dispute_lost',
    ]);
    expect(await buyer.rows('disputes', 'status')).toEqual([{ status: 'lost' }]);
    expect(await buyer.faults()).toEqual([]);
  });

  it('are found by polling when every webhook is lost', async () => {
    const reference = await buyer.bought();
    await shop.deliver();
    await shop.poll();
    shop.sandbox.setFaults({ webhooks: { drop: 1 } });
    const { id } = shop.sandbox.openDispute({ payment_intent: await buyer.intentOf(reference) });
    await shop.deliver();
    expect((await buyer.look(reference)).status).toBe('completed');
    await shop.poll();
    expect((await buyer.look(reference)).status).toBe('disputed');
    shop.sandbox.decideDispute(id, 'won');
    shop.t.clock.advance({ hours: 7 });
    expect(await shop.t.get(PurchasesCron).followDisputes()).toMatchObject({ items: 1, errors: 0 });
    expect((await buyer.look(reference)).status).toBe('completed');
  });

  it('come with the payment itself for the test card that disputes', async () => {
    const reference = await buyer.bought('pm_card_createDispute');
    shop.sandbox.runTasks();
    await shop.deliver();
    expect(await buyer.look(reference)).toMatchObject({
      status: 'disputed',
      disputes: [{ status: 'open', reason: 'fraudulent', frozenTokens: 50_000 }],
    });
  });

  it('settle the purchase first when they are known before its payment', async () => {
    shop.sandbox.setFaults({ webhooks: { paused: true } });
    const reference = await buyer.order();
    const { clientSecret = '' } = await buyer.pay(reference, 'pm_card_authenticationRequired');
    const intent = clientSecret.split('_secret_')[0] ?? '';
    shop.sandbox.authenticate(intent, 'succeed');
    const { id } = shop.sandbox.openDispute({ payment_intent: intent });
    await shop.follow(buyer.organizationId, reference, id);
    expect(await buyer.look(reference)).toMatchObject({
      status: 'disputed',
      disputes: [{ frozenTokens: 50_000, frozenBonusTokens: 5_000 }],
    });
  });

  it('freeze nothing while the bank only asks', async () => {
    const reference = await buyer.bought();
    const id = await buyer.dispute(reference, { inquiry: true });
    expect(await buyer.wallet()).toMatchObject({ frozen: 0, available: 55_000 });
    expect(await buyer.look(reference)).toMatchObject({
      status: 'completed',
      disputes: [{ status: 'inquiry' }],
    });
    expect(await refund(reference, 4_900)).toMatchObject({ status: 'succeeded' });
    await shop.decide(id, 'won');
    expect(await buyer.look(reference)).toMatchObject({
      status: 'partially_refunded',
      disputes: [{ status: 'closed' }],
    });
  });

  it('return to the state before, which was partially refunded', async () => {
    const reference = await buyer.bought();
    await refund(reference, 9_800);
    const id = await buyer.dispute(reference, { amount: 39_200 });
    expect((await buyer.look(reference)).disputes).toMatchObject([
      { frozenTokens: 40_000, frozenBonusTokens: 0 },
    ]);
    await shop.decide(id, 'won');
    expect((await buyer.look(reference)).status).toBe('partially_refunded');
    shop.t.clock.advance({ hours: 1 });
    const lost = await buyer.dispute(reference, { amount: 39_200 });
    await shop.decide(lost, 'lost');
    const { status, creditNotes, disputes } = await buyer.look(reference);
    expect(status).toBe('charged_back');
    expect(creditNotes.map(({ total }) => total.amount)).toEqual([9_800, 39_200]);
    expect(disputes[0]).toMatchObject({ status: 'lost', shortfall: { amount: 0 } });
    expect(await buyer.faults()).toEqual([]);
  });

  it('give up what a refund took whose news came after theirs', async () => {
    const reference = await buyer.bought();
    shop.sandbox.setFaults({ webhooks: { paused: true } });
    const payment_intent = await buyer.intentOf(reference);
    await shop.refundAtProvider(payment_intent, 9_800);
    const { id } = shop.sandbox.openDispute({ payment_intent, amount: 39_200 });
    await shop.follow(buyer.organizationId, reference, id);
    expect(await buyer.wallet()).toMatchObject({ balance: 55_000, frozen: 55_000 });
    shop.sandbox.setFaults({});
    await shop.deliver();
    const { status, disputes, refunds } = await buyer.look(reference);
    expect(status).toBe('disputed');
    expect(disputes).toMatchObject([{ frozenTokens: 40_000, frozenBonusTokens: 0 }]);
    expect(refunds).toMatchObject([{ status: 'succeeded', tokens: 10_000, bonusTokens: 5_000 }]);
    await shop.decide(id, 'won');
    expect((await buyer.look(reference)).status).toBe('partially_refunded');
    expect(await buyer.wallet()).toMatchObject({ balance: 40_000, available: 40_000 });
    expect(await buyer.faults()).toEqual([]);
  });

  it('void no more than was disputed', async () => {
    const reference = await buyer.bought();
    const id = await buyer.dispute(reference, { amount: 4_900 });
    await shop.decide(id, 'lost');
    const { lots, disputes } = await buyer.look(reference);
    expect(disputes).toMatchObject([{ voidedTokens: 5_000, shortfall: { amount: 0 } }]);
    const left = lots.map(({ source, remaining, frozen }) => [source, remaining, frozen]);
    expect(left.toSorted()).toEqual([
      ['bonus', 0, 0],
      ['purchase', 45_000, 0],
    ]);
    expect(await buyer.faults()).toEqual([]);
  });

  it('credit no more than the invoice has left, though all of the payment is disputed', async () => {
    const reference = await buyer.bought();
    const holds = shop.t.get(Holds);
    const order = { amount: 45_000n, ttlSeconds: 3_600, reference: 'hold-1' };
    const hold = await holds.place(buyer.organizationId, order, PROGRAM);
    const payment_intent = await buyer.intentOf(reference);
    await shop.refundAtProvider(payment_intent, 24_500);
    await shop.deliver();
    // 10,000 paid tokens were free: 147.00 went back for tokens that were held.
    expect((await buyer.look(reference)).refunds).toMatchObject([
      { status: 'succeeded', tokens: 10_000, shortfall: { amount: 14_700 } },
    ]);
    await holds.release(buyer.organizationId, hold.id);
    await shop.decide(await buyer.dispute(reference, { amount: 49_000 }), 'lost');
    const { status, creditNotes, disputes } = await buyer.look(reference);
    expect(status).toBe('charged_back');
    expect(disputes).toMatchObject([
      {
        status: 'lost',
        voidedTokens: 40_000,
        voidedBonusTokens: 5_000,
        shortfall: { amount: 0 },
        returnedTwice: { amount: 24_500 },
      },
    ]);
    expect(creditNotes.map(({ total }) => total.amount)).toEqual([24_500, 24_500]);
    expect(await buyer.wallet()).toMatchObject({ balance: 0, frozen: 0, status: 'active' });
    expect(await buyer.faults()).toEqual([]);
  });

  it('leave held tokens to their hold, and freeze at once what it releases', async () => {
    const reference = await buyer.bought();
    const holds = shop.t.get(Holds);
    const order = { amount: 20_000n, ttlSeconds: 3_600, reference: 'hold-1' };
    const hold = await holds.place(buyer.organizationId, order, PROGRAM);
    await buyer.dispute(reference);
    expect(await buyer.wallet()).toMatchObject({ held: 20_000, frozen: 35_000, available: 0 });
    await holds.capture(buyer.organizationId, hold.id, 12_000n, PROGRAM);
    expect(await buyer.wallet()).toMatchObject({ balance: 43_000, frozen: 43_000, available: 0 });
    const { data } = await shop.t
      .get(DisputeRecords)
      .ofOrganization(buyer.organizationId, { limit: 9 });
    expect(data).toMatchObject([{ frozenTokens: 43_000, frozenBonusTokens: 0 }]);
    expect(await buyer.faults()).toEqual([]);
  });

  it('keep frozen tokens from expiring, and the expired beside them stay expired', async () => {
    const reference = await buyer.bought();
    const id = await buyer.dispute(reference);
    shop.t.clock.advance({ days: 400 });
    const swept = await shop.sweepExpiry();
    expect(swept).toMatchObject({ errors: 0 });
    expect(await buyer.wallet()).toMatchObject({ balance: 55_000, frozen: 55_000, expired: 0 });
    await shop.decide(id, 'won');
    expect(await buyer.wallet()).toMatchObject({ balance: 55_000, available: 55_000 });
    shop.t.clock.advance({ days: 364 });
    expect(await buyer.wallet()).toMatchObject({ available: 55_000 });
    shop.t.clock.advance({ days: 2 });
    expect(await buyer.wallet()).toMatchObject({ expired: 55_000, available: 0 });
  });

  it('are told upwards with their figures', async () => {
    const reference = await buyer.bought();
    await shop.decide(await buyer.dispute(reference), 'won');
    const events = await buyer.rows('outbox', 'event, payload');
    const told = events
      .filter(({ event }) => String(event).startsWith('purchases.dispute'))
      .toSorted((a, b) => String(a['event']).localeCompare(String(b['event'])));
    expect(told).toMatchObject([
      {
        event: 'purchases.dispute-opened',
        payload: { referenceId: reference, amountMinor: 49_000, frozenTokens: 50_000 },
      },
      {
        event: 'purchases.dispute-won',
        payload: { referenceId: reference, tokens: 50_000, bonusTokens: 5_000 },
      },
    ]);
  });
});
