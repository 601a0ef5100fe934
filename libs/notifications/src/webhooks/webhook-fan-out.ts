import { Injectable } from '@nestjs/common';
import { Clock, newId, type Tx } from '@purser/platform';
import type { PublicEvent } from '../event-feed/public-event.entity.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';
import { wants, WebhookEndpoint } from './webhook-endpoint.entity.js';

/**
 * Makes one delivery for each endpoint that wants an event and was there when it happened, in the
 * transaction that publishes the event.
 */
@Injectable()
export class WebhookFanOut {
  constructor(private readonly clock: Clock) {}

  async write(tx: Tx, events: readonly PublicEvent[]): Promise<void> {
    if (events.length === 0) return;
    const { organizationId } = tx;
    const endpoints = await tx.findBy(WebhookEndpoint, { organizationId, enabled: true });
    const now = this.clock.now();
    const deliveries = endpoints.flatMap((endpoint) =>
      events
        .filter(({ type, occurredAt }) => wants(endpoint, type) && occurredAt >= endpoint.createdAt)
        .map((event) => newDelivery(endpoint, event, now)),
    );
    if (deliveries.length > 0) await tx.insert(WebhookDelivery, deliveries);
  }
}

/** A delivery that is due at `now` and was never tried. */
export function newDelivery(
  endpoint: WebhookEndpoint,
  event: PublicEvent,
  now: Date,
): WebhookDelivery {
  return {
    organizationId: endpoint.organizationId,
    id: newId(now),
    endpointId: endpoint.id,
    eventId: event.id,
    type: event.type,
    status: 'pending',
    attempts: 0,
    roundAttempts: 0,
    dueAt: now,
    claimedAt: null,
    claimedUntil: null,
    claimId: null,
    httpStatus: null,
    lastError: null,
    createdAt: now,
    deliveredAt: null,
  };
}
