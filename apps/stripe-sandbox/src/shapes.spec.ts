import type Stripe from 'stripe';
import { shapeFaults } from '../test/declared-shapes.js';
import { errorOf, intentOf, NO_REDIRECTS, pay, startForTest } from '../test/sandbox-client.js';
import type { StripeSandbox } from './index.js';

describe('the objects have every field that the SDK declares', () => {
  let sandbox: StripeSandbox;
  let stripe: Stripe;
  beforeAll(async () => ({ sandbox, stripe } = await startForTest()));
  afterAll(() => sandbox.close());

  /** The object as it came over the wire, without what the SDK adds. */
  const plain = (value: object): object => JSON.parse(JSON.stringify(value)) as object;
  const expectShape = (file: string, name: string, value: object | null | undefined): void => {
    expect(value).toBeTruthy();
    expect(shapeFaults(file, name, plain(value ?? {}))).toEqual([]);
  };

  it('notices what is missing or invented', () => {
    const faults = shapeFaults('BalanceTransactions', 'BalanceTransaction', {
      id: 'txn_1',
      invented: 1,
      fee_details: [{ amount: 1 }],
    });
    expect(faults).toContain('BalanceTransaction.amount is missing');
    expect(faults).toContain('BalanceTransaction.fee_details.currency is missing');
    expect(faults).toContain('BalanceTransaction.invented is not declared by Stripe');
  });

  it('customer and payment method', async () => {
    const customer = await stripe.customers.create({
      shipping: { name: 'A', address: { line1: '1 Main St' } },
    });
    expectShape('Customers', 'Customer', customer);
    const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
    expectShape('PaymentMethods', 'PaymentMethod', card);
    expectShape('Customers', 'DeletedCustomer', await stripe.customers.del(customer.id));
  });

  it('payment intent, charge and balance transaction, paid and declined', async () => {
    const paid = await pay(stripe, 'pm_card_visa', { return_url: 'https://shop.test' });
    expectShape('PaymentIntents', 'PaymentIntent', paid);
    const charge = await stripe.charges.retrieve(String(paid.latest_charge));
    expectShape('Charges', 'Charge', charge);
    const transaction = await stripe.balanceTransactions.retrieve(
      String(charge.balance_transaction),
    );
    expectShape('BalanceTransactions', 'BalanceTransaction', transaction);
    const failed = intentOf(await errorOf(pay(stripe, 'pm_card_visa_chargeDeclined')));
    expectShape('PaymentIntents', 'PaymentIntent', failed);
    const failedCharge = await stripe.charges.retrieve(String(failed.latest_charge));
    expectShape('Charges', 'Charge', failedCharge);
    const asking = await pay(stripe, 'pm_card_authenticationRequired', {
      return_url: 'https://shop.test',
    });
    expectShape('PaymentIntents', 'PaymentIntent', asking);
    sandbox.authenticate(asking.id, 'succeed');
    const secure = await stripe.paymentIntents.retrieve(asking.id, { expand: ['latest_charge'] });
    expectShape('Charges', 'Charge', secure.latest_charge as Stripe.Charge);
  });

  it('setup intent and setup attempt', async () => {
    const customer = (await stripe.customers.create()).id;
    const intent = await stripe.setupIntents.create({
      customer,
      payment_method: 'pm_card_visa',
      confirm: true,
      ...NO_REDIRECTS,
      expand: ['latest_attempt'],
    });
    expectShape('SetupIntents', 'SetupIntent', intent);
    expectShape('SetupAttempts', 'SetupAttempt', intent.latest_attempt as Stripe.SetupAttempt);
  });

  it('refund and dispute', async () => {
    for (const card of ['pm_card_visa', 'pm_card_pendingRefund', 'pm_card_refundFail']) {
      const paid = await pay(stripe, card);
      const { id } = await stripe.refunds.create({ payment_intent: paid.id });
      sandbox.runTasks();
      expectShape('Refunds', 'Refund', await stripe.refunds.retrieve(id));
    }
    const paid = await pay(stripe, 'pm_card_visa');
    const { id } = sandbox.openDispute({ payment_intent: paid.id });
    expectShape('Disputes', 'Dispute', await stripe.disputes.retrieve(id));
    sandbox.decideDispute(id, 'won');
    expectShape('Disputes', 'Dispute', await stripe.disputes.retrieve(id));
  });

  it('event, webhook endpoint, account and balance', async () => {
    const [event] = (await stripe.events.list({ type: 'customer.created' })).data;
    expectShape('Events', 'EventBase', event);
    const endpoint = await stripe.webhookEndpoints.create({
      url: 'http://127.0.0.1:9/hook',
      enabled_events: ['*'],
    });
    expectShape('WebhookEndpoints', 'WebhookEndpoint', endpoint);
    await stripe.webhookEndpoints.del(endpoint.id);
    expectShape('Accounts', 'Account', await stripe.accounts.retrieveCurrent());
    expectShape('Balance', 'Balance', await stripe.balance.retrieve());
  });
});
