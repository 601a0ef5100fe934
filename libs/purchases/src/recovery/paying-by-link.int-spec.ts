import { systemActor } from '@purser/platform';
import { RecoveryLinkIssued, RecoveryLinks, Purchases } from '../index.js';
import { PurchasesCron } from '../purchases.cron.js';
import { NOTHING, ONE_PURCHASE, Shop, type Buyer } from '../testing/shop.js';
import { Recovery } from './recovery.service.js';

const NEEDS_HOLDER = 'pm_card_authenticationRequired';
const SECURE = 'pm_card_threeDSecure2Required';
const ORIGIN = { requestId: 'request-2', ip: '192.0.2.9' };
const SYSTEM = systemActor('billing');

describe('paying by a recovery link', () => {
  let shop: Shop;
  let buyer: Buyer;

  beforeAll(async () => {
    shop = await Shop.open();
    await shop.listen();
  });
  afterAll(() => shop.close());
  beforeEach(async () => {
    shop.sandbox.setFaults({ webhooks: { paused: true } });
    buyer = await shop.buyer({ name: 'Acme' });
  });

  const recovery = () => shop.t.get(Recovery);

  /** A charge that Purser makes by itself, of the growth package. */
  async function charge(
    card: string,
    type: 'subscription' | 'auto_topup' | 'package' = 'subscription',
  ): Promise<{ reference: string; problem: unknown }> {
    const purchases = shop.t.get(Purchases);
    const item = { packageId: shop.growth, quantity: 1 };
    const { organizationId } = buyer;
    const order = { type, item, methodId: card };
    const { referenceId } = await purchases.initialize(organizationId, order, SYSTEM);
    const payment = { presence: 'off_session' as const };
    const problem: unknown = await purchases
      .execute(organizationId, referenceId, payment, SYSTEM)
      .then(() => null)
      .catch((error: unknown) => error);
    return { reference: referenceId, problem };
  }

  async function events(): Promise<RecoveryLinkIssued[]> {
    const { rows } = await shop.t.superuser.query<{ payload: RecoveryLinkIssued }>(
      'SELECT payload FROM outbox WHERE organization_id = $1 AND event = $2 ORDER BY id',
      [buyer.organizationId, RecoveryLinkIssued.eventName],
    );
    return rows.map(({ payload }) => payload);
  }

  const address = (linkId: string) =>
    shop.t.get(RecoveryLinks).addressOf(buyer.organizationId, linkId);

  /** A declined charge with the content of its link's token. */
  async function aLink(type: 'subscription' | 'auto_topup' = 'subscription') {
    const { reference } = await charge(NEEDS_HOLDER, type);
    const [issued] = await events();
    if (!issued) throw new Error('No link was issued');
    const url = await address(issued.linkId);
    const token = url?.split('/pay/')[1] ?? '';
    return { reference, issued, token, content: recovery().read(token) };
  }

  const authenticate = async (outcome: 'succeed' | 'fail') => {
    const [row] = await buyer.rows('token_purchases', 'payment_intent_id');
    shop.sandbox.authenticate(String(row?.['payment_intent_id']), outcome);
  };
  const fault = (reason: string) => ({ problem: 'recovery-link-unusable', fields: { reason } });

  it('is offered once where the bank asks for the holder, and its secret is in no row', async () => {
    const { issued, token, reference } = await aLink();
    expect(issued).toEqual({
      purchaseId: reference,
      referenceId: reference,
      linkId: issued.linkId,
      purchaseType: 'subscription',
      label: 'Growth',
      tokens: 50_000,
      bonusTokens: 5_000,
      totalMinor: '49000',
      currency: 'USD',
      cardBrand: 'visa',
      cardLast4: '3184',
      expiresAt: new Date(shop.t.clock.now().getTime() + 86_400_000).toISOString(),
    });
    await shop.deliver();
    expect(await events()).toHaveLength(1);
    expect(await buyer.effects()).toEqual(NOTHING);
    const { rows: tables } = await shop.t.superuser.query<{ name: string }>(
      `SELECT quote_ident(table_name) AS name FROM information_schema.tables
        WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
    );
    for (const { name } of tables) {
      const { rows } = await shop.t.superuser.query<{ found: number }>(
        `SELECT count(*)::int AS found FROM ${name} AS row WHERE row::text LIKE '%' || $1 || '%'`,
        [token.slice(44)],
      );
      expect([name, rows[0]?.found]).toEqual([name, 0]);
    }
  });

  it('is not offered for other declines, nor where a person pays', async () => {
    await charge('pm_card_chargeCustomerFail');
    await charge(NEEDS_HOLDER, 'package');
    expect(await events()).toEqual([]);
  });

  it('shows what is paid, by which card, and nothing more', async () => {
    const { content, issued } = await aLink('auto_topup');
    expect(await recovery().look(content)).toEqual({
      status: 'open',
      organizationName: 'Acme',
      type: 'auto_topup',
      label: 'Growth',
      tokens: 50_000,
      bonusTokens: 5_000,
      price: {
        subtotal: { amount: 49_000, currency: 'USD' },
        tax: { amount: 0, currency: 'USD' },
        total: { amount: 49_000, currency: 'USD' },
      },
      card: { brand: 'visa', last4: '3184' },
      expiresAt: issued.expiresAt,
    });
  });

  it('is paid with the holder there: 3-D Secure, then one settlement and a used link', async () => {
    const { content, reference } = await aLink();
    const asked = await recovery().complete(content, null, ORIGIN);
    expect(asked).toMatchObject({ status: 'requires_action' });
    expect(asked.clientSecret).toMatch(/^pi_\w+_secret_\w+$/);
    expect(await recovery().look(content)).toMatchObject({ status: 'requires_action' });
    expect(await recovery().complete(content, null, ORIGIN)).toEqual(asked);
    await authenticate('succeed');
    const paid = await recovery().complete(content, null, ORIGIN);
    expect(paid).toEqual({ status: 'completed', invoiceNumber: expect.any(String) });
    expect(await buyer.effects()).toEqual(ONE_PURCHASE);
    await expect(recovery().look(content)).rejects.toMatchObject(fault('used'));
    await expect(recovery().complete(content, null, ORIGIN)).rejects.toMatchObject(fault('used'));
    const { events: steps } = await buyer.look(reference);
    expect(
      steps.find(({ type, actor }) => type === 'payment_started' && actor.type === 'user'),
    ).toMatchObject({ actor: { id: null, name: 'payment link' } });
    expect(await buyer.effects()).toEqual(ONE_PURCHASE);
  });

  it('is paid with another card, once however many press the button', async () => {
    const { content } = await aLink();
    const results = await Promise.allSettled(
      Array.from({ length: 4 }, () => recovery().complete(content, 'pm_card_visa', ORIGIN)),
    );
    const [first] = results.filter(({ status }) => status === 'fulfilled');
    expect(first).toMatchObject({ value: { status: 'completed' } });
    for (const result of results) {
      // Who presses after the first one was told that it is paid is told so, too.
      if (result.status === 'fulfilled')
        expect(result.value).toMatchObject({ status: 'completed' });
      else expect(result.reason).toMatchObject(fault('used'));
    }
    expect(await buyer.effects()).toEqual(ONE_PURCHASE);
    await shop.deliver();
    expect(await buyer.effects()).toEqual(ONE_PURCHASE);
  });

  it('tells the payer once that it is paid where the webhook was faster', async () => {
    const { content } = await aLink();
    await recovery().complete(content, null, ORIGIN);
    await authenticate('succeed');
    await shop.deliver();
    expect(await buyer.effects()).toEqual(ONE_PURCHASE);
    await expect(recovery().look(content)).rejects.toMatchObject(fault('used'));
    expect(await recovery().complete(content, null, ORIGIN)).toMatchObject({ status: 'completed' });
    await expect(recovery().complete(content, null, ORIGIN)).rejects.toMatchObject(fault('used'));
    expect(await buyer.effects()).toEqual(ONE_PURCHASE);
  });

  it('stays open for another card after a decline or a failed 3-D Secure', async () => {
    const { content } = await aLink();
    const declined = recovery().complete(content, 'pm_card_chargeCustomerFail', ORIGIN);
    await expect(declined).rejects.toMatchObject({ problem: 'card-declined' });
    expect(await recovery().look(content)).toMatchObject({ status: 'open' });
    await recovery().complete(content, NEEDS_HOLDER, ORIGIN);
    await authenticate('fail');
    const failed = recovery().complete(content, null, ORIGIN);
    await expect(failed).rejects.toMatchObject({ problem: 'card-declined' });
    expect(await recovery().look(content)).toMatchObject({ status: 'open' });
    expect(await events()).toHaveLength(1);
    expect(await recovery().complete(content, 'pm_card_visa', ORIGIN)).toMatchObject({
      status: 'completed',
    });
    expect(await buyer.effects()).toEqual(ONE_PURCHASE);
  });

  it('stays open when its holder leaves the bank, with a payment that can be confirmed', async () => {
    const { content, reference } = await aLink();
    const first = await recovery().complete(content, SECURE, ORIGIN);
    expect(first.status).toBe('requires_action');
    const intent = async () =>
      (await buyer.rows('token_purchases', 'payment_intent_id'))[0]?.['payment_intent_id'];
    const left = String(await intent());
    shop.t.clock.advance({ minutes: 15 });
    await shop.t.get(PurchasesCron).settlePendingPurchases();
    expect(await recovery().look(content)).toMatchObject({ status: 'open' });
    expect(await events()).toHaveLength(1);
    expect(() => shop.sandbox.authenticate(left, 'succeed')).toThrow();
    await recovery().complete(content, SECURE, ORIGIN);
    expect(await intent()).not.toBe(left);
    await authenticate('succeed');
    expect(await recovery().complete(content, null, ORIGIN)).toMatchObject({ status: 'completed' });
    expect(await buyer.effects()).toEqual(ONE_PURCHASE);
    const { events: story } = await shop.t.get(Purchases).get(buyer.organizationId, reference);
    expect(story.map(({ type }) => type)).toContain('authentication_expired');
  });

  it('is over after 24 hours, and then has no address', async () => {
    const { content, issued } = await aLink();
    shop.t.clock.advance({ hours: 24, milliseconds: -1 });
    expect(await recovery().look(content)).toMatchObject({ status: 'open' });
    expect(await address(issued.linkId)).not.toBeNull();
    shop.t.clock.advance({ milliseconds: 1 });
    await expect(recovery().look(content)).rejects.toMatchObject(fault('expired'));
    const late = recovery().complete(content, 'pm_card_visa', ORIGIN);
    await expect(late).rejects.toMatchObject(fault('expired'));
    expect(await address(issued.linkId)).toBeNull();
    expect(await buyer.effects()).toEqual(NOTHING);
  });

  it('is revoked when somebody pays in the console, or calls the purchase off', async () => {
    const { content, reference, issued } = await aLink();
    await buyer.pay(reference, 'pm_card_visa');
    await expect(recovery().look(content)).rejects.toMatchObject(fault('revoked'));
    const again = recovery().complete(content, 'pm_card_visa', ORIGIN);
    await expect(again).rejects.toMatchObject(fault('revoked'));
    expect(await address(issued.linkId)).toBeNull();
    expect(await buyer.effects()).toEqual(ONE_PURCHASE);

    buyer = await shop.buyer();
    const other = await aLink();
    await buyer.cancel(other.reference);
    await expect(recovery().look(other.content)).rejects.toMatchObject(fault('revoked'));
    const late = recovery().complete(other.content, 'pm_card_visa', ORIGIN);
    await expect(late).rejects.toMatchObject(fault('revoked'));
    expect(await buyer.effects()).toEqual(NOTHING);
  });

  it('is unknown where we did not sign it, or where there is no such link', async () => {
    const { token, content } = await aLink();
    const other = token[50] === 'A' ? 'B' : 'A';
    for (const forged of ['x', token.slice(0, 50) + other + token.slice(51), token.slice(4)]) {
      expect(() => recovery().read(forged)).toThrow('not one of ours');
    }
    const elsewhere = { ...content, linkId: content.organizationId };
    await expect(recovery().look(elsewhere)).rejects.toMatchObject(fault('unknown'));
  });
});
