import { systemActor } from '@purser/platform';
import { RefundDesk } from '../refunds/refund-desk.service.js';
import { Shop, type Buyer } from '../testing/shop.js';

const PROGRAM = systemActor('program');

describe('a dispute that was lost', () => {
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
  afterEach(async () => {
    expect(await buyer.faults()).toEqual([]);
  });

  const refund = (reference: string, minor: bigint) =>
    shop.t
      .get(RefundDesk)
      .request(buyer.organizationId, reference, { askedMinor: minor, reason: null }, PROGRAM);
  /** Buys, has 196.00 USD of 490.00 refunded and loses a dispute over all of it. */
  const losesRefunded = async (): Promise<[reference: string, id: string]> => {
    const reference = await buyer.bought();
    await refund(reference, 19_600n);
    const id = await buyer.dispute(reference, { amount: 49_000 });
    await shop.decide(id, 'lost');
    return [reference, id];
  };
  const loses = async (reference: string): Promise<string> => {
    const id = await buyer.dispute(reference);
    await shop.decide(id, 'lost');
    return id;
  };
  const reinstate = async (id: string, minor: number): Promise<void> => {
    shop.sandbox.reinstateDispute(id, minor);
    await shop.deliver();
  };
  const disputeOf = async (reference: string) => {
    const [dispute] = (await buyer.look(reference)).disputes;
    return {
      lost: dispute?.lost.amount,
      shortfall: dispute?.shortfall.amount,
      returnedTwice: dispute?.returnedTwice.amount,
    };
  };
  const cases = async () =>
    (await buyer.rows('reconciliation_cases', 'kind, detail, resolved_at')).map((one) => ({
      kind: one['kind'],
      detail: String(one['detail']),
      isOpen: one['resolved_at'] === null,
    }));

  it('claims no tokens for money that a refund had given back already', async () => {
    const [reference] = await losesRefunded();
    expect(await disputeOf(reference)).toEqual({
      lost: 49_000,
      shortfall: 0,
      returnedTwice: 19_600,
    });
    expect(await buyer.wallet()).toMatchObject({ balance: 0, status: 'active' });
    const summary =
      'The dispute about 490.00 USD was lost. 30,000 tokens are void. 196.00 USD were given back twice, by a refund and by the dispute.';
    expect((await buyer.look(reference)).events.at(-1)).toMatchObject({
      type: 'dispute_lost',
      summary,
      details: { returnedTwice: { amount: 19_600, currency: 'USD' } },
    });
    expect(await cases()).toEqual([
      { kind: 'refund-beyond-invoice', detail: summary, isOpen: true },
    ]);
    const news = await buyer.rows('outbox', 'event, payload');
    expect(news.find(({ event }) => event === 'purchases.dispute-lost')).toMatchObject({
      payload: { lostMinor: 49_000, shortfallMinor: 0, returnedTwiceMinor: 19_600 },
    });
  });

  it('has nothing given back twice any more once the bank gives that back', async () => {
    const [reference, id] = await losesRefunded();
    await reinstate(id, 9_800);
    expect(await disputeOf(reference)).toEqual({
      lost: 39_200,
      shortfall: 0,
      returnedTwice: 9_800,
    });
    expect(await cases()).toMatchObject([
      { detail: expect.stringContaining('98.00 USD were given back twice'), isOpen: true },
    ]);
    await reinstate(id, 9_800);
    expect(await disputeOf(reference)).toEqual({ lost: 29_400, shortfall: 0, returnedTwice: 0 });
    expect(await cases()).toMatchObject([
      { kind: 'refund-beyond-invoice', detail: expect.stringMatching(/owed/), isOpen: false },
    ]);
    await reinstate(id, 4_900);
    expect(await disputeOf(reference)).toMatchObject({ lost: 24_500 });
    expect((await cases()).filter(({ isOpen }) => isOpen)).toMatchObject([
      {
        kind: 'dispute-reversed',
        detail: expect.stringMatching(/245\.00 USD are lost.*49\.00 USD paid for/),
      },
    ]);
  });

  it('claims less for each unit that comes back, and lifts its suspension with the last', async () => {
    const reference = await buyer.bought();
    // The bonus first, then 40,000 of 50,000.
    await buyer.spend(45_000, 'job-1');
    const id = await loses(reference);
    expect(await disputeOf(reference)).toMatchObject({ lost: 49_000, shortfall: 39_200 });
    await reinstate(id, 4_900);
    await shop.deliver();
    expect(await disputeOf(reference)).toMatchObject({ lost: 44_100, shortfall: 34_300 });
    expect(await cases()).toMatchObject([
      {
        kind: 'dispute-shortfall',
        detail: expect.stringMatching(/441\.00 USD of it.* 343\.00 USD were consumed/),
        isOpen: true,
      },
    ]);
    expect(await buyer.wallet()).toMatchObject({ status: 'suspended' });
    const { events, status } = await buyer.look(reference);
    expect(status).toBe('charged_back');
    expect(events.at(-1)).toMatchObject({
      type: 'dispute_reinstated',
      details: { amount: { amount: 4_900 }, shortfall: { amount: 34_300 } },
    });

    await reinstate(id, 34_300);
    expect(await disputeOf(reference)).toMatchObject({ lost: 9_800, shortfall: 0 });
    expect(await cases()).toMatchObject([{ kind: 'dispute-shortfall', isOpen: false }]);
    expect(await buyer.wallet()).toMatchObject({ status: 'active', balance: 0 });
    const audited = await buyer.rows('token_audit_log', 'action, after');
    const found = audited.filter(({ action }) => action === 'dispute.reinstated');
    // Both at one instant of the clock: their ids come in any order.
    expect(found.map(({ after }) => after)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ lostMinor: 44_100, shortfallMinor: 34_300 }),
        expect.objectContaining({ lostMinor: 9_800, shortfallMinor: 0 }),
      ]),
    );

    await reinstate(id, 9_800);
    expect(await disputeOf(reference)).toMatchObject({ lost: 0, shortfall: 0 });
    expect((await cases()).filter(({ isOpen }) => isOpen)).toMatchObject([
      {
        kind: 'dispute-reversed',
        detail:
          'The dispute about 490.00 USD is won after all: give the 10,000 tokens that are void back by an adjustment.',
      },
    ]);
  });

  it('counts what came back first against what was given back twice, then against the claim', async () => {
    const reference = await buyer.bought();
    await refund(reference, 9_800n);
    await buyer.spend(20_000, 'job-1');
    const id = await buyer.dispute(reference, { amount: 49_000 });
    await shop.decide(id, 'lost');
    expect(await disputeOf(reference)).toEqual({
      lost: 49_000,
      shortfall: 19_600,
      returnedTwice: 9_800,
    });
    expect(await cases()).toMatchObject([
      {
        kind: 'dispute-shortfall',
        detail: expect.stringMatching(/196\.00 USD were consumed\. 98\.00 USD were given back/),
      },
    ]);
    await reinstate(id, 4_900);
    expect(await disputeOf(reference)).toMatchObject({ shortfall: 19_600, returnedTwice: 4_900 });
    await reinstate(id, 9_800);
    expect(await disputeOf(reference)).toMatchObject({ shortfall: 14_700, returnedTwice: 0 });
  });

  it('leaves the wallet suspended while another one claims', async () => {
    const references = [await buyer.bought(), await buyer.bought()] as const;
    await buyer.spend(110_000, 'job-1');
    const ids = [await loses(references[0]), await loses(references[1])] as const;
    await reinstate(ids[0], 49_000);
    expect(await disputeOf(references[0])).toMatchObject({ lost: 0, shortfall: 0 });
    expect(await buyer.wallet()).toMatchObject({ status: 'suspended' });
    await reinstate(ids[1], 49_000);
    expect(await buyer.wallet()).toMatchObject({ status: 'active' });
    expect((await cases()).filter(({ isOpen }) => isOpen)).toEqual([]);
  });

  it('asks somebody where what it claimed was dealt with before money came back', async () => {
    const reference = await buyer.bought();
    await buyer.spend(55_000, 'job-1');
    const id = await loses(reference);
    await shop.t.superuser.query('UPDATE reconciliation_cases SET resolved_at = now()');
    await reinstate(id, 4_900);
    expect(await disputeOf(reference)).toMatchObject({ shortfall: 44_100 });
    expect((await cases()).filter(({ isOpen }) => isOpen)).toMatchObject([
      { kind: 'dispute-reversed', detail: expect.stringContaining('dealt with before') },
    ]);
  });
});
