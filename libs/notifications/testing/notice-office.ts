import { AutoTopUps, type PolicyDefinition } from '@purser/auto-topup';
import type { PurchaseView } from '@purser/contracts';
import { Catalogue } from '@purser/packages';
import {
  DueReader,
  JobRegistry,
  newId,
  systemActor,
  type Actor,
  type JobRun,
} from '@purser/platform';
import { Purchases, PendingPurchases } from '@purser/purchases';
import { Subscriptions } from '@purser/subscriptions';
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
import { Holds, Spending, Wallets } from '@purser/wallet';
import { NotificationsModule } from '../src/index.js';
import { Thresholds } from '../src/thresholds/thresholds.service.js';
import { aMailServer, type MailServer, type ReceivedMail } from './a-mail-server.js';

const STAFF = systemActor('test');

/** Some instances of Purser over one database, one clock, a Stripe sandbox and a mail server. */
export class NoticeOffice {
  private constructor(
    readonly clock: TestClock,
    readonly sandbox: StripeSandbox,
    readonly mail: MailServer,
    readonly instances: readonly [RunningModule, ...RunningModule[]],
    private readonly database: TestDatabase,
    /** 10,000 tokens for 100.00 USD net, good for a year. */
    readonly small: string,
  ) {}

  static async open(options: { instances?: number } = {}): Promise<NoticeOffice> {
    const sandbox = await aStripeSandbox();
    const mail = await aMailServer();
    const database = await createTestDatabase({
      STRIPE_API_URL: sandbox.url,
      STRIPE_WEBHOOK_SECRETS: sandbox.webhookSecret,
      SMTP_URL: mail.url,
      MAIL_FROM: 'Purser <billing@purser.test>',
      PUBLIC_URL: 'https://tokens.example.test',
    });
    const clock = new TestClock();
    const start = () => testModule({ imports: [NotificationsModule], database, clock });
    const first = await start();
    const others: RunningModule[] = [];
    while (others.length + 1 < (options.instances ?? 1)) others.push(await start());
    const small = await stock(first.get(Catalogue));
    return new NoticeOffice(clock, sandbox, mail, [first, ...others], database, small);
  }

  async close(): Promise<void> {
    await this.sandbox.close();
    for (const instance of this.instances) await instance.close();
    await this.mail.close();
    await this.database.drop();
  }

  get t(): RunningModule {
    return this.instances[0];
  }

  async customer(fields: Partial<OrganizationFields> = {}): Promise<Customer> {
    const billingEmail = `billing-${newId(this.clock.now()).slice(-6)}@acme.test`;
    const organization = { name: 'Acme', billingEmail, ...fields, createdAt: this.clock.now() };
    const id = await anOrganization(this.t, organization);
    return new Customer(this, id, organization.billingEmail);
  }

  job(name: string): Promise<JobRun> {
    return this.t.get(JobRegistry).run(name);
  }

  /** When a job has something to do again, as the clock of the sandbox asks it. */
  async nextDue(name: string): Promise<Date | null> {
    const job = this.t.get(JobRegistry).all.find((one) => one.name === name);
    const sql = `SELECT 0 AS n, (SELECT at FROM (${job?.nextDue}) due) AS at`;
    const [row] = await this.t.get(DueReader).instants(sql, [this.clock.now()]);
    return row?.at ?? null;
  }

  /** Every job that recurs, and the events that come of them. */
  async tick(): Promise<void> {
    const tally = { items: 0, errors: 0, firstError: null };
    await this.t.get(PendingPurchases).settleDue('sweep', this.clock.now(), STAFF, tally);
    await this.t.drainEvents();
    for (const name of RECURRING) await this.job(name);
    await this.t.drainEvents();
  }

  /** Lets days pass, with every job each hour of the first day and each six hours after it. */
  async passDays(days: number): Promise<void> {
    const steps = [
      ...Array.from({ length: 24 }, () => 1),
      ...Array.from({ length: (days - 1) * 4 }, () => 6),
    ];
    for (const hours of steps) {
      this.clock.advance({ hours });
      await this.tick();
    }
  }
}

const RECURRING = [
  'processSubscriptionBilling',
  'retryDuePayments',
  'processSubscriptionGracePeriods',
  'sendSubscriptionRenewalReminders',
  'checkAutoTopupThresholds',
  'checkLowBalanceThresholds',
  'sendExpiryNotices',
  'deliverDue',
];

/** An organization with an administrator who buys and programs that spend. */
export class Customer {
  readonly actor: Actor = {
    type: 'user',
    id: newId(new Date(0)),
    name: 'nora@acme.test',
    requestId: 'request-1',
    ip: '192.0.2.7',
  };
  private debits = 0;

  constructor(
    private readonly office: NoticeOffice,
    readonly organizationId: string,
    readonly billingEmail: string,
  ) {}

  private get t(): RunningModule {
    return this.office.t;
  }

  get thresholds(): Thresholds {
    return this.t.get(Thresholds);
  }

