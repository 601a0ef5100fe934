import { AuditModule } from '@purser/audit';
import type { Permission } from '@purser/contracts';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiKeys, IdentityModule } from '@purser/identity';
import { Catalogue, PackagesModule } from '@purser/packages';
import { newId, ProblemFilter, systemActor, validationPipe, type Actor } from '@purser/platform';
import { Purchases, PurchasesModule, RefundDesk } from '@purser/purchases';
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
import { Adjustments, Holds, Spending, WalletModule } from '@purser/wallet';
import { ReportsModule } from '../src/index.js';

const STAFF = systemActor('test');

/** The reports on HTTP over rooms that really buy and spend, with a Stripe sandbox. */
export class ReportedOrganization {
  readonly actor: Actor;

  private constructor(
    readonly t: RunningModule,
    readonly app: NestFastifyApplication,
    readonly sandbox: StripeSandbox,
    private readonly database: TestDatabase,
    private readonly packageId: string,
    readonly organizationId: string,
  ) {
    const name = 'nora@example.test';
    this.actor = { type: 'user', id: newId(new Date(0)), name, requestId: 'r-1', ip: '192.0.2.7' };
  }

  static async open(fields: Partial<OrganizationFields> = {}): Promise<ReportedOrganization> {
    const sandbox = await aStripeSandbox();
    const database = await createTestDatabase({
      STRIPE_API_URL: sandbox.url,
      STRIPE_WEBHOOK_SECRETS: sandbox.webhookSecret,
    });
    const imports = [
      AuditModule,
      IdentityModule,
      PackagesModule,
      PurchasesModule,
      ReportsModule,
      WalletModule,
    ];
    const t = await testModule({ imports, database });
    const app = t.module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    app.useGlobalPipes(validationPipe());
    app.useGlobalFilters(new ProblemFilter());
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    const packageId = await stock(t.get(Catalogue));
    const organizationId = await anOrganization(t, fields);
    return new ReportedOrganization(t, app, sandbox, database, packageId, organizationId);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.sandbox.close();
    await this.database.drop();
  }

  /** Orders the package and pays nothing yet. */
  async orders(): Promise<string> {
    const item = { packageId: this.packageId, quantity: 1 };
    const order = { type: 'package' as const, item };
    const purchases = this.t.get(Purchases);
    return (await purchases.initialize(this.organizationId, order, this.actor)).referenceId;
  }

  /** Buys 50,000 tokens and 5,000 bonus tokens for 490.00 USD net. */
  async buys(): Promise<string> {
    const referenceId = await this.orders();
    const purchases = this.t.get(Purchases);
    const payment = { methodId: 'pm_card_visa' };
    await purchases.execute(this.organizationId, referenceId, payment, this.actor);
    return referenceId;
  }

  /** The id that the provider gave the payment of a purchase. */
  async paymentOf(referenceId: string): Promise<string> {
    const { rows } = await this.t.superuser.query<{ payment_intent_id: string }>(
      'SELECT payment_intent_id FROM token_purchases WHERE organization_id = $1 AND id = $2',
      [this.organizationId, referenceId],
    );
    return rows[0]?.payment_intent_id ?? '';
  }

  /** Gives everything back that is left of a purchase. */
  async refunds(referenceId: string): Promise<void> {
    const request = { askedMinor: null, reason: 'Sent back' };
    const desk = this.t.get(RefundDesk);
    const { status } = await desk.request(this.organizationId, referenceId, request, this.actor);
    if (status !== 'succeeded') throw new Error(`The refund is ${status}`);
  }

  async spends(amount: bigint, reference: string): Promise<void> {
    const item = { amount, reference, actor: this.actor };
    const [answer] = await this.t.get(Spending).debit(this.organizationId, [item]);
    if (!answer?.booked) throw new Error(`The debit ${reference} was refused`);
  }

  async holds(amount: bigint, reference: string): Promise<void> {
    const request = { amount, reference, ttlSeconds: 3_600 };
    await this.t.get(Holds).place(this.organizationId, request, this.actor);
  }

  async adjusts(amount: bigint): Promise<void> {
    const request = { amount, reasonCode: 'goodwill', reason: 'An outage' };
    await this.t.get(Adjustments).propose(this.organizationId, request, this.actor);
  }

  async key(scopes: readonly Permission[] = ['tokens.view']): Promise<string> {
    const key = { name: 'reader', scopes, expiresAt: null };
    return (await this.t.get(ApiKeys).create(this.organizationId, key, STAFF)).secret;
  }

  get(path: string, token: string, accept = 'application/json') {
    const headers = { accept, authorization: `Bearer ${token}` };
    return this.app.inject({ method: 'GET', url: path, headers });
  }
}

async function stock(catalogue: Catalogue): Promise<string> {
  const seller = { name: 'Purser Inc.', addressLines: ['2 Seller Street'], country: 'US' };
  await catalogue.setLegalEntity({ ...seller, taxId: null }, STAFF);
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
