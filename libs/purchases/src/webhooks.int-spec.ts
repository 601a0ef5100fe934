import { ONE_PURCHASE, Shop, type Buyer } from './testing/shop.js';

describe("purchases and the provider's webhooks", () => {
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

  const eventRows = async (where: string) => {
    const { rows } = await shop.t.superuser.query<{ type: string; error: string | null }>(
      `SELECT type, error FROM provider_events WHERE ${where} ORDER BY type`,
    );
    return rows;
  };

  it('complete a purchase after 3-D Secure, once, though each comes five times and shuffled', async () => {
    shop.sandbox.setFaults({ seed: 7, webhooks: { duplicate: 4, reorder: true } });
    const reference = await buyer.order();
    const { clientSecret = '' } = await buyer.pay(reference, 'pm_card_authenticationRequired');
    shop.sandbox.authenticate(clientSecret.split('_secret_')[0] ?? '', 'succeed');
    await shop.deliver();
    expect(await buyer.look(reference)).toMatchObject({ status: 'completed' });
    await shop.deliver();
    expect(await buyer.effects()).toEqual(ONE_PURCHASE);
    expect(await buyer.balance()).toBe(55_000);
    expect(await eventRows('processed_at IS NULL')).toEqual([]);
    const { rows } = await shop.t.superuser.query<{ count: string }>(
      `SELECT count(*) FROM provider_events WHERE type = 'payment_intent.succeeded'`,
    );
    expect(rows[0]?.count).toBe('1');
  });

  it('change nothing about a purchase that is completed already', async () => {
    const reference = await buyer.order();
    const paid = await buyer.pay(reference, 'pm_card_visa');
    await shop.deliver();
    expect(await buyer.look(reference)).toMatchObject(paid);
    expect(await buyer.effects()).toEqual(ONE_PURCHASE);
  });

  it('free the slot when the holder fails 3-D Secure and the browser is gone', async () => {
    const reference = await buyer.order();
    const { clientSecret = '' } = await buyer.pay(reference, 'pm_card_authenticationRequired');
    shop.sandbox.authenticate(clientSecret.split('_secret_')[0] ?? '', 'fail');
    await shop.deliver();
    expect(await buyer.look(reference)).toMatchObject({
      status: 'payment_failed',
      failure: { code: 'payment_intent_authentication_failure' },
    });
  });

  it('do not undo a later attempt by the failure of an earlier one', async () => {
    shop.sandbox.setFaults({ webhooks: { paused: true } });
    const reference = await buyer.order();
    await expect(buyer.pay(reference, 'pm_card_chargeCustomerFail')).rejects.toThrow();
    const asked = await buyer.pay(reference, 'pm_card_authenticationRequired');
    expect(asked.status).toBe('requires_action');
    shop.sandbox.setFaults({});
    await shop.deliver();
    expect(await buyer.look(reference)).toMatchObject({ status: 'requires_action' });
  });

  it('keep disputes in the inbox, without secrets or card data', async () => {
    const reference = await buyer.order();
    await buyer.pay(reference, 'pm_card_createDispute');
    shop.sandbox.runTasks();
    await shop.deliver();
    expect(await eventRows(`type LIKE 'charge.dispute.%'`)).toEqual(
      expect.arrayContaining([{ type: 'charge.dispute.created', error: null }]),
    );
    const { rows } = await shop.t.superuser.query<{ text: string }>(
      'SELECT string_agg(payload::text, $1) AS text FROM provider_events',
      [' '],
    );
    expect(rows[0]?.text).not.toMatch(/_secret_|last4|fingerprint|billing/);
  });
});
