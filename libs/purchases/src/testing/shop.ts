import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BalanceView, PurchaseDetailView, PurchaseView } from '@purser/contracts';
import { Catalogue } from '@purser/packages';
import {
  DisputeChanged,
  PaymentMethods,
  PaymentsCron,
  ProviderInbox,
  STRIPE,
} from '@purser/payments';
import { newId, systemActor, type Actor, type JobTally } from '@purser/platform';
import {
  anOrganization,
  aStripeSandbox,
  createTestDatabase,
  testModule,
  type Override,
  type OrganizationFields,
  type RunningModule,
  type StripeSandbox,
  type TestDatabase,
} from '@purser/testing';
import { Expiry, Spending, WalletBooks, Wallets } from '@purser/wallet';
import { PaymentNews } from '../payment-news.js';
import { Purchases, PurchasesModule, type PurchasePayment } from '../index.js';

const STAFF = systemActor('test');
/** Banks act when a test runs their tasks, never in between by themselves. */
const BANKS_WAIT_MS = 3_600_000;

export interface ShopOptions {
  /** Makes the Stripe client, where a test needs shorter time-outs than the real one has. */
  readonly stripe?: (sandboxUrl: URL) => unknown;
  readonly overrides?: readonly Override[];
}

/** A shop with a catalogue, a database and a Stripe sandbox of its own. */
export class Shop {
  /** 50,000 tokens and 5,000 bonus tokens for 490.00 USD or 70,000 JPY, good for 365 days. */
  readonly growth: string;
  private receiver: Server | null = null;

  private constructor(
    readonly t: RunningModule,
    readonly sandbox: StripeSandbox,
    private readonly database: TestDatabase,
    growth: string,
  ) {
    this.growth = growth;
  }

  static async open(options: ShopOptions = {}): Promise<Shop> {
    const sandbox = await aStripeSandbox({
      asyncDelayMs: BANKS_WAIT_MS,
      webhookDelivery: { retryBaseMs: 5 },
    });
    const database = await createTestDatabase({
      STRIPE_API_URL: sandbox.url,
      STRIPE_WEBHOOK_SECRETS: sandbox.webhookSecret,
    });
    const client = options.stripe?.(new URL(sandbox.url));
    const t = await testModule({
      imports: [PurchasesModule],
      database,
      overrides: [
        ...(client === undefined ? [] : [{ provide: STRIPE, useValue: client }]),
        ...(options.overrides ?? []),
      ],
    });
    return new Shop(t, sandbox, database, await stock(t.get(Catalogue)));
  }

  async close(): Promise<void> {
    this.receiver?.close();
    this.receiver?.closeAllConnections();
    await this.sandbox.close();
    await this.t.close();
    await this.database.drop();
  }

  async buyer(fields: Partial<OrganizationFields> = {}): Promise<Buyer> {
    return new Buyer(this, await anOrganization(this.t, fields));
  }

  get inbox(): ProviderInbox {
    return this.t.get(ProviderInbox);
  }

  /** Lets the sandbox send its events here, over HTTP. */
  async listen(): Promise<void> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const signature = String(request.headers['stripe-signature'] ?? '');
        this.inbox.receive(Buffer.concat(chunks), signature).then(
          () => response.writeHead(200).end(),
          () => response.writeHead(400).end(),
        );
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    this.sandbox.setWebhookUrl(`http://127.0.0.1:${port}/`);
    this.receiver = server;
  }

  /** Reads what the provider lists and does everything that follows from it. */
  async poll(): Promise<void> {
    const { firstError } = await this.t.get(PaymentsCron).pollProviderEvents();
    if (firstError !== null) throw new Error(firstError);
    await this.inbox.drain();
    await this.t.drainEvents();
  }

  /** Acts on news of a dispute that came by itself. */
  follow(organizationId: string, reference: string, disputeId: string): Promise<void> {
    const fields = { amountMinor: 0, currency: 'USD', status: '', reason: '' };
    const subject = { organizationId, purchaseId: reference, disputeId, paymentIntentId: '' };
    return this.t.get(PaymentNews).followDispute(new DisputeChanged({ ...subject, ...fields }));
  }

  /** Refunds in the provider's dashboard, in the name of our refund `of` if given; gives its id. */
  async refundAtProvider(payment_intent: string, minor: number, of?: string): Promise<string> {
    const response = await fetch(`${this.sandbox.url}/v1/refunds`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk_test_x' },
      body: new URLSearchParams({
        payment_intent,
        amount: String(minor),
        ...(of !== undefined && { 'metadata[refundId]': of }),
      }),
    });
    return ((await response.json()) as { id: string }).id;
  }

  /** The bank decides a dispute, and it is heard of. */
  async decide(disputeId: string, outcome: 'won' | 'lost'): Promise<void> {
    this.sandbox.decideDispute(disputeId, outcome);
    await this.deliver();
  }

  /** Books what expired. */
  async sweepExpiry(): Promise<JobTally> {
    const tally: JobTally = { items: 0, errors: 0, firstError: null };
    await this.t.get(Expiry).bookExpiredLots(this.t.clock.now(), tally);
    return tally;
  }

  /** Delivers the sandbox's waiting events and everything that follows from them. */
  async deliver(): Promise<void> {
    await this.sandbox.flushWebhooks();
    await this.inbox.drain();
    await this.t.drainEvents();
  }
}

