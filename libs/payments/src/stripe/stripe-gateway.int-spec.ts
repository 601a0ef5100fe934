import {
  aStripeSandbox,
  createTestDatabase,
  testModule,
  type RunningModule,
  type StripeSandbox,
  type TestDatabase,
} from '@purser/testing';
import { newId } from '@purser/platform';
import {
  PaymentGateway,
  PaymentMethodUnusable,
  PaymentProviderUnavailable,
  PaymentRefused,
  PaymentsModule,
  RefundRefused,
  type NewPayment,
} from '../index.js';

describe('the gateway over the Stripe SDK', () => {
  let database: TestDatabase;
  let sandbox: StripeSandbox;
  let t: RunningModule;
  let gateway: PaymentGateway;
  let customerId: string;
  const organizationId = newId(new Date(0));

  beforeAll(async () => {
    sandbox = await aStripeSandbox();
    database = await createTestDatabase({ STRIPE_API_URL: sandbox.url });
    t = await testModule({ imports: [PaymentsModule], database });
    gateway = t.get(PaymentGateway);
    const customer = { organizationId, name: 'Acme', email: 'billing@acme.test' };
    customerId = await gateway.createCustomer(customer);
  });
  afterAll(async () => {
    await t.close();
    await sandbox.close();
    await database.drop();
  });
  afterEach(() => {
    sandbox.setFaults({});
  });

  const aPayment = (currency = 'USD', amountMinor = 4_900n): NewPayment => {
    const purchaseId = newId(new Date(0));
    const idempotencyKey = `purchase:${purchaseId}:1`;
    const what = { organizationId, purchaseId, customerId, description: 'Growth', attempt: 1 };
    return { ...what, amountMinor, currency, idempotencyKey };
  };
  const create = (currency?: string, amountMinor?: bigint) =>
    gateway.createPaymentIntent(aPayment(currency, amountMinor));
  const charged = async (card: string) => {
    const { paymentIntentId } = await create();
    const { providerId } = await gateway.attachPaymentMethod(customerId, card);
    const idempotencyKey = `${paymentIntentId}:confirm`;
    return { paymentIntentId, methodProviderId: providerId, idempotencyKey };
  };

  it('creates a payment that moves no money, once per key', async () => {
    const payment = aPayment();
    const first = await gateway.createPaymentIntent(payment);
    expect(first).toMatchObject({
      amountMinor: 4_900n,
      receivedMinor: 0n,
      currency: 'USD',
      outcome: { kind: 'unconfirmed' },
    });
    const again = await gateway.createPaymentIntent(payment);
    expect(again.paymentIntentId).toBe(first.paymentIntentId);
  });

  it('says that a payment is refused, with the code and the sentence of the provider', async () => {
    const refused = create('USD', 49n);
    await expect(refused).rejects.toBeInstanceOf(PaymentRefused);
    await expect(refused).rejects.toMatchObject({
      decline: {
        code: 'payment_refused',
        declineCode: 'amount_too_small',
        message: 'Amount must be at least $0.50 usd',
      },
    });
    const nobody = { organizationId, name: 'Acme', email: 'nobody' };
    await expect(gateway.createCustomer(nobody)).rejects.toBeInstanceOf(PaymentRefused);
  });

  it.each([
    ['JPY', 700n],
    ['KWD', 4_900n],
    ['UGX', 5_000n],
  ])('charges %s in its own minor unit', async (currency, amountMinor) => {
    const { paymentIntentId } = await create(currency, amountMinor);
    const { providerId } = await gateway.attachPaymentMethod(customerId, 'pm_card_visa');
    const confirmed = await gateway.confirm({
      paymentIntentId,
      methodProviderId: providerId,
      idempotencyKey: `${paymentIntentId}:confirm`,
    });
    expect(confirmed).toMatchObject({ receivedMinor: amountMinor, currency });
  });

  it('confirms: succeeded, asked to authenticate, or declined with the codes of the bank', async () => {
    expect((await gateway.confirm(await charged('pm_card_visa'))).outcome).toEqual({
      kind: 'succeeded',
    });
    expect(
      (await gateway.confirm(await charged('pm_card_authenticationRequired'))).outcome,
    ).toEqual({ kind: 'requires_action', clientSecret: expect.stringContaining('_secret_') });
    expect((await gateway.confirm(await charged('pm_card_chargeCustomerFail'))).outcome).toEqual({
      kind: 'declined',
      decline: {
        code: 'card_declined',
        declineCode: 'generic_decline',
        message: 'Your card was declined.',
      },
    });
  });

  it('declines off-session what needs its holder', async () => {
    const confirmation = await charged('pm_card_authenticationRequired');
    expect((await gateway.confirmOffSession(confirmation)).outcome).toMatchObject({
      kind: 'declined',
      decline: { code: 'authentication_required' },
    });
  });

  it('gives the state of what was confirmed or canceled before, instead of failing', async () => {
    const confirmation = await charged('pm_card_visa');
    await gateway.confirm(confirmation);
    const again = { ...confirmation, idempotencyKey: `${confirmation.idempotencyKey}:2` };
    expect((await gateway.confirm(again)).outcome).toEqual({ kind: 'succeeded' });
    expect((await gateway.cancel(confirmation.paymentIntentId)).outcome).toEqual({
      kind: 'succeeded',
    });
    const { paymentIntentId } = await create();
    expect((await gateway.cancel(paymentIntentId)).outcome).toEqual({ kind: 'canceled' });
    expect((await gateway.cancel(paymentIntentId)).outcome).toEqual({ kind: 'canceled' });
  });

  it('cannot use a method that does not exist', async () => {
    const confirmation = { ...(await charged('pm_card_visa')), methodProviderId: 'pm_missing' };
    await expect(gateway.confirm(confirmation)).rejects.toBeInstanceOf(PaymentMethodUnusable);
  });

  it('refunds part of a payment, once per key', async () => {
    const confirmation = await charged('pm_card_visa');
    const { paymentIntentId } = await gateway.confirm(confirmation);
    const refundId = newId(new Date(0));
    const refund = {
      refundId,
      paymentIntentId,
      amountMinor: 1_000n,
      currency: 'USD',
      idempotencyKey: `${paymentIntentId}:refund`,
    };
    const first = await gateway.refund(refund);
    expect(first).toMatchObject({ refundId, paymentIntentId, status: 'succeeded' });
    expect(first).toMatchObject({ amountMinor: 1_000n, currency: 'USD', failure: null });
    expect(await gateway.listRefunds(paymentIntentId)).toEqual([first]);
    expect(await gateway.retrieveRefund(first.providerId)).toEqual(first);
    expect(await gateway.refund(refund)).toEqual(first);
  });

  it('says when a refund is refused for good', async () => {
    const { paymentIntentId } = await gateway.confirm(await charged('pm_card_visa'));
    const refundId = newId(new Date(0));
    const idempotencyKey = `refund:${refundId}:1`;
    const refund = { refundId, paymentIntentId, currency: 'USD', idempotencyKey };
    await expect(gateway.refund({ ...refund, amountMinor: 4_901n })).rejects.toThrow(RefundRefused);
  });

  it('lists the events that hold news, oldest first', async () => {
    const [newest] = await gateway.listNotices(null);
    const { paymentIntentId } = await gateway.confirm(await charged('pm_card_visa'));
    const since = new Date(newest?.payload.createdAt ?? 0);
    const notices = await gateway.listNotices(since);
    expect(notices.at(-1)).toMatchObject({
      type: 'payment_intent.succeeded',
      payload: { paymentIntentId },
    });
    const instants = notices.map(({ payload }) => Date.parse(payload.createdAt));
    expect(instants).toEqual(instants.toSorted((a, b) => a - b));
  });

  it('sends again what was turned away for its rate, when the provider allows it', async () => {
    sandbox.setFaults({ http: { failNext: 1, status: 429, retryAfterSeconds: 1 } });
    expect(await create()).toMatchObject({ outcome: { kind: 'unconfirmed' } });
  });

  it('repeats a call that failed on the way and charges once', async () => {
    const confirmation = await charged('pm_card_visa');
    sandbox.setFaults({ http: { failNext: 1, status: 503, when: 'after', method: 'POST' } });
    expect((await gateway.confirm(confirmation)).outcome).toEqual({ kind: 'succeeded' });
  });

  it.each([500, 503, 429])('takes %i for an outage', async (status) => {
    sandbox.setFaults({ http: { probability: 1, status } });
    await expect(create()).rejects.toBeInstanceOf(PaymentProviderUnavailable);
  });

  it('lists the disputes about a payment, and what is lost of each', async () => {
    const { paymentIntentId } = await gateway.confirm(await charged('pm_card_visa'));
    expect(await gateway.listDisputes(paymentIntentId)).toEqual([]);
    const { id } = sandbox.openDispute({ payment_intent: paymentIntentId });
    sandbox.decideDispute(id, 'lost', 1_000);
    const dispute = await gateway.retrieveDispute(id);
    expect(dispute).toMatchObject({ phase: 'lost', amountMinor: 4_900n, lostMinor: 3_900n });
    expect(await gateway.listDisputes(paymentIntentId)).toEqual([dispute]);
  });
});
