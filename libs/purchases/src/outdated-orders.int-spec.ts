import { Catalogue } from '@purser/packages';
import { PaymentGateway } from '@purser/payments';
import { systemActor } from '@purser/platform';
import { PurchaseStateConflict } from './index.js';
import { NOTHING, ONE_PURCHASE, Shop, type Buyer } from './testing/shop.js';

const STAFF = systemActor('test');

const refusal = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => Promise.reject(new Error('It was not refused')),
    (error: unknown) => error,
  );

describe('an order that no longer holds', () => {
  let shop: Shop;
  let buyer: Buyer;

  beforeAll(async () => {
    shop = await Shop.open();
    const catalogue = shop.t.get(Catalogue);
    const seller = { name: 'Purser GmbH', addressLines: ['Berlin'], country: 'DE' };
    await catalogue.setLegalEntity({ ...seller, taxId: 'DE123456789' }, STAFF);
    await rate('DE', '19', '2020-01-01');
    await rate('FR', '20', '2020-01-01');
  });
  afterAll(() => shop.close());
  beforeEach(async () => {
    shop.t.clock.set('2026-06-18T18:32:00.000Z');
    buyer = await shop.buyer({ country: 'FR', taxId: 'FR12345678901' });
  });

  const rate = (country: string, percent: string, validFrom: string) =>
    shop.t
      .get(Catalogue)
      .setTaxRate({ country, percent, validFrom, validTo: null, reverseChargeArea: 'EU' }, STAFF);
  const change = (sql: string) =>
    shop.t.superuser.query(`UPDATE organizations SET ${sql} WHERE organization_id = $1`, [
      buyer.organizationId,
    ]);

  it('is called off where reverse charge was lost since, and ordered again with tax', async () => {
    const reference = await buyer.order();
    await change('tax_id = NULL');
    const error = await refusal(buyer.pay(reference, 'pm_card_visa'));
    expect(error).toBeInstanceOf(PurchaseStateConflict);
    expect(error).toMatchObject({
      problem: 'purchase-state-conflict',
      message:
        'The tax on it changed from reverse charge to 19 % since it was ordered. ' +
        'It is canceled and nothing was charged. Order again to buy these tokens.',
      fields: { referenceId: reference, purchaseStatus: 'canceled' },
    });
    const after = await buyer.look(reference);
    expect(after.status).toBe('canceled');
    expect(after.events.map(({ type, summary }) => [type, summary])).toEqual([
      ['initialized', expect.any(String)],
      [
        'canceled',
        'The tax on it changed from reverse charge to 19 % since it was ordered. ' +
          'The purchase is canceled; nothing was charged.',
      ],
    ]);
    expect(await buyer.effects()).toEqual(NOTHING);
    const paid = await buyer.pay(await buyer.order(), 'pm_card_visa');
    expect(paid.price).toMatchObject({ tax: { amount: 9_310 }, total: { amount: 58_310 } });
  });

  it.each([
    [`tax_exempt = true`, 'reverse charge to exempt'],
    [`country = 'DE'`, 'reverse charge to 19 %'],
  ])('is called off where the organization is taxed otherwise since: %s', async (sql, words) => {
    const reference = await buyer.order();
    await change(sql);
    expect(await refusal(buyer.pay(reference, 'pm_card_visa'))).toMatchObject({
      message: expect.stringContaining(`changed from ${words} since`),
    });
  });

  it('is called off where the rate changed since', async () => {
    buyer = await shop.buyer({ country: 'DE' });
    const reference = await buyer.order();
    await rate('DE', '21', '2026-07-01');
    shop.t.clock.set('2026-06-30T23:59:59.000Z');
    const before = await buyer.order();
    expect(await buyer.pay(before, 'pm_card_visa')).toMatchObject({ status: 'completed' });
    shop.t.clock.set('2026-07-01T00:00:00.000Z');
    expect(await refusal(buyer.pay(reference, 'pm_card_visa'))).toMatchObject({
      message: expect.stringContaining('changed from 19 % to 21 % since'),
    });
  });

  it('is called off when it is thirty days old', async () => {
    const [older, old] = [await buyer.order(), await buyer.order()];
    shop.t.clock.set('2026-07-18T18:31:59.000Z');
    expect(await buyer.pay(old, 'pm_card_visa')).toMatchObject({ status: 'completed' });
    shop.t.clock.set('2026-07-18T18:32:00.000Z');
    expect(await refusal(buyer.pay(older, 'pm_card_visa'))).toMatchObject({
      problem: 'purchase-state-conflict',
      message: expect.stringMatching(/^It was ordered 30 days ago or longer\. It is canceled/),
    });
    expect(await refusal(buyer.pay(older, 'pm_card_visa'))).toBeInstanceOf(PurchaseStateConflict);
  });

  it('is called off at the provider first', async () => {
    const reference = await buyer.order();
    await refusal(buyer.pay(reference, 'pm_card_chargeCustomerFail'));
    await change('tax_id = NULL');
    await refusal(buyer.pay(reference, 'pm_card_visa'));
    const intent = await buyer.intentOf(reference);
    const { outcome } = await shop.t.get(PaymentGateway).retrieve(intent);
    expect(outcome).toEqual({ kind: 'canceled' });
    expect((await buyer.look(reference)).status).toBe('canceled');
  });

  it('is settled all the same where the provider has the money already', async () => {
    const reference = await buyer.order();
    const { clientSecret } = await buyer.pay(reference, 'pm_card_authenticationRequired');
    shop.sandbox.authenticate(clientSecret?.split('_secret_')[0] ?? '', 'succeed');
    await shop.t.superuser.query(
      `UPDATE token_purchases SET status = 'payment_failed', client_secret = NULL,
         attempt_until = NULL, due_at = NULL WHERE id = $1`,
      [reference],
    );
    await change('tax_id = NULL');
    const paid = await buyer.pay(reference, 'pm_card_visa');
    expect(paid).toMatchObject({ status: 'completed', price: { tax: { amount: 0 } } });
    expect(await buyer.effects()).toEqual(ONE_PURCHASE);
  });
});