/** An administrator of one organization who buys. */
export class Buyer {
  readonly actor: Actor = {
    type: 'user',
    id: newId(new Date(0)),
    name: 'nora@example.test',
    requestId: 'request-1',
    ip: '192.0.2.7',
  };

  constructor(
    private readonly shop: Shop,
    readonly organizationId: string,
  ) {}

  /** Orders the growth package and gives its reference. */
  async order(quantity = 1): Promise<string> {
    const item = { packageId: this.shop.growth, quantity };
    const order = { type: 'package' as const, item };
    const purchase = await this.purchases.initialize(this.organizationId, order, this.actor);
    return purchase.referenceId;
  }

  /** Orders the growth package, pays it, and gives its reference. */
  async bought(card = 'pm_card_visa', quantity = 1): Promise<string> {
    const reference = await this.order(quantity);
    await this.pay(reference, card);
    return reference;
  }

  pay(reference: string, methodId: string, more: PurchasePayment = {}): Promise<PurchaseView> {
    const payment = { ...more, methodId };
    return this.purchases.execute(this.organizationId, reference, payment, this.actor);
  }

  cancel(reference: string): Promise<PurchaseView> {
    return this.purchases.cancel(this.organizationId, reference, this.actor);
  }

  look(reference: string): Promise<PurchaseDetailView> {
    return this.purchases.get(this.organizationId, reference);
  }

  /** Keeps a good card without paying. */
  async keepCard(): Promise<void> {
    await this.shop.t.get(PaymentMethods).resolve(this.organizationId, 'pm_card_visa', this.actor);
  }

  /** Our id of the card that was kept first. */
  async keptCard(): Promise<string> {
    const [card] = await this.rows('payment_methods', 'id');
    return String(card?.['id']);
  }

  /** The organization's customer is deleted in the provider's dashboard. */
  async forgetCustomer(): Promise<void> {
    const [customer] = await this.rows('payment_customers', 'provider_id');
    await fetch(`${this.shop.sandbox.url}/v1/customers/${String(customer?.['provider_id'])}`, {
      method: 'DELETE',
      headers: { authorization: 'Bearer sk_test_x' },
    });
  }

  /** The provider's id of the payment of a purchase. */
  async intentOf(reference: string): Promise<string> {
    const rows = await this.rows('token_purchases', 'id, payment_intent_id');
    return String(rows.find(({ id }) => id === reference)?.['payment_intent_id']);
  }

  /** The holder of the card disputes a purchase, and it is heard of; gives the provider's id. */
  async dispute(
    reference: string,
    more: { amount?: number; inquiry?: boolean } = {},
  ): Promise<string> {
    const payment_intent = await this.intentOf(reference);
    const { id } = this.shop.sandbox.openDispute({ payment_intent, ...more });
    await this.shop.deliver();
    return id;
  }

  async spend(tokens: number, reference: string): Promise<void> {
    const item = { amount: BigInt(tokens), reference, actor: STAFF };
    const [answer] = await this.shop.t.get(Spending).debit(this.organizationId, [item]);
    if (answer?.booked === false) throw answer.problem;
  }

  wallet(): Promise<BalanceView> {
    const { t } = this.shop;
    return t.unitOfWork.read(this.organizationId, (tx) =>
      t.get(Wallets).balance(tx, t.clock.now()),
    );
  }

  async balance(): Promise<number> {
    return (await this.wallet()).balance;
  }

  /** What the books of the wallet contradict themselves in. */
  faults() {
    const { t } = this.shop;
    return t.unitOfWork.read(this.organizationId, (tx) => t.get(WalletBooks).check(tx));
  }

  /** One column of the rows of a tenant table, as the database has them. */
  async rows(table: string, columns: string): Promise<Record<string, unknown>[]> {
    const { rows } = await this.shop.t.superuser.query<Record<string, unknown>>(
      `SELECT ${columns} FROM ${table} WHERE organization_id = $1 ORDER BY id`,
      [this.organizationId],
    );
    return rows;
  }

  /** What a purchase credited: exactly one lot and entry each, one invoice, one audit record. */
  async effects(): Promise<{ lots: number; entries: number; invoices: number; audited: number }> {
    const audited = await this.rows('token_audit_log', 'action');
    return {
      lots: (await this.rows('token_lots', 'id')).length,
      entries: (await this.rows('token_balance_history', 'id')).length,
      invoices: (await this.rows('invoices', 'id')).length,
      audited: audited.filter(({ action }) => action === 'purchase.completed').length,
    };
  }

  private get purchases(): Purchases {
    return this.shop.t.get(Purchases);
  }
}

/** What one completed growth package leaves behind. */
export const ONE_PURCHASE = { lots: 2, entries: 2, invoices: 1, audited: 1 };
export const NOTHING = { lots: 0, entries: 0, invoices: 0, audited: 0 };

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
      prices: [
        { currency: 'USD', amountMinor: 49_000n },
        { currency: 'JPY', amountMinor: 70_000n },
      ],
    },
    STAFF,
  );
  const tiers = [{ fromTokens: 0n, perThousandMilliMinor: 1_000_000n }];
  await catalogue.setTiers({ currency: 'USD', validityDays: null, tiers }, STAFF);
  return item.id;
}
