import type { AutoTopUpOverviewView, AutoTopUpPolicyView, MoneyView } from '@purser/contracts';
import { Catalogue } from '@purser/packages';
import { PaymentsCron, ProviderInbox, STRIPE } from '@purser/payments';
import { newId, systemActor, type Actor } from '@purser/platform';
import { Purchases } from '@purser/purchases';
import {
  anOrganization,
  aStripeSandbox,
  createTestDatabase,
  testModule,
  type OrganizationFields,
  type RunningModule,
  type StripeSandbox,
  type TestDatabase,
} from '@purser/testing';
import { Spending, Wallets } from '@purser/wallet';
import { AutoTopUpCron } from '../src/auto-topup.cron.js';
import {
  AutoTopUpModule,
  AutoTopUps,
  type PolicyDefinition,
  type VersionedPolicy,
} from '../src/index.js';

const STAFF = systemActor('test');

export interface TopUpShopOptions {
  /** Makes the Stripe client, where a test needs shorter time-outs than the real one has. */
  readonly stripe?: (sandboxUrl: URL) => unknown;
}

/** Sells 1,000 tokens for 10.00 USD net, 11.00 with tax; events wait until they are drained. */
export class TopUpShop {
  private constructor(
    readonly t: RunningModule,
    readonly sandbox: StripeSandbox,
    readonly database: TestDatabase,
    /** 50,000 tokens and 5,000 free ones for 490.00 USD, 539.00 with tax. */
    readonly growth: string,
  ) {}

  static async open(options: TopUpShopOptions = {}): Promise<TopUpShop> {
    const sandbox = await aStripeSandbox();
    const database = await createTestDatabase({
      STRIPE_API_URL: sandbox.url,
      STRIPE_WEBHOOK_SECRETS: sandbox.webhookSecret,
    });
    const client = options.stripe?.(new URL(sandbox.url));
    const overrides = client === undefined ? [] : [{ provide: STRIPE, useValue: client }];
    const t = await testModule({ imports: [AutoTopUpModule], database, overrides });
    return new TopUpShop(t, sandbox, database, await stock(t.get(Catalogue)));
  }

  /** A second process on the same database, with the same time. */
  another(): Promise<RunningModule> {
    return testModule({
      imports: [AutoTopUpModule],
      database: this.database,
      clock: this.t.clock,
    });
  }

  async close(): Promise<void> {
    await this.sandbox.close();
    await this.t.close();
    await this.database.drop();
  }

  /** Reads what the provider lists since the last time and does everything that follows from it. */
  async poll(): Promise<void> {
    const { firstError } = await this.t.get(PaymentsCron).pollProviderEvents();
    if (firstError !== null) throw new Error(firstError);
    await this.t.get(ProviderInbox).drain();
    await this.t.drainEvents();
  }

  async customer(fields: Partial<OrganizationFields> = {}): Promise<Customer> {
    return new Customer(this, await anOrganization(this.t, fields));
  }
}

/** An administrator of one organization, and the programs that spend its tokens. */
export class Customer {
  readonly actor: Actor = {
    type: 'user',
    id: newId(new Date(0)),
    name: 'nora@example.test',
    requestId: 'request-1',
    ip: '192.0.2.7',
  };
  private debits = 0;

  constructor(
    readonly shop: TopUpShop,
    readonly organizationId: string,
  ) {}

  get topUps(): AutoTopUps {
    return this.shop.t.get(AutoTopUps);
  }

  /** A policy by threshold: below 500 tokens buy thousands, up to 1,000.00 USD a month. */
  policy(changes: Partial<PolicyDefinition> = {}): Promise<VersionedPolicy> {
    return this.topUps.create(this.organizationId, { ...BELOW_500, ...changes }, this.actor);
  }

  /** The only policy there is. */
  async onlyPolicy(): Promise<AutoTopUpPolicyView> {
    const [policy, ...more] = (await this.overview()).policies;
    if (!policy || more.length > 0) throw new Error('There is not one policy');
    return policy;
  }

  /** Runs the hourly job, and what follows from it. */
  async hourly(): Promise<void> {
    await this.shop.t.get(AutoTopUpCron).checkAutoTopupThresholds();
    await this.settles();
  }

  /** Lets hours pass, with the hourly job in each. */
  async passes(hours: number): Promise<void> {
    for (let hour = 0; hour < hours; hour += 1) {
      this.shop.t.clock.advance({ hours: 1 });
      await this.hourly();
    }
  }

  overview(): Promise<AutoTopUpOverviewView> {
    return this.topUps.overview(this.organizationId);
  }

