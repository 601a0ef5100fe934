import type { RefundView } from '@purser/contracts';
import { systemActor } from '@purser/platform';
import { PurchasesCron } from '../purchases.cron.js';
import { Shop, type Buyer } from '../testing/shop.js';
import { ProviderRefunds } from './provider-refunds.js';
import { RefundDesk } from './refund-desk.service.js';

const SUPPORT = systemActor('support');

describe('money that goes back in another order than is heard of', () => {
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

  const refund = (reference: string, minor: number | null = null) => {
    const request = { askedMinor: minor === null ? null : BigInt(minor), reason: null };
    return shop.t.get(RefundDesk).request(buyer.organizationId, reference, request, SUPPORT);
  };
  const remembered = async (reference: string): Promise<RefundView[]> =>
    (await buyer.look(reference)).refunds;
  const follow = (reference: string, id: string) =>
    shop.t.get(ProviderRefunds).follow(buyer.organizationId, reference, id, SUPPORT);
  it.each([
    { refunded: 9_800, credited: 0, notes: [49_000] },
    { refunded: 19_600, disputed: 39_200, credited: 9_800, notes: [39_200, 9_800] },
  ])(
    'a refund of $refunded heard of after a lost dispute is credited with the $credited that are left',
    async ({ refunded, disputed = 49_000, credited, notes }) => {
      const reference = await buyer.bought();
      shop.sandbox.setFaults({ webhooks: { paused: true } });
      const payment_intent = await buyer.intentOf(reference);
      await shop.refundAtProvider(payment_intent, refunded);
      const { id } = shop.sandbox.openDispute({ payment_intent, amount: disputed });
      shop.sandbox.decideDispute(id, 'lost');
      await shop.follow(buyer.organizationId, reference, id);
      shop.sandbox.setFaults({});
      await shop.deliver();
      const { status, refunds, creditNotes, events } = await buyer.look(reference);
      expect(status).toBe('charged_back');
      expect(refunds).toMatchObject([
        {
          status: 'succeeded',
          amount: { amount: refunded },
          credited: { amount: credited },
          shortfall: { amount: 0 },
        },
      ]);
      expect(creditNotes.map(({ total }) => total.amount)).toEqual(notes);
      expect(events.find(({ type }) => type === 'refunded')?.summary).toContain(
        credited === 0
          ? 'The invoice had nothing left to credit.'
          : 'issued over 98.00 USD: the invoice had no more left.',
      );
      // The dispute took all tokens: none was used.
      expect(await buyer.rows('reconciliation_cases', 'kind')).toEqual([
        { kind: 'refund-beyond-invoice' },
      ]);
      await shop.deliver();
      expect(await buyer.faults()).toEqual([]);
    },
  );

  it('of several disputes each takes what it paid for, whichever froze it', async () => {
    const reference = await buyer.bought();
    const first = await buyer.dispute(reference, { amount: 19_600 });
    const second = await buyer.dispute(reference, { amount: 29_400 });
    await shop.decide(second, 'lost');
    expect(await buyer.wallet()).toMatchObject({ balance: 20_000, frozen: 20_000, available: 0 });
    await shop.decide(first, 'lost');
    const { status, disputes, creditNotes } = await buyer.look(reference);
    expect(status).toBe('charged_back');
    expect(disputes.map(({ voidedTokens }) => voidedTokens).toSorted()).toEqual([20_000, 30_000]);
    expect(disputes.map(({ shortfall }) => shortfall.amount)).toEqual([0, 0]);
    expect(creditNotes.map(({ total }) => total.amount)).toEqual([29_400, 19_600]);
    expect(await buyer.wallet()).toMatchObject({ balance: 0, frozen: 0, status: 'active' });
    expect(await buyer.faults()).toEqual([]);
  });

  it('a dispute that is won leaves a payment charged back that another one lost', async () => {
    const reference = await buyer.bought();
    await shop.decide(await buyer.dispute(reference, { amount: 9_800 }), 'lost');
    expect((await buyer.look(reference)).status).toBe('charged_back');
    const second = await buyer.dispute(reference, { amount: 9_800 });
    expect((await buyer.look(reference)).status).toBe('disputed');
    await shop.decide(second, 'won');
    expect((await buyer.look(reference)).status).toBe('charged_back');
    expect(await buyer.wallet()).toMatchObject({ balance: 40_000, available: 40_000 });
    expect(await buyer.faults()).toEqual([]);
  });

  it('a refund heard of before its payment settles the payment first', async () => {
    shop.sandbox.setFaults({ webhooks: { paused: true } });
    const reference = await buyer.order();
    const { clientSecret = '' } = await buyer.pay(reference, 'pm_card_authenticationRequired');
    const intent = clientSecret.split('_secret_')[0] ?? '';
    shop.sandbox.authenticate(intent, 'succeed');
    const id = await shop.refundAtProvider(intent, 9_800);
    await follow(reference, id);
    const { status, refunds, creditNotes } = await buyer.look(reference);
    expect(status).toBe('partially_refunded');
    expect(refunds).toMatchObject([{ tokens: 10_000, shortfall: { amount: 0 } }]);
    expect(creditNotes).toMatchObject([{ total: { amount: 9_800 } }]);
    shop.sandbox.setFaults({});
    await shop.deliver();
    expect(await remembered(reference)).toHaveLength(1);
    expect(await buyer.balance()).toBe(40_000);
    expect(await buyer.faults()).toEqual([]);
  });

  it('a refund that was paid twice is booked twice', async () => {
    const reference = await buyer.bought();
    const { id } = await refund(reference, 9_800);
    const payment_intent = await buyer.intentOf(reference);
    await shop.refundAtProvider(payment_intent, 9_800, id);
    await shop.deliver();
    const both = (await remembered(reference)).map((one) => [one.origin, one.status]);
    expect(both.toSorted()).toEqual([
      ['provider', 'succeeded'],
      ['purser', 'succeeded'],
    ]);
    expect(await buyer.balance()).toBe(30_000);
    expect(await buyer.faults()).toEqual([]);
  });

  it('a refund that found no room is credited once another one came back', async () => {
    const reference = await buyer.bought('pm_card_refundFail');
    expect(await refund(reference)).toMatchObject({ status: 'succeeded' });
    shop.sandbox.setFaults({ webhooks: { paused: true } });
    shop.sandbox.runTasks();
    const payment_intent = await buyer.intentOf(reference);
    const id = await shop.refundAtProvider(payment_intent, 19_600);
    await follow(reference, id);
    const elsewhere = async () =>
      (await remembered(reference)).find(({ origin }) => origin === 'provider');
    expect(await elsewhere()).toMatchObject({
      status: 'succeeded',
      credited: { amount: 0 },
      creditNoteNumber: null,
    });
    expect(await buyer.faults()).toEqual([]);
    shop.sandbox.setFaults({});
    await shop.deliver();
    expect((await buyer.look(reference)).creditNotes).toEqual([]);
    shop.t.clock.advance({ minutes: 5 });
    await shop.t.get(PurchasesCron).settlePendingRefunds();
    const { creditNotes, events } = await buyer.look(reference);
    expect(creditNotes).toMatchObject([{ total: { amount: 19_600 } }]);
    expect(events.at(-1)).toMatchObject({ type: 'refund_credited' });
    expect(await elsewhere()).toMatchObject({ status: 'succeeded', credited: { amount: 19_600 } });
    const cases = await buyer.rows('reconciliation_cases', 'kind, detail');
    expect(cases.find(({ kind }) => kind === 'refund-beyond-invoice')).toMatchObject({
      detail: expect.stringContaining('nothing is to be done') as string,
    });
    expect(await buyer.faults()).toEqual([]);
  });
});
