import type Stripe from 'stripe';
import type { Act } from './act.js';
import { newId } from './ids.js';
import { listPage, pageByTime } from './listing.js';
import { bool, list, text } from './params.js';
import { get, type Route } from './route.js';
import { deliveriesFor } from './deliveries.js';

/** The API version whose object shapes the sandbox speaks. */
export const API_VERSION = '2026-10-28.endive';
const LISTED_SECONDS = 30 * 86_400;

/** Records what happened and queues it for delivery; `object` is kept as it is at this moment. */
export function recordEvent(act: Act, type: string, object: object, previous?: object): void {
  const hasPrevious = previous !== undefined && Object.keys(previous).length > 0;
  const id = newId('evt');
  const deliveries = deliveriesFor(act.store, id, type);
  const event = {
    id,
    object: 'event',
    api_version: API_VERSION,
    created: act.now,
    data: hasPrevious ? { object, previous_attributes: previous } : { object },
    livemode: false,
    pending_webhooks: deliveries.length,
    request: act.origin,
    type,
  };
  act.put('events', event as unknown as Stripe.Event);
  for (const delivery of deliveries) act.put('deliveries', delivery);
}

/** Whether a type is meant by a name that may end in a wildcard, such as `charge.*`. */
function isMeant(type: string, name: string): boolean {
  return name.endsWith('*') ? type.startsWith(name.slice(0, -1)) : type === name;
}

export const eventRoutes: Route[] = [
  get(
    '/v1/events',
    { ...pageByTime, type: text(), types: list(text()), delivery_success: bool },
    ({ act, params, url }) =>
      listPage(act, 'events', url, params, (event) => {
        if (event.created <= act.now - LISTED_SECONDS) return false;
        const isDelivered = event.pending_webhooks === 0;
        const wanted = params.delivery_success;
        if (wanted !== undefined && wanted !== isDelivered) return false;
        if (params.type !== undefined && !isMeant(event.type, params.type)) return false;
        const { types } = params;
        return !types || types.some((name) => isMeant(event.type, name));
      }),
  ),
  get('/v1/events/:id', {}, ({ act, path }) => act.fromPath('events', path['id'] ?? '')),
];
