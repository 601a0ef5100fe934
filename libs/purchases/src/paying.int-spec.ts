import { NotFound } from '@purser/platform';
import { CardDeclined, PaymentMethodUnusable } from '@purser/payments';
import { Purchases, PurchaseStateConflict } from './index.js';
import { NOTHING, ONE_PURCHASE, Shop, type Buyer } from './testing/shop.js';

const refusal = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => Promise.reject(new Error('It was not refused')),
    (error: unknown) => error,
  );

describe('paying a purchase', () => {
  let shop: Shop;
  let buyer: Buyer;

  beforeAll(async () => {
    shop = await Shop.open();
  });
  afterAll(() => shop.close());
  beforeEach(async () => {
    buyer = await shop.buyer();
  });

  it('charges a good card and credits tokens, bonus, invoice and audit record once', async () => {
    const reference = await buyer.order();
    const paid = await buyer.pay(reference, 'pm_card_visa');
    expect(paid).toMatchObject({
      referenceId: reference,
      status: 'completed',
      tokens: 50_000,
      bonusTokens: 5_000,
      price: { total: { amount: 49_000, currency: 'USD' } },
      paymentMethod: { brand: 'visa', last4: '4242' },
    });
    expect(await buyer.balance()).toBe(55_000);
    expect(await buyer.effects()).toEqual(ONE_PURCHASE);
    const entries = await buyer.rows('token_balance_history', 'kind, amount, reference');
    expect(entries.map(({ kind, amount, reference: of }) => [kind, amount, of])).toEqual(
      expect.arrayContaining([
        ['purchase', '50000', `purser:purchase:${reference}`],
        ['bonus', '5000', `purser:bonus:${reference}`],
      ]),
    );
  });

  it('tells the whole story of a purchase', async () => {
    const reference = await buyer.order();
    await buyer.pay(reference, 'pm_card_visa');
    const { events, lots, entryIds, invoiceNumber, completedAt } = await buyer.look(reference);
    expect(events.map(({ type, from, to }) => [type, from, to])).toEqual([
      ['initialized', null, 'initialized'],
      ['payment_started', 'initialized', 'payment_pending'],
      ['paid', 'payment_pending', 'paid'],
      ['completed', 'paid', 'completed'],
    ]);
    expect(events[2]?.summary).toBe('490.00 USD was received from visa ending 4242.');
    expect(events[3]?.summary).toBe(
      `50,000 tokens and 5,000 bonus tokens credited; invoice ${invoiceNumber} issued.`,
    );
    expect(entryIds).toHaveLength(2);
    expect(lots.map(({ source, granted, cost }) => [source, granted, cost.amount])).toEqual(
      expect.arrayContaining([
        ['purchase', 50_000, 49_000],
        ['bonus', 5_000, 0],
      ]),
    );
    expect(completedAt).toBe('2026-06-18T18:32:00.000Z');
    expect(lots.map(({ expiresAt }) => expiresAt)).toEqual([
      '2027-06-18T18:32:00.000Z',
      '2027-06-18T18:32:00.000Z',
    ]);
  });

  it('gives a completed purchase again', async () => {
    const reference = await buyer.order();
    const first = await buyer.pay(reference, 'pm_card_visa');
    expect(await buyer.pay(reference, 'pm_card_mastercard')).toEqual(first);
    expect(await buyer.effects()).toEqual(ONE_PURCHASE);
  });

  it.each([
    ['pm_card_visa_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_visa_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['pm_card_chargeDeclinedLostCard', 'card_declined', 'lost_card'],
    ['pm_card_chargeCustomerFail', 'card_declined', 'generic_decline'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card', null],
  ])('answers %s as a decline and credits nothing', async (card, code, declineCode) => {
    const reference = await buyer.order();
    const error = await refusal(buyer.pay(reference, card));
    expect(error).toBeInstanceOf(CardDeclined);
    expect(error).toMatchObject({
      status: 402,
      message: expect.stringContaining('Nothing was charged'),
      fields: { code, declineCode, referenceId: reference },
    });
    const after = await buyer.look(reference);
    expect(after).toMatchObject({ status: 'payment_failed', failure: { code, declineCode } });
    expect(after.events.at(-1)).toMatchObject({ type: 'payment_failed', from: 'payment_pending' });
    expect(await buyer.effects()).toEqual(NOTHING);
  });

  it('lets another card pay after a decline, by the same payment', async () => {
    const reference = await buyer.order();
    await refusal(buyer.pay(reference, 'pm_card_chargeCustomerFail'));
    const [failed] = await buyer.rows('token_purchases', 'payment_intent_id');
    expect(await buyer.pay(reference, 'pm_card_visa')).toMatchObject({ status: 'completed' });
    expect(await buyer.rows('token_purchases', 'payment_intent_id, attempt')).toEqual([
      { ...failed, attempt: 2 },
    ]);
    expect(await buyer.effects()).toEqual(ONE_PURCHASE);
  });

  it('asks for 3-D Secure and completes once the holder has authenticated', async () => {
    const reference = await buyer.order();
    const asked = await buyer.pay(reference, 'pm_card_authenticationRequired');
    expect(asked).toMatchObject({
      status: 'requires_action',
      clientSecret: expect.stringMatching(/^pi_\w+_secret_/),
    });
    expect(await buyer.pay(reference, 'pm_card_authenticationRequired')).toEqual(asked);
    expect(await buyer.effects()).toEqual(NOTHING);

    shop.sandbox.authenticate(intentOf(asked.clientSecret), 'succeed');
    const paid = await buyer.pay(reference, 'pm_card_authenticationRequired');
    expect(paid.status).toBe('completed');
    expect(paid).not.toHaveProperty('clientSecret');
    expect(await buyer.effects()).toEqual(ONE_PURCHASE);
  });

  it('takes a failed 3-D Secure for a decline, after which another card may pay', async () => {
    const reference = await buyer.order();
    const { clientSecret } = await buyer.pay(reference, 'pm_card_authenticationRequired');
    shop.sandbox.authenticate(intentOf(clientSecret), 'fail');
    const error = await refusal(buyer.pay(reference, 'pm_card_authenticationRequired'));
    expect(error).toMatchObject({
      problem: 'card-declined',
      fields: { code: 'payment_intent_authentication_failure' },
    });
    expect(await buyer.pay(reference, 'pm_card_visa')).toMatchObject({ status: 'completed' });
    expect(await buyer.effects()).toEqual(ONE_PURCHASE);
  });

  it('declines a card that needs its holder when nobody is there', async () => {
    const reference = await buyer.order();
    const payment = { presence: 'off_session' as const };
    const error = await refusal(buyer.pay(reference, 'pm_card_authenticationRequired', payment));
    expect(error).toMatchObject({
      problem: 'card-declined',
      fields: { code: 'authentication_required' },
    });
    expect(await buyer.look(reference)).toMatchObject({ status: 'payment_failed' });
  });

  it('says that a payment method cannot be used without calling it a decline', async () => {
    const reference = await buyer.order();
    const error = await refusal(buyer.pay(reference, 'pm_nobody'));
    expect(error).toBeInstanceOf(PaymentMethodUnusable);
    expect(await buyer.pay(reference, 'pm_card_visa')).toMatchObject({ status: 'completed' });
  });

  it('finds no payment method of another organization', async () => {
    const neighbor = await shop.buyer();
    const theirs = await neighbor.pay(await neighbor.order(), 'pm_card_visa');
    const reference = await buyer.order();
    const methodId = theirs.paymentMethod?.id ?? '';
    expect(await refusal(buyer.pay(reference, methodId))).toBeInstanceOf(NotFound);
    const [kept] = await neighbor.rows('payment_methods', 'provider_id');
    const error = await refusal(buyer.pay(reference, String(kept?.['provider_id'])));
    expect(error).toBeInstanceOf(NotFound);
    expect(await buyer.look(reference)).toMatchObject({ status: 'initialized' });
  });

  it('needs a payment method, here or in the order', async () => {
    const { organizationId, actor } = buyer;
    const purchases = shop.t.get(Purchases);
    const bare = await buyer.order();
    const error = await refusal(purchases.execute(organizationId, bare, {}, actor));
    expect(error).toMatchObject({ errors: [{ pointer: '/paymentMethodId' }] });
    const item = { packageId: shop.growth, quantity: 1 };
    const order = { type: 'package' as const, item, methodId: 'pm_card_visa' };
    const { referenceId } = await purchases.initialize(organizationId, order, actor);
    expect(await purchases.execute(organizationId, referenceId, {}, actor)).toMatchObject({
      status: 'completed',
    });
  });

  it('sells custom amounts, without a bonus lot', async () => {
    const { organizationId, actor } = buyer;
    const order = { type: 'custom' as const, item: { customTokens: 12_345n } };
    const ordered = await shop.t.get(Purchases).initialize(organizationId, order, actor);
    expect(ordered).toMatchObject({ type: 'custom', label: 'Custom amount', packageId: null });
    await buyer.pay(ordered.referenceId, 'pm_card_visa');
    expect(await buyer.balance()).toBe(12_345);
    expect((await buyer.effects()).entries).toBe(1);
  });

  it('charges yen without a minor unit', async () => {
    const umi = await shop.buyer({ currency: 'JPY', country: 'JP', timeZone: 'Asia/Tokyo' });
    const paid = await umi.pay(await umi.order(), 'pm_card_jp');
    expect(paid.price.subtotal).toEqual({ amount: 70_000, currency: 'JPY' });
    expect(paid.status).toBe('completed');
  });

  it('cancels what is not paid, also while 3-D Secure is waited for', async () => {
    const ordered = await buyer.order();
    expect(await buyer.cancel(ordered)).toMatchObject({ status: 'canceled' });
    expect(await buyer.cancel(ordered)).toMatchObject({ status: 'canceled' });
    expect(await refusal(buyer.pay(ordered, 'pm_card_visa'))).toBeInstanceOf(PurchaseStateConflict);

    const asked = await buyer.order();
    const { clientSecret } = await buyer.pay(asked, 'pm_card_authenticationRequired');
    expect(await buyer.cancel(asked)).toMatchObject({ status: 'canceled' });
    expect(() => shop.sandbox.authenticate(intentOf(clientSecret), 'succeed')).toThrow();
    expect(await buyer.effects()).toEqual(NOTHING);
  });

  it('cannot cancel what is paid, even if it was paid unnoticed', async () => {
    const reference = await buyer.order();
    const { clientSecret } = await buyer.pay(reference, 'pm_card_authenticationRequired');
    shop.sandbox.authenticate(intentOf(clientSecret), 'succeed');
    expect(await refusal(buyer.cancel(reference))).toMatchObject({
      problem: 'purchase-state-conflict',
      fields: { purchaseStatus: 'completed' },
    });
    expect(await buyer.effects()).toEqual(ONE_PURCHASE);
  });

  it('freezes what was sold, and everything but the status once it is completed', async () => {
    const reference = await buyer.order();
    const change = (sql: string) =>
      shop.t.superuser.query(`UPDATE token_purchases SET ${sql} WHERE id = $1`, [reference]);
    await expect(change('total_minor = 1, subtotal_minor = 1')).rejects.toThrow('frozen');
    await buyer.pay(reference, 'pm_card_visa');
    await expect(change('attempt = attempt + 1')).rejects.toThrow('frozen');
    await change(`status = 'disputed'`);
    await expect(
      shop.t.superuser.query('DELETE FROM token_purchases WHERE id = $1', [reference]),
    ).rejects.toThrow('append-only');
    await expect(
      shop.t.superuser.query('UPDATE purchase_events SET summary = $2 WHERE purchase_id = $1', [
        reference,
        '',
      ]),
    ).rejects.toThrow('append-only');
  });

  it('lists newest first, page by page, filtered', async () => {
    const references: string[] = [];
    for (let order = 0; order < 3; order += 1) {
      shop.t.clock.advance({ minutes: 1 });
      references.unshift(await buyer.order());
    }
    await buyer.pay(references[0] ?? '', 'pm_card_visa');
    const purchases = shop.t.get(Purchases);
    const { organizationId } = buyer;
    const first = await purchases.list(organizationId, {}, { limit: 2 });
    expect(first.data.map(({ referenceId }) => referenceId)).toEqual(references.slice(0, 2));
    const cursor = first.nextCursor ?? '';
    const second = await purchases.list(organizationId, {}, { limit: 2, cursor });
    expect(second.data.map(({ referenceId }) => referenceId)).toEqual(references.slice(2));
    expect(second.nextCursor).toBeNull();
    const done = await purchases.list(organizationId, { status: 'completed' }, { limit: 9 });
    expect(done.data.map(({ referenceId }) => referenceId)).toEqual(references.slice(0, 1));
    const to = new Date(first.data[1]?.createdAt ?? '');
    const older = await purchases.list(organizationId, { to }, { limit: 9 });
    expect(older.data.map(({ referenceId }) => referenceId)).toEqual(references.slice(2));
  });
});

function intentOf(clientSecret: string | undefined): string {
  return clientSecret?.split('_secret_')[0] ?? '';
}
