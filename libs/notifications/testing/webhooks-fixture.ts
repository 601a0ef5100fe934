import type {
  WebhookDeliveryDetailView,
  WebhookEndpointSecretView,
  WebhookEndpointView,
} from '@purser/contracts';
import { JobRegistry, newId, Outbox, systemActor, type JobRun } from '@purser/platform';
import { PurchaseCompleted } from '@purser/purchases';
import {
  anOrganization,
  createTestDatabase,
  testModule,
  type RunningModule,
  type TestDatabase,
} from '@purser/testing';
import { Webhook } from 'standardwebhooks';
import { WebhookDeliveries } from '../src/webhooks/webhook-deliveries.service.js';
import { WebhookEndpoints } from '../src/webhooks/webhook-endpoints.service.js';
import { WebhookLimits } from '../src/webhooks/webhook-limits.js';
import { WebhooksModule } from '../src/webhooks/webhooks.module.js';
import {
  aWebhookReceiver,
  type ReceivedWebhook,
  type WebhookReceiver,
} from './a-webhook-receiver.js';

export const ADMIN = systemActor('test');

/** The real bounds, but an endpoint has a third of a second to answer. */
class TestLimits extends WebhookLimits {
  override readonly timeoutMs = 300;
}

/** The rooms under test with a real receiver, and a fresh organization for each test. */
export class WebhooksUnderTest {
  database: TestDatabase;
  receiver: WebhookReceiver;
  t: RunningModule;
  acme: string;

  /** Hooks that start, clean and stop it; call inside a spec file. */
  static forEachTest(): WebhooksUnderTest {
    const under = new WebhooksUnderTest();
    beforeAll(async () => {
      under.database = await createTestDatabase();
      under.receiver = await aWebhookReceiver();
      under.t = await testModule(under.options());
    });
    afterAll(async () => {
      await under.t.close();
      await under.receiver.close();
      await under.database.drop();
    });
    beforeEach(async () => {
      under.receiver.answer({ status: 204 });
      under.receiver.received.length = 0;
      under.acme = await anOrganization(under.t, { name: 'Acme' });
    });
    // What a test leaves waiting is no business of the next: runs look at every organization.
    afterEach(async () => {
      await under.t.superuser.query('TRUNCATE webhook_attempts, webhook_deliveries');
      await under.t.superuser.query('UPDATE outbox SET published = true');
    });
    return under;
  }

  /** Another process on the same database and clock. */
  another(): Promise<RunningModule> {
    return testModule({ ...this.options(), clock: this.t.clock });
  }

  async endpoint(id: string): Promise<WebhookEndpointView> {
    return (await this.t.get(WebhookEndpoints).get(this.acme, id)).view;
  }

  /** What the audit trail says, oldest first. */
  async audited(): Promise<string[]> {
    const { rows } = await this.t.superuser.query<{ action: string }>(
      'SELECT action FROM token_audit_log WHERE organization_id = $1 ORDER BY sequence',
      [this.acme],
    );
    return rows.map(({ action }) => action);
  }

  /** Goes from one due instant to the next until nothing is due; gives how many hours that took. */
  async untilGivenUp(endpoint: WebhookEndpointView): Promise<number> {
    const began = this.t.clock.now().getTime();
    await deliverWebhooks(this.t);
    for (;;) {
      const due = (await deliveriesTo(this.t, endpoint))
        .map(({ nextAttemptAt }) => nextAttemptAt)
        .filter((at) => at !== null)
        .toSorted()[0];
      if (due === undefined) return (this.t.clock.now().getTime() - began) / 3_600_000;
      this.t.clock.set(due);
      await deliverWebhooks(this.t);
    }
  }

  private options() {
    return {
      imports: [WebhooksModule],
      database: this.database,
      overrides: [{ provide: WebhookLimits, useValue: new TestLimits() }],
    };
  }
}

/** Makes an endpoint at `url` that wants `types`, and gives it with its secret. */
export async function anEndpoint(
  t: RunningModule,
  organizationId: string,
  url: string,
  types: readonly string[] = ['purchase.completed'],
): Promise<WebhookEndpointSecretView> {
  const settings = { url, types, description: '', enabled: true };
  const { view } = await t.get(WebhookEndpoints).create(organizationId, settings, ADMIN);
  return view;
}

/** Writes that a purchase was completed, as the room of purchases does; gives the purchase's id. */
export async function aPurchaseIsTold(t: RunningModule, organizationId: string): Promise<string> {
  const purchaseId = await aPaidPurchase(t, organizationId);
  const event = new PurchaseCompleted({
    organizationId,
    purchaseId,
    referenceId: purchaseId,
    type: 'package',
    tokens: 10_000,
    bonusTokens: 500,
  });
  await t.unitOfWork.run(organizationId, (tx) => t.get(Outbox).append(tx, event));
  return purchaseId;
}

/** A purchase with the number of its invoice, and nothing around it. */
async function aPaidPurchase(t: RunningModule, organizationId: string): Promise<string> {
  const at = t.clock.now();
  const id = newId(at);
  await t.superuser.query(
    `INSERT INTO token_purchases (organization_id, id, type, status, label, quantity, tokens,
       bonus_tokens, currency, unit_amount_minor, subtotal_minor, tax_minor, total_minor,
       tax_rate_percent, tax_treatment, actor_type, actor_name, created_at, attempt, invoice_id,
       invoice_number, paid_at, completed_at)
     VALUES ($1, $2, 'package', 'completed', 'Growth', 1, 10000, 500, 'USD', 4900, 4900, 435, 5335,
       8.875, 'standard', 'user', 'admin@acme.test', $3, 1, $4, '2026-000007', $3, $3)`,
    [organizationId, id, at, newId(at)],
  );
  return id;
}

export const deliverWebhooks = (t: RunningModule): Promise<JobRun> =>
  t.get(JobRegistry).run('deliverWebhooks');

/** The deliveries to one endpoint with their attempts, oldest first. */
export async function deliveriesTo(
  t: RunningModule,
  { organizationId, id: endpointId }: { organizationId: string; id: string },
): Promise<WebhookDeliveryDetailView[]> {
  const deliveries = t.get(WebhookDeliveries);
  const { data } = await deliveries.list(organizationId, { endpointId }, { limit: 200 });
  const details: WebhookDeliveryDetailView[] = [];
  for (const { id } of data.toReversed()) details.push(await deliveries.get(organizationId, id));
  return details;
}

/** What the official library makes of a webhook; it throws when the signature is wrong. */
export function verified(secret: string, { body, headers }: ReceivedWebhook): unknown {
  return new Webhook(secret).verify(body, headers as Record<string, string>);
}
