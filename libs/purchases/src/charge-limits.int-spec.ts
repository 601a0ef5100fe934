import { assertChargeable, chargeStepMinor, minimumChargeMinor } from '@purser/packages';
import { PaymentGateway, PaymentRefused, PaymentsModule } from '@purser/payments';
import { newId } from '@purser/platform';
import {
  aStripeSandbox,
  createTestDatabase,
  testModule,
  type RunningModule,
  type StripeSandbox,
  type TestDatabase,
} from '@purser/testing';

describe('what is sold can be charged', () => {
  let database: TestDatabase;
  let sandbox: StripeSandbox;
  let t: RunningModule;
  let gateway: PaymentGateway;
  let customerId: string;
  const organizationId = newId(new Date(0));

  beforeAll(async () => {
    sandbox = await aStripeSandbox();
    database = await createTestDatabase({
      STRIPE_API_URL: sandbox.url,
      STRIPE_REQUESTS_PER_SECOND: '10000',
    });
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

  /** Null, or what the provider refuses the amount with. */
  const refusalOf = async (amountMinor: bigint, currency: string): Promise<string | null> => {
    const purchaseId = newId(new Date(0));
    const what = { organizationId, purchaseId, customerId, description: 'Growth', attempt: 1 };
    const payment = { ...what, amountMinor, currency, idempotencyKey: `purchase:${purchaseId}:1` };
    try {
      await gateway.createPaymentIntent(payment);
      return null;
    } catch (error) {
      if (error instanceof PaymentRefused) return error.decline.message;
      throw error;
    }
  };

  /** Whether Purser offers an amount. */
  const isOffered = (amountMinor: bigint, currency: string): boolean => {
    try {
      assertChargeable(amountMinor, currency);
      return true;
    } catch {
      return false;
    }
  };

  /** Every currency that the provider names where it is asked for one that it does not know. */
  const currencies = async (): Promise<string[]> => {
    const named = (await refusalOf(100n, 'ZZZ'))?.split('these currencies: ')[1] ?? '';
    return named.split(', ').map((code) => code.toUpperCase());
  };

  it('from the least to the most in each currency that the provider knows, and not beyond', async () => {
    const disagreements: string[] = [];
    const known = await currencies();
    expect(known).toContain('KWD');
    for (const currency of known) {
      const step = chargeStepMinor(currency);
      const least = minimumChargeMinor(currency);
      const most = [99_999_999n, 999_999n, 999_999_999_999n].map(
        (digits) => digits - (digits % step),
      );
      for (const amount of [least - step, least, ...most, ...most.map((each) => each + step)]) {
        const offered = isOffered(amount, currency);
        const refusal = await refusalOf(amount, currency);
        if (offered === (refusal === null)) continue;
        disagreements.push(`${amount} ${currency}: ${refusal ?? 'it is charged, but not offered'}`);
      }
    }
    expect(disagreements).toEqual([]);
  });
});
