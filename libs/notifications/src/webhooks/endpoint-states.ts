import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@purser/audit';
import { Outbox, systemActor, type Tx } from '@purser/platform';
import { IsNull } from 'typeorm';
import type { WebhookAnswer } from './sending/webhook-sender.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';
import { WebhookEndpoint } from './webhook-endpoint.entity.js';
import { WebhookLimits } from './webhook-limits.js';
import { WebhookEndpointDisabled } from './webhooks.events.js';

/** What the answers of an endpoint make of it: healthy, failing, throttled, disabled. */
@Injectable()
export class EndpointStates {
  constructor(
    private readonly limits: WebhookLimits,
    private readonly audit: AuditTrail,
    private readonly outbox: Outbox,
  ) {}

  /** Notes one answer on the endpoint; says whether it is enabled after that. */
  async note(
    tx: Tx,
    endpointId: string,
    { type }: WebhookDelivery,
    answer: WebhookAnswer,
    at: Date,
  ): Promise<{ enabled: boolean }> {
    const where = { organizationId: tx.organizationId, id: endpointId };
    const endpoint = await tx.findOneOrFail(WebhookEndpoint, {
      where,
      lock: { mode: 'for_no_key_update' },
    });
    if (!endpoint.enabled) return { enabled: false };
    if (answer.delivered) {
      const troubled = endpoint.failingSince !== null || endpoint.throttledUntil !== null;
      const well = { failingSince: null, throttledUntil: null };
      if (troubled) await tx.update(WebhookEndpoint, where, well);
      return { enabled: true };
    }
    const failingSince = endpoint.failingSince ?? at;
    // A test is not an event: that it fails says nothing about the last three days.
    const failingMs = type === 'webhook.test' ? 0 : at.getTime() - failingSince.getTime();
    if (answer.gone || failingMs >= this.limits.failingMs) {
      await this.disable(tx, endpoint, answer.gone ? 'gone' : 'failing', at);
      return { enabled: false };
    }
    if (type !== 'webhook.test') await tx.update(WebhookEndpoint, where, { failingSince });
    if (answer.retryAfterMs !== null) {
      const throttledUntil = new Date(at.getTime() + answer.retryAfterMs);
      await tx.update(WebhookEndpoint, where, { throttledUntil });
    }
    return { enabled: true };
  }

  /** Calls off what waits for the endpoint; what a sender holds is decided by its answer. */
  async cancelWaiting(tx: Tx, endpointId: string): Promise<void> {
    const { organizationId } = tx;
    const waiting = { organizationId, endpointId, status: 'pending' as const, claimId: IsNull() };
    await tx.update(WebhookDelivery, waiting, {
      status: 'canceled',
      dueAt: null,
      lastError: 'the endpoint is disabled',
    });
  }

  private async disable(
    tx: Tx,
    endpoint: WebhookEndpoint,
    reason: 'gone' | 'failing',
    at: Date,
  ): Promise<void> {
    const { organizationId, id, url, version } = endpoint;
    await tx.update(
      WebhookEndpoint,
      { organizationId, id },
      {
        enabled: false,
        disabledAt: at,
        disabledReason: reason,
        version: version + 1,
        updatedAt: at,
        throttledUntil: null,
      },
    );
    await this.cancelWaiting(tx, id);
    const event = new WebhookEndpointDisabled({ organizationId, endpointId: id, url, reason });
    await this.outbox.append(tx, event);
    await this.audit.append(tx, {
      action: 'webhook-endpoint.disabled',
      actor: systemActor('deliverWebhooks'),
      subjectType: 'webhook_endpoint',
      subjectId: id,
      before: { enabled: true },
      after: { enabled: false, disabledReason: reason },
      reason:
        reason === 'gone' ? 'The endpoint answered 410.' : 'Nothing got through for three days.',
      at,
    });
  }
}
