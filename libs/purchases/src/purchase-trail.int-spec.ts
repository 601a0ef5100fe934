import { systemActor } from '@purser/platform';
import { AuditVerifier } from '@purser/audit';
import { Cancellation } from './charging/cancellation.js';
import { Purchases } from './index.js';
import { Shop, type Buyer } from './testing/shop.js';

const SYSTEM = systemActor('billing');

describe('the audit trail of a purchase', () => {
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
    expect(await shop.t.get(AuditVerifier).verify(buyer.organizationId)).toMatchObject({
      valid: true,
    });
  });

  /** Action, actor, status before and the fields after, in the order of the chain. */
  const trail = async () => {
    const { rows } = await shop.t.superuser.query<Record<string, unknown>>(
      `SELECT action, reason, actor_type AS actor, before ->> 'status' AS before, after
         FROM token_audit_log
        WHERE organization_id = $1 AND subject_type IN ('purchase', 'recovery_link')
        ORDER BY sequence`,
      [buyer.organizationId],
    );
    return rows;
  };

  it('says who ordered, who tried to pay, and why it failed', async () => {
    const reference = await buyer.order();
    await expect(buyer.pay(reference, 'pm_card_chargeCustomerFail')).rejects.toThrow();
    await buyer.pay(reference, 'pm_card_visa');
    const order = {
      label: 'Growth',
      tokens: 50_000,
      bonusTokens: 5_000,
      total: { amount: 49_000, currency: 'USD' },
    };
    expect(await trail()).toMatchObject([
      { action: 'purchase.initialized', before: null, after: { ...order, status: 'initialized' } },
      {
        action: 'purchase.payment_started',
        before: 'initialized',
        after: { status: 'payment_pending', attempt: 1 },
      },
      {
        action: 'purchase.payment_failed',
        before: 'payment_pending',
        after: { status: 'payment_failed', attempt: 1, failure: 'generic_decline' },
      },
      {
        action: 'purchase.payment_started',
        before: 'payment_failed',
        after: { status: 'payment_pending', attempt: 2 },
      },
      {
        action: 'purchase.completed',
        before: 'payment_pending',
        after: { ...order, card: 'visa ending 4242', invoiceNumber: expect.any(String) },
      },
    ]);
    // The card of the second attempt is not known yet when it starts: that of the first is not its own.
    expect((await trail())[3]?.['after']).not.toHaveProperty('card');
  });

  it('names no card where none was asked', async () => {
    const reference = await buyer.order();
    await expect(buyer.pay(reference, 'pm_card_chargeCustomerFail')).rejects.toThrow();
    await expect(buyer.pay(reference, 'pm_of_nobody')).rejects.toThrow();
    const failed = (await trail()).filter(({ action }) => action === 'purchase.payment_failed');
    expect(failed).toMatchObject([
      { after: { attempt: 1, card: 'visa ending 0341' } },
      { after: { attempt: 2, failure: 'payment_method_unusable' } },
    ]);
    expect(failed[1]?.['after']).not.toHaveProperty('card');
    const { events } = await buyer.look(reference);
    expect(events.at(-1)?.summary).toMatch(/^Nothing was charged: /);
  });

  it('says who called it off, once', async () => {
    const reference = await buyer.order();
    const cancel = () => shop.t.get(Cancellation).cancel(buyer.organizationId, reference, SYSTEM);
    await cancel();
    await cancel();
    expect(await trail()).toMatchObject([
      { action: 'purchase.initialized' },
      {
        action: 'purchase.canceled',
        actor: 'system',
        before: 'initialized',
        reason: 'billing canceled the purchase. Nothing was charged.',
      },
    ]);
  });

  it('says that a charge of Purser was declined, and that its holder was sent a link', async () => {
    const { organizationId } = buyer;
    const purchases = shop.t.get(Purchases);
    const item = { packageId: shop.growth, quantity: 1 };
    const methodId = 'pm_card_authenticationRequired';
    const order = { type: 'subscription' as const, item, methodId };
    const { referenceId } = await purchases.initialize(organizationId, order, SYSTEM);
    const payment = { presence: 'off_session' as const };
    await expect(purchases.execute(organizationId, referenceId, payment, SYSTEM)).rejects.toThrow();
    const records = await trail();
    expect(records.slice(2)).toMatchObject([
      { action: 'purchase.payment_failed', after: { failure: 'authentication_required' } },
      {
        action: 'recovery-link.issued',
        actor: 'system',
        after: { purchaseReferenceId: referenceId, attempt: 1 },
      },
    ]);
    expect(JSON.stringify(records)).not.toContain('_secret_');
  });
});
