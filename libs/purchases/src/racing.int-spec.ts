import { systemActor } from '@purser/platform';
import { PaymentNews } from './payment-news.js';
import { PurchaseInProgress } from './index.js';
import { PendingPurchases } from './index.js';
import { ONE_PURCHASE, Shop, type Buyer } from './testing/shop.js';

const SWEEP = systemActor('settlePendingPurchases');

describe('purchases that race', () => {
  let shop: Shop;
  let buyer: Buyer;

  beforeAll(async () => {
    shop = await Shop.open();
  });
  afterAll(() => shop.close());
  beforeEach(async () => {
    buyer = await shop.buyer();
  });
  afterEach(() => {
    shop.sandbox.setFaults({});
  });

  const charges = async (reference: string) => {
    const { rows } = await shop.t.superuser.query(
      'SELECT attempt, payment_intent_id FROM token_purchases WHERE id = $1',
      [reference],
    );
    return rows[0] as { attempt: number; payment_intent_id: string };
  };

  it('charges once and answers alike, however many execute at the same time', async () => {
    const reference = await buyer.order();
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => buyer.pay(reference, 'pm_card_visa')),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 'completed' });
    expect((await charges(reference)).attempt).toBe(1);
    expect(await buyer.effects()).toEqual(ONE_PURCHASE);
    expect(await buyer.balance()).toBe(55_000);
  });

  it('gives those who wait the same client secret, or the same decline', async () => {
    const asked = await buyer.order();
    const [one, two] = await Promise.all([
      buyer.pay(asked, 'pm_card_authenticationRequired'),
      buyer.pay(asked, 'pm_card_authenticationRequired'),
    ]);
    expect(one).toEqual(two);
    expect(one.status).toBe('requires_action');
    await buyer.cancel(asked);

    const declined = await buyer.order();
    // The confirmation waits at the provider until both have asked.
    shop.sandbox.setFaults({ http: { delayMs: 300, path: '/v1/payment_intents/' } });
    const outcomes = await Promise.allSettled([
      buyer.pay(declined, 'pm_card_chargeCustomerFail'),
      buyer.pay(declined, 'pm_card_chargeCustomerFail'),
    ]);
    const reasons = outcomes.map((outcome) =>
      outcome.status === 'rejected' ? (outcome.reason as Error & { fields: object }) : null,
    );
    expect(reasons[0]).toMatchObject({ problem: 'card-declined' });
    expect(reasons[1]?.message).toBe(reasons[0]?.message);
    expect(reasons[1]?.fields).toEqual(reasons[0]?.fields);
    expect((await charges(declined)).attempt).toBe(1);
  });

  it('lets one of two purchases through and names it to the other', async () => {
    const first = await buyer.order();
    const second = await buyer.order();
    const outcomes = await Promise.allSettled([
      buyer.pay(first, 'pm_card_authenticationRequired'),
      buyer.pay(second, 'pm_card_authenticationRequired'),
    ]);
    const winner = outcomes[0]?.status === 'fulfilled' ? first : second;
    const loser = winner === first ? 1 : 0;
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const { reason } = outcomes[loser] as PromiseRejectedResult;
    expect(reason).toBeInstanceOf(PurchaseInProgress);
    expect(reason).toMatchObject({ fields: { referenceId: winner } });
  });

  it('holds the slot through 3-D Secure, frees it after 15 minutes, and after a decline', async () => {
    const asked = await buyer.order();
    await buyer.pay(asked, 'pm_card_authenticationRequired');
    const next = await buyer.order();
    await expect(buyer.pay(next, 'pm_card_visa')).rejects.toBeInstanceOf(PurchaseInProgress);
    shop.t.clock.advance({ minutes: 15 });
    expect(await buyer.pay(next, 'pm_card_visa')).toMatchObject({ status: 'completed' });
    const { status, events } = await buyer.look(asked);
    expect(status).toBe('canceled');
    expect(events.at(-1)).toMatchObject({ type: 'authentication_expired' });

    const declined = await buyer.order();
    await expect(buyer.pay(declined, 'pm_card_chargeCustomerFail')).rejects.toThrow();
    const third = await buyer.order();
    expect(await buyer.pay(third, 'pm_card_visa')).toMatchObject({ status: 'completed' });
  });

  it('settles once when response, webhook and sweep come together', async () => {
    const reference = await buyer.order();
    const { clientSecret = '' } = await buyer.pay(reference, 'pm_card_authenticationRequired');
    const paymentIntentId = clientSecret.split('_secret_')[0] ?? '';
    shop.sandbox.authenticate(paymentIntentId, 'succeed');
    const { organizationId } = buyer;
    const news = { organizationId, purchaseId: reference, paymentIntentId };
    const succeeded = { ...news, amountMinor: 49_000, currency: 'USD' };
    await Promise.all([
      shop.t.get(PaymentNews).settle(succeeded),
      shop.t.get(PaymentNews).settle(succeeded),
      shop.t.get(PendingPurchases).ask(organizationId, reference, SWEEP),
      shop.t.get(PendingPurchases).ask(organizationId, reference, SWEEP),
      buyer.pay(reference, 'pm_card_visa'),
    ]);
    expect(await buyer.effects()).toEqual(ONE_PURCHASE);
    expect(await buyer.balance()).toBe(55_000);
    const { events } = await buyer.look(reference);
    expect(events.filter(({ type }) => type === 'completed')).toHaveLength(1);
  });

  it('names the buyer as the one who acted, whoever learned of the payment', async () => {
    const reference = await buyer.order();
    const { clientSecret = '' } = await buyer.pay(reference, 'pm_card_authenticationRequired');
    shop.sandbox.authenticate(clientSecret.split('_secret_')[0] ?? '', 'succeed');
    await shop.t.get(PendingPurchases).ask(buyer.organizationId, reference, SWEEP);
    const entries = await buyer.rows('token_balance_history', 'actor_name, request_id');
    expect(entries).toEqual([
      { actor_name: buyer.actor.name, request_id: 'request-1' },
      { actor_name: buyer.actor.name, request_id: 'request-1' },
    ]);
  });
});
