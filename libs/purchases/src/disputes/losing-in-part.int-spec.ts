import { systemActor } from '@purser/platform';
import { Spending, WalletBooks, Wallets } from '@purser/wallet';
import { Shop, type Buyer } from '../testing/shop.js';

const PROGRAM = systemActor('program');

describe('a dispute lost in part', () => {
  let shop: Shop;
  let buyer: Buyer;
  let reference: string;
  let id: string;

  beforeAll(async () => {
    shop = await Shop.open();
    await shop.listen();
  });
  afterAll(() => shop.close());
  beforeEach(async () => {
    buyer = await shop.buyer();
    reference = await buyer.order();
    await buyer.pay(reference, 'pm_card_visa');
    const [row] = await buyer.rows('token_purchases', 'payment_intent_id');
    const payment_intent = String(row?.['payment_intent_id']);
    ({ id } = shop.sandbox.openDispute({ payment_intent }));
  });

  const lose = async (reinstated: number): Promise<void> => {
    shop.sandbox.decideDispute(id, 'lost', reinstated);
    await shop.deliver();
  };
  const spend = (tokens: bigint) =>
    shop.t
      .get(Spending)
      .debit(buyer.organizationId, [{ amount: tokens, reference: 'job-1', actor: PROGRAM }]);
  const wallet = () =>
    shop.t.unitOfWork.read(buyer.organizationId, (tx) =>
      shop.t.get(Wallets).balance(tx, shop.t.clock.now()),
    );
  const cases = () => buyer.rows('reconciliation_cases', 'kind, detail');
  const dollars = (amount: number) => ({ amount, currency: 'USD' });

  afterEach(async () => {
    const faults = await shop.t.unitOfWork.read(buyer.organizationId, (tx) =>
      shop.t.get(WalletBooks).check(tx),
    );
    expect(faults).toEqual([]);
  });

  it('voids and credits what the bank keeps, and leaves the rest to its owner', async () => {
    await lose(19_600);
    const { status, disputes, creditNotes, events } = await buyer.look(reference);
    expect(status).toBe('charged_back');
    expect(disputes).toMatchObject([
      {
        status: 'lost',
        amount: dollars(49_000),
        lost: dollars(29_400),
        voidedTokens: 30_000,
        voidedBonusTokens: 5_000,
        shortfall: dollars(0),
      },
    ]);
    expect(creditNotes).toMatchObject([{ total: dollars(29_400) }]);
    expect(events.at(-1)).toMatchObject({
      type: 'dispute_lost',
      summary:
        'The dispute about 490.00 USD was lost, 294.00 USD of it. 30,000 tokens and 5,000 bonus tokens are void.',
      details: { amount: dollars(29_400), tokens: 30_000 },
    });
    expect(await wallet()).toMatchObject({ balance: 20_000, available: 20_000, status: 'active' });
    expect(await cases()).toEqual([]);
    const told = await buyer.rows('outbox', 'event, payload');
    expect(told.find(({ event }) => event === 'purchases.dispute-lost')).toMatchObject({
      payload: { amountMinor: 49_000, lostMinor: 29_400, shortfallMinor: 0 },
    });
    const audited = await buyer.rows('token_audit_log', 'action, after');
    expect(audited.find(({ action }) => action === 'dispute.lost')).toMatchObject({
      after: { amount: dollars(49_000), lostMinor: 29_400 },
    });
  });

  it('books as shortfall what of the lost money is for tokens that are gone', async () => {
    // The bonus first, then 40,000 of 50,000.
    await spend(45_000n);
    await lose(19_600);
    expect((await buyer.look(reference)).disputes).toMatchObject([
      { lost: dollars(29_400), voidedTokens: 10_000, shortfall: dollars(19_600) },
    ]);
    expect(await cases()).toMatchObject([{ kind: 'dispute-shortfall' }]);
  });

  it('is no loss where all of the money came back', async () => {
    await lose(49_000);
    const { status, disputes, creditNotes } = await buyer.look(reference);
    expect({ status, creditNotes }).toEqual({ status: 'completed', creditNotes: [] });
    expect(disputes).toMatchObject([{ status: 'won', lost: dollars(0) }]);
    expect(await wallet()).toMatchObject({ balance: 55_000, available: 55_000 });
  });

  it('opens a case for money that comes back once it is booked, and gives nothing back', async () => {
    await lose(9_800);
    const reinstate = async (minor: number) => {
      shop.sandbox.reinstateDispute(id, minor);
      await shop.deliver();
      return cases();
    };
    expect(await cases()).toEqual([]);
    expect(await reinstate(4_900)).toMatchObject([
      {
        kind: 'dispute-reversed',
        detail:
          'Of the dispute about 490.00 USD 343.00 USD are lost by now, and tokens for 392.00 USD are void: give those that 49.00 USD paid for back by an adjustment.',
      },
    ]);
    expect(await reinstate(14_700)).toMatchObject([
      { detail: expect.stringContaining('196.00 USD paid for') },
    ]);
    expect(await reinstate(19_600)).toMatchObject([
      {
        detail:
          'The dispute about 490.00 USD is won after all: give the 40,000 tokens and 5,000 bonus tokens that are void back by an adjustment.',
      },
    ]);
    const { status, disputes } = await buyer.look(reference);
    expect({ status, disputes }).toMatchObject({
      status: 'charged_back',
      disputes: [{ status: 'lost', lost: dollars(0), shortfall: dollars(0) }],
    });
    expect(await wallet()).toMatchObject({ balance: 10_000 });
  });
});