  /** Free tokens, by support. */
  async given(tokens: number, expiresAt: Date | null = null, label = 'Welcome'): Promise<void> {
    await this.t.unitOfWork.run(this.organizationId, (tx) =>
      this.t.get(Wallets).grant(tx, {
        lots: [
          {
            ...{ kind: 'adjustment', source: 'promotion', label, expiresAt, currency: 'USD' },
            ...{ tokens: BigInt(tokens), costMinor: 0n },
            reference: `purser:given:${newId(this.office.clock.now())}`,
          },
        ],
        actor: STAFF,
        at: this.office.clock.now(),
      }),
    );
  }

  /** The thresholds as another instance serves them. */
  thresholdsOf(instance: RunningModule = this.t): Thresholds {
    return instance.get(Thresholds);
  }

  /** Spends and lets the events that come of it arrive. */
  async spend(tokens: number): Promise<void> {
    await this.spendQuietly(tokens);
    await this.t.drainEvents();
  }

  /** Loses every event that waits, as if it had never been told. */
  async forgetEvents(): Promise<void> {
    await this.t.superuser.query('UPDATE outbox SET sent_at = created_at WHERE sent_at IS NULL');
  }

  /** Spends; the events that come of it wait. */
  async spendQuietly(tokens: number): Promise<void> {
    this.debits += 1;
    const reference = `job-${this.debits}`;
    const item = { amount: BigInt(tokens), reference, actor: this.actor };
    const [answer] = await this.t.get(Spending).debit(this.organizationId, [item]);
    if (answer?.booked !== true) throw answer?.problem ?? new Error('not answered');
  }

  /** Gives the id of the hold. */
  async hold(tokens: number, ttlSeconds = 3_600): Promise<string> {
    const reference = `hold-${newId(this.office.clock.now())}`;
    const order = { amount: BigInt(tokens), ttlSeconds, reference };
    const { id } = await this.t.get(Holds).place(this.organizationId, order, this.actor);
    await this.t.drainEvents();
    return id;
  }

  /** Captures some of a hold; the rest comes back. */
  async capture(holdId: string, tokens: number): Promise<void> {
    await this.t.get(Holds).capture(this.organizationId, holdId, BigInt(tokens), this.actor);
    await this.t.drainEvents();
  }

  async release(holdId: string): Promise<void> {
    await this.t.get(Holds).release(this.organizationId, holdId);
    await this.t.drainEvents();
  }

  async available(): Promise<number> {
    const { available } = await this.t.unitOfWork.read(this.organizationId, (tx) =>
      this.t.get(Wallets).balance(tx, this.office.clock.now()),
    );
    return available;
  }

  /** Buys the small package by hand. */
  async buys(methodId = 'pm_card_visa'): Promise<PurchaseView> {
    const purchases = this.t.get(Purchases);
    const item = { packageId: this.office.small, quantity: 1 };
    const order = { type: 'package' as const, item };
    const { referenceId } = await purchases.initialize(this.organizationId, order, this.actor);
    const paid = await purchases.execute(
      this.organizationId,
      referenceId,
      { methodId },
      this.actor,
    );
    await this.t.drainEvents();
    return paid;
  }

  async subscribes(paymentMethodId = 'pm_card_visa') {
    const order = { packageId: this.office.small, interval: 'month' as const, paymentMethodId };
    const created = await this.t.get(Subscriptions).create(this.organizationId, order, this.actor);
    await this.t.drainEvents();
    return created;
  }

  async topsUp(changes: Partial<PolicyDefinition> = {}) {
    const policy: PolicyDefinition = {
      trigger: { kind: 'threshold', below: 500 },
      packageId: this.office.small,
      monthlyLimit: { amount: 1_000_000, currency: 'USD' },
      paymentMethodId: 'pm_card_visa',
      ...changes,
    };
    const created = await this.t.get(AutoTopUps).create(this.organizationId, policy, this.actor);
    await this.t.drainEvents();
    return created;
  }

  /** What the console was told, oldest first: `event: title`. */
  async told(): Promise<string[]> {
    const rows = await this.rows(
      'notifications',
      'event, title, created_at',
      'ORDER BY created_at',
    );
    return rows.map((row) => `${String(row['event'])}: ${String(row['title'])}`);
  }

  /** Mails that arrived for the billing e-mail, oldest first. */
  get mails(): ReceivedMail[] {
    return this.office.mail.received.filter(({ to }) => to.includes(this.billingEmail));
  }

  /** Columns of the rows of a tenant table, as the database has them. */
  async rows(table: string, columns: string, more = ''): Promise<Record<string, unknown>[]> {
    const { rows } = await this.t.superuser.query<Record<string, unknown>>(
      `SELECT ${columns} FROM ${table} WHERE organization_id = $1 ${more}`,
      [this.organizationId],
    );
    return rows;
  }
}

async function stock(catalogue: Catalogue): Promise<string> {
  const seller = { name: 'Purser Inc.', addressLines: ['2 Seller Street'], country: 'US' };
  await catalogue.setLegalEntity({ ...seller, taxId: null }, STAFF);
  const { item } = await catalogue.createPackage(
    {
      ...{ name: 'Small', description: 'For a start', active: true, validityDays: 365 },
      ...{ tokens: 10_000n, bonusTokens: 0n },
      prices: [{ currency: 'USD', amountMinor: 10_000n }],
    },
    STAFF,
  );
  return item.id;
}
