import { PaymentRefused } from '@purser/payments';
import { systemActor, type JobTally } from '@purser/platform';
import { PendingPurchases } from './index.js';
import { NOTHING, Shop, type Buyer } from './testing/shop.js';

const refusal = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => Promise.reject(new Error('It was not refused')),
    (error: unknown) => error,
  );

describe('a payment that the provider refuses to make', () => {
  let shop: Shop;
  let buyer: Buyer;
  let card: string;

  beforeAll(async () => {
    shop = await Shop.open();
  });
  afterAll(() => shop.close());
  beforeEach(async () => {
    buyer = await shop.buyer();
    await buyer.keepCard();
    card = await buyer.keptCard();
    await buyer.forgetCustomer();
  });

  it('fails for good, is told as what it is, and frees the slot', async () => {
    const reference = await buyer.order();
    const error = await refusal(buyer.pay(reference, card));
    expect(error).toBeInstanceOf(PaymentRefused);
    expect(error).toMatchObject({
      problem: 'payment-refused',
      status: 422,
      message: expect.stringMatching(/^No such customer: .* Nothing was charged\./),
      fields: { code: 'payment_refused', declineCode: 'resource_missing', referenceId: reference },
    });
    const after = await buyer.look(reference);
    expect(after).toMatchObject({
      status: 'payment_failed',
      failure: { code: 'payment_refused', declineCode: 'resource_missing' },
    });
    expect(after.events.at(-1)?.summary).toMatch(/^Nothing was charged.*No such customer/);
    expect(await buyer.effects()).toEqual(NOTHING);
    expect(await buyer.cancel(await buyer.order())).toMatchObject({ status: 'canceled' });
  });

  it('is not asked for again by the sweep', async () => {
    const reference = await buyer.order();
    await refusal(buyer.pay(reference, card));
    const before = await buyer.look(reference);
    shop.t.clock.advance({ minutes: 5 });
    const tally: JobTally = { items: 0, errors: 0, firstError: null };
    const now = shop.t.clock.now();
    await shop.t.get(PendingPurchases).settleDue('sweep', now, systemActor('test'), tally);
    expect(tally.items).toBe(0);
    expect((await buyer.look(reference)).events).toEqual(before.events);
  });

  it('answers both who pay it at once the same', async () => {
    const reference = await buyer.order();
    const errors = await Promise.all([1, 2].map(() => refusal(buyer.pay(reference, card))));
    const messages = errors.map((error) => (error as Error).message);
    expect(errors.every((error) => error instanceof PaymentRefused)).toBe(true);
    expect(new Set(messages).size).toBe(1);
  });
});
