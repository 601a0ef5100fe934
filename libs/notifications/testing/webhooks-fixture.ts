import type { WebhookDeliveryDetailView, WebhookEndpointSecretView } from '@purser/contracts';
import { JobRegistry, newId, Outbox, systemActor, type JobRun } from '@purser/platform';
import { PurchaseCompleted } from '@purser/purchases';
import type { RunningModule } from '@purser/testing';
import { Webhook } from 'standardwebhooks';
import { WebhookDeliveries } from '../src/webhooks/webhook-deliveries.service.js';
import { WebhookEndpoints } from '../src/webhooks/webhook-endpoints.service.js';
import type { ReceivedWebhook } from './a-webhook-receiver.js';

export const ADMIN = systemActor('test');

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
