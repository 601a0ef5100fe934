import { jest } from '@jest/globals';
import type { SubscriptionDetailView, SubscriptionView } from '@purser/contracts';
import { Catalogue } from '@purser/packages';
import { STRIPE } from '@purser/payments';
import { newId, systemActor, type Actor, type JobRun } from '@purser/platform';
import { PendingPurchases, Purchases } from '@purser/purchases';
import {
  anOrganization,
  aStripeSandbox,
  createTestDatabase,
  TestClock,
  testModule,
  type OrganizationFields,
  type RunningModule,
  type StripeSandbox,
  type TestDatabase,
} from '@purser/testing';
import { Wallets } from '@purser/wallet';
import { PeriodOutcomes } from '../billing/period-outcomes.js';
import { Subscriptions, SubscriptionsModule, type NewSubscription } from '../index.js';
import { SubscriptionsCron } from '../subscriptions.cron.js';

const STAFF = systemActor('test');
type Row = Record<string, unknown>;

export interface PublisherOptions {
  readonly start: string;
  readonly instances?: number;
  /** Makes the Stripe client, where a test needs shorter time-outs than the real one has. */
  readonly stripe?: (sandboxUrl: URL) => unknown;
}

/** Some instances of Purser over one database and one clock, with a Stripe sandbox. */
export class Publisher {
  /** 10,000 tokens for 100.00 USD. */
  small = '';
  /** 50,000 tokens and 5,000 bonus tokens for 490.00 USD. */
  large = '';

  private constructor(
    readonly clock: TestClock,
    readonly sandbox: StripeSandbox,
    readonly instances: readonly [RunningModule, ...RunningModule[]],
    private readonly database: TestDatabase,
  ) {}

  static async open(options: PublisherOptions): Promise<Publisher> {
    const sandbox = await aStripeSandbox();
    const database = await createTestDatabase({
      STRIPE_API_URL: sandbox.url,
      STRIPE_WEBHOOK_SECRETS: sandbox.webhookSecret,
    });
    const clock = new TestClock(options.start);
    const client = options.stripe?.(new URL(sandbox.url));
    const overrides = client === undefined ? [] : [{ provide: STRIPE, useValue: client }];
    const start = () => testModule({ imports: [SubscriptionsModule], database, clock, overrides });
    const first = await start();
    const others: RunningModule[] = [];
    while (others.length + 1 < (options.instances ?? 1)) others.push(await start());
    const publisher = new Publisher(clock, sandbox, [first, ...others], database);
    await publisher.stock();
    return publisher;
  }

  async close(): Promise<void> {
    await this.sandbox.close();
    for (const instance of this.instances) await instance.close();
    await this.database.drop();
  }

  get t(): RunningModule {
    return this.instances[0];
  }

  cron(instance: RunningModule = this.t): SubscriptionsCron {
    return instance.get(SubscriptionsCron);
  }

  /** Bills and retries on every instance at once. */
  async bill(): Promise<JobRun[]> {
    const runs = await Promise.all(
      this.instances.flatMap((instance) => [
        this.cron(instance).processSubscriptionBilling(),
        this.cron(instance).retryDuePayments(),
      ]),
    );
    await this.t.drainEvents();
    return runs;
  }

  /** Every job of the room and the sweep of purchases once, and the events that come of them. */
  async tick(): Promise<void> {
    const tally = { items: 0, errors: 0, firstError: null };
    await this.t.get(PendingPurchases).settleDue('sweep', this.clock.now(), STAFF, tally);
    await this.t.drainEvents();
    await this.cron().processSubscriptionBilling();
    await this.cron().retryDuePayments();
    await this.cron().processSubscriptionGracePeriods();
    await this.cron().sendSubscriptionRenewalReminders();
    await this.t.drainEvents();
  }

  /** Moves the clock hour by hour, with every job each hour. */
  async passHours(hours: number): Promise<void> {
    for (let hour = 0; hour < hours; hour += 1) {
      this.clock.advance({ hours: 1 });
      await this.tick();
    }
  }

  /** Runs `work` while writing down the outcome fails, as if the process had been killed there. */
  async dieAt(outcome: 'paid' | 'declined', work: () => Promise<JobRun>): Promise<JobRun> {
    const outcomes = this.t.get(PeriodOutcomes);
    const died = jest.spyOn(outcomes, outcome).mockRejectedValue(new Error('killed'));
    try {
      return await work();
    } finally {
      died.mockRestore();
    }
  }

  /** A tax for buyers in the seller's country. */
  async tax(percent: string, validFrom: string): Promise<void> {
    const rate = { country: 'US', validFrom, validTo: null, reverseChargeArea: null };
    await this.t.get(Catalogue).setTaxRate({ ...rate, percent }, STAFF);
  }

  async subscriber(fields: Partial<OrganizationFields> = {}): Promise<Subscriber> {
    return new Subscriber(this, await anOrganization(this.t, fields));
  }

