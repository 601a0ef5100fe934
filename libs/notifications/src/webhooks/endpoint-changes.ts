import { PreconditionFailed, type Tx } from '@purser/platform';
import { IsNull } from 'typeorm';
import { WebhookEndpoint } from './webhook-endpoint.entity.js';

/** An endpoint that was not deleted; null = none has this id. */
export function existingEndpoint(tx: Tx, id: string): Promise<WebhookEndpoint | null> {
  const { organizationId } = tx;
  return tx.findOneBy(WebhookEndpoint, { organizationId, id, deletedAt: IsNull() });
}

/** As {@link existingEndpoint}, locked until `tx` ends. */
export function lockedEndpoint(tx: Tx, id: string): Promise<WebhookEndpoint | null> {
  return tx.findOne(WebhookEndpoint, {
    where: { organizationId: tx.organizationId, id, deletedAt: IsNull() },
    lock: { mode: 'for_no_key_update' },
  });
}

export function eTagOf({ version }: Pick<WebhookEndpoint, 'version'>): string {
  return `"${version}"`;
}

/**
 * `If-Match` holds one ETag, several, or `*`; null = whatever is there.
 *
 * @throws PreconditionFailed
 */
export function requireMatch(ifMatch: string | null, endpoint: WebhookEndpoint): void {
  if (ifMatch === null) return;
  const eTag = eTagOf(endpoint);
  const parts = ifMatch.split(',').map((part) => part.trim());
  if (!parts.includes(eTag) && !parts.includes('*')) throw new PreconditionFailed(eTag);
}

/** What the audit trail says of an endpoint: never its secret. */
export function recorded(endpoint: WebhookEndpoint): object {
  const { url, description, events, enabled, disabledReason, deletedAt } = endpoint;
  return { url, description, types: events, enabled, disabledReason, deletedAt };
}
