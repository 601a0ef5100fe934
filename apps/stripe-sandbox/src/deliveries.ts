import { createHmac } from 'node:crypto';
import type Stripe from 'stripe';
import { newId } from './ids.js';
import type { Store } from './store.js';

/** One event on its way to one endpoint. Delivered ones are removed. */
export interface Delivery {
  id: string;
  event: string;
  endpoint: string;
  /** How often it was tried. */
  attempts: number;
  /** Machine time of the next attempt, in milliseconds. */
  dueAtMs: number;
  state: 'pending' | 'dropped' | 'failed';
}

/** The secrets that sign for an endpoint: the present one and, while rotating, the last one. */
export interface EndpointSecrets {
  /** The endpoint's id. */
  id: string;
  current: string;
  previous: { secret: string; validUntilMs: number } | null;
}

function wants(endpoint: Stripe.WebhookEndpoint, type: string): boolean {
  if (endpoint.status !== 'enabled') return false;
  return endpoint.enabled_events.some((name) => name === '*' || name === type);
}

/** A delivery to each endpoint that wants events of this type, due at once. */
export function deliveriesFor(store: Store, event: string, type: string): Delivery[] {
  const deliveries: Delivery[] = [];
  for (const endpoint of store.oldestFirst('webhook_endpoints')) {
    if (!wants(endpoint, type)) continue;
    deliveries.push({
      id: newId('whd'),
      event,
      endpoint: endpoint.id,
      attempts: 0,
      dueAtMs: 0,
      state: 'pending',
    });
  }
  return deliveries;
}

/** The `Stripe-Signature` header: one `v1` for each secret, over `<time>.<payload>`. */
export function signatureHeader(payload: string, seconds: number, secrets: string[]): string {
  const signatures = secrets.map((secret) => {
    const digest = createHmac('sha256', secret).update(`${seconds}.${payload}`).digest('hex');
    return `v1=${digest}`;
  });
  return [`t=${seconds}`, ...signatures].join(',');
}

/** The secrets that sign at this machine time. */
export function signingSecrets(secrets: EndpointSecrets, nowMs: number): string[] {
  const { current, previous } = secrets;
  return previous && previous.validUntilMs > nowMs ? [current, previous.secret] : [current];
}