  private async stock(): Promise<void> {
    const catalogue = this.t.get(Catalogue);
    const seller = { name: 'Purser Inc.', addressLines: ['2 Seller Street'], country: 'US' };
    await catalogue.setLegalEntity({ ...seller, taxId: null }, STAFF);
    const more = { description: 'For teams', validityDays: null, active: true };
    const small = await catalogue.createPackage(
      {
        ...more,
        name: 'Small',
        tokens: 10_000n,
        bonusTokens: 0n,
        prices: [{ currency: 'USD', amountMinor: 10_000n }],
      },
      STAFF,
    );
    const large = await catalogue.createPackage(
      {
        ...more,
        name: 'Large',
        tokens: 50_000n,
        bonusTokens: 5_000n,
        prices: [{ currency: 'USD', amountMinor: 49_000n }],
      },
      STAFF,
    );
    this.small = small.item.id;
    this.large = large.item.id;
  }
}

/** An administrator of one organization that subscribes. */
export class Subscriber {
  readonly actor: Actor = {
    type: 'user',
    id: newId(new Date(0)),
    name: 'nora@example.test',
    requestId: 'request-1',
    ip: '192.0.2.7',
  };

  constructor(
    private readonly publisher: Publisher,
    readonly organizationId: string,
  ) {}

  subscribe(more: Partial<NewSubscription> = {}): Promise<SubscriptionView> {
    const order = {
      packageId: this.publisher.small,
      interval: 'month' as const,
      paymentMethodId: 'pm_card_visa',
      ...more,
    };
    return this.subscriptions.create(this.organizationId, order, this.actor);
  }

  look(): Promise<SubscriptionDetailView> {
    return this.subscriptions.ofOrganization(this.organizationId);
  }

  /** The subscription that must be there. */
  async own(): Promise<SubscriptionView> {
    const { subscription } = await this.look();
    if (!subscription) throw new Error('There is no subscription');
    return subscription;
  }

  async pause(): Promise<SubscriptionView> {
    return this.subscriptions.pause(this.organizationId, (await this.own()).id, this.actor);
  }

  async resume(): Promise<SubscriptionView> {
    return this.subscriptions.resume(this.organizationId, (await this.own()).id, this.actor);
  }

  async cancel(when: 'now' | 'periodEnd'): Promise<SubscriptionView> {
    const { id } = await this.own();
    return this.subscriptions.cancel(this.organizationId, id, when, this.actor);
  }

  async change(wanted: { packageId?: string; paymentMethodId?: string }) {
    const { id } = await this.own();
    return this.subscriptions.change(this.organizationId, id, wanted, this.actor);
  }

  /** Buys the small package by hand. */
  async buy(methodId = 'pm_card_visa'): Promise<void> {
    const item = { packageId: this.publisher.small, quantity: 1 };
    const purchases = this.publisher.t.get(Purchases);
    const order = { type: 'package' as const, item, methodId };
    const { referenceId } = await purchases.initialize(this.organizationId, order, this.actor);
    await purchases.execute(this.organizationId, referenceId, {}, this.actor);
  }

  /** Pays a purchase in person. */
  pay(referenceId: string, methodId: string) {
    const purchases = this.publisher.t.get(Purchases);
    return purchases.execute(this.organizationId, referenceId, { methodId }, this.actor);
  }

  /** Calls a purchase off in person. */
  callOff(referenceId: string) {
    return this.publisher.t.get(Purchases).cancel(this.organizationId, referenceId, this.actor);
  }

  /** The organization's customer is deleted in the provider's dashboard. */
  async forgetCustomer(): Promise<void> {
    const [customer] = await this.rows('payment_customers', 'provider_id');
    const address = `${this.publisher.sandbox.url}/v1/customers/${String(customer?.['provider_id'])}`;
    await fetch(address, { method: 'DELETE', headers: { authorization: 'Bearer sk_test_x' } });
  }

  async balance(): Promise<{ balance: number; status: string }> {
    const { t, clock } = this.publisher;
    const { balance, status } = await t.unitOfWork.read(this.organizationId, (tx) =>
      t.get(Wallets).balance(tx, clock.now()),
    );
    return { balance, status };
  }

  /** Columns of the rows of a tenant table, as the database has them. */
  async rows(table: string, columns: string, more = ''): Promise<Row[]> {
    const { rows } = await this.publisher.t.superuser.query<Row>(
      `SELECT ${columns} FROM ${table} WHERE organization_id = $1 ${more} ORDER BY id`,
      [this.organizationId],
    );
    return rows;
  }

  /** The periods so far, in order. */
  async periods(): Promise<{ period: number; status: string; starts: string }[]> {
    const rows = await this.rows('subscription_periods', 'period, status, starts_at');
    return rows
      .map((row) => ({
        period: Number(row['period']),
        status: String(row['status']),
        starts: (row['starts_at'] as Date).toISOString(),
      }))
      .toSorted((a, b) => a.period - b.period);
  }

  /** The events of this room that were told to the rooms above, with their fields. */
  async events(name: string): Promise<Row[]> {
    const rows = await this.rows('outbox', 'event, payload', `AND event = 'subscriptions.${name}'`);
    return rows.map(({ payload }) => payload as Row);
  }

  /** How often the card was tried, as the provider's own journal of our attempts says. */
  async chargesStarted(): Promise<number> {
    const started = `AND type = 'payment_started'`;
    return (await this.rows('purchase_events', 'id', started)).length;
  }

  private get subscriptions(): Subscriptions {
    return this.publisher.t.get(Subscriptions);
  }
}