  /** Free tokens to begin with. */
  async given(tokens: number, expiresAt: Date | null = null): Promise<void> {
    const { t } = this.shop;
    await t.unitOfWork.run(this.organizationId, async (tx) => {
      await t.get(Wallets).ensure(tx);
      await t.get(Wallets).grant(tx, {
        lots: [
          {
            kind: 'bonus',
            source: 'bonus',
            label: 'Welcome',
            tokens: BigInt(tokens),
            costMinor: 0n,
            currency: 'USD',
            expiresAt,
            reference: `purser:welcome:${newId(t.clock.now())}`,
          },
        ],
        actor: STAFF,
        at: t.clock.now(),
      });
    });
  }

  async spends(amount: number): Promise<void> {
    this.debits += 1;
    const item = { amount: BigInt(amount), reference: `debit-${this.debits}`, actor: STAFF };
    const [answer] = await this.shop.t.get(Spending).debit(this.organizationId, [item]);
    if (!answer?.booked) throw answer?.problem ?? new Error('The debit was not answered');
  }

  /** Buys 1,000 tokens by hand. */
  async buys(card = 'pm_card_visa'): Promise<string> {
    const purchases = this.shop.t.get(Purchases);
    const order = { type: 'custom' as const, item: { customTokens: 1_000n } };
    const { referenceId } = await purchases.initialize(this.organizationId, order, this.actor);
    await purchases.execute(this.organizationId, referenceId, { methodId: card }, this.actor);
    return referenceId;
  }

  /** The organization's customer is deleted in the provider's dashboard. */
  async forgottenByProvider(): Promise<void> {
    const [row] = await this.rows<{ provider_id: string }>('payment_customers', 'provider_id');
    await fetch(`${this.shop.sandbox.url}/v1/customers/${row?.provider_id ?? ''}`, {
      method: 'DELETE',
      headers: { authorization: 'Bearer sk_test_x' },
    });
  }

  /** Lets everything happen that follows by itself. */
  async settles(): Promise<void> {
    await this.shop.t.drainEvents();
  }

  async available(): Promise<number> {
    const { t } = this.shop;
    const view = await t.unitOfWork.read(this.organizationId, (tx) =>
      t.get(Wallets).balance(tx, t.clock.now()),
    );
    return view.available;
  }

  /** How often the policies decided what. */
  async verdicts(): Promise<Record<string, number>> {
    const rows = await this.rows<{ verdict: string }>('auto_topup_decisions', 'verdict');
    const counts: Record<string, number> = {};
    for (const { verdict } of rows) counts[verdict] = (counts[verdict] ?? 0) + 1;
    return counts;
  }

  /** Auto top-up's purchases: status and gross. */
  async purchases(): Promise<[string, number][]> {
    const rows = await this.rows<{ status: string; total_minor: string; type: string }>(
      'token_purchases',
      'status, total_minor, type',
    );
    return rows
      .filter(({ type }) => type === 'auto_topup')
      .map(({ status, total_minor: total }) => [status, Number(total)]);
  }

  /** Events of one kind that were ever written. */
  async events(event: string): Promise<Record<string, unknown>[]> {
    const rows = await this.rows<{ event: string; payload: Record<string, unknown> }>(
      'outbox',
      'event, payload',
    );
    return rows.filter((row) => row.event === event).map(({ payload }) => payload);
  }

  /** Columns of the rows of a tenant table, as the database has them. */
  async rows<Row extends object>(table: string, columns: string): Promise<Row[]> {
    const { rows } = await this.shop.t.superuser.query<Row>(
      `SELECT ${columns} FROM ${table} WHERE organization_id = $1 ORDER BY id`,
      [this.organizationId],
    );
    return rows;
  }
}

export const usd = (amount: number): MoneyView => ({ amount, currency: 'USD' });

export const BELOW_500: PolicyDefinition = {
  trigger: { kind: 'threshold', below: 500 },
  tokens: 1_000,
  monthlyLimit: usd(100_000),
  paymentMethodId: 'pm_card_visa',
};

/** What one increment of {@link BELOW_500} costs with tax. */
export const THOUSAND_TOKENS_MINOR = 1_100;

async function stock(catalogue: Catalogue): Promise<string> {
  const seller = { name: 'Purser Inc.', addressLines: ['2 Seller Street'], country: 'US' };
  await catalogue.setLegalEntity({ ...seller, taxId: null }, STAFF);
  const rate = { percent: '10', validFrom: '2020-01-01', validTo: null, reverseChargeArea: null };
  await catalogue.setTaxRate({ country: 'US', ...rate }, STAFF);
  const tiers = [{ fromTokens: 0n, perThousandMilliMinor: 1_000_000n }];
  await catalogue.setTiers({ currency: 'USD', validityDays: null, tiers }, STAFF);
  const { item } = await catalogue.createPackage(
    {
      name: 'Growth',
      description: 'For teams',
      tokens: 50_000n,
      bonusTokens: 5_000n,
      validityDays: 365,
      active: true,
      prices: [{ currency: 'USD', amountMinor: 49_000n }],
    },
    STAFF,
  );
  return item.id;
}
