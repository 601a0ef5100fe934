import type Stripe from 'stripe';
import type { Act } from './act.js';
import { newId } from './ids.js';
import { listPage, page } from './listing.js';
import {
  bool,
  clearable,
  list,
  mergeMetadata,
  metadata,
  required,
  text,
  unsupported,
  url,
  type Parsed,
} from './params.js';
import { del, get, post, type Route } from './route.js';

const fields = {
  description: clearable(text()),
  enabled_events: list(text()),
  metadata,
  url,
};
const createParams = {
  ...fields,
  api_version: text(),
  connect: unsupported,
  enabled_events: required(fields.enabled_events),
  url: required(url),
};

/** A signing secret in Stripe's style. */
export const newSigningSecret = (): string => newId('whsec', 32);

function createEndpoint(act: Act, params: Parsed<typeof createParams>): Stripe.WebhookEndpoint {
  const endpoint: Stripe.WebhookEndpoint = {
    id: newId('we'),
    object: 'webhook_endpoint',
    api_version: params.api_version ?? null,
    application: null,
    created: act.now,
    description: params.description ?? null,
    enabled_events: params.enabled_events,
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    status: 'enabled',
    url: params.url,
  };
  act.put('webhook_endpoints', endpoint);
  const secret = newSigningSecret();
  act.put('endpoint_secrets', { id: endpoint.id, current: secret, previous: null });
  return { ...endpoint, secret };
}

function updateEndpoint(
  act: Act,
  before: Stripe.WebhookEndpoint,
  params: Parsed<typeof fields> & { disabled?: boolean },
): Stripe.WebhookEndpoint {
  const { disabled, metadata: change, ...rest } = params;
  return act.put('webhook_endpoints', {
    ...before,
    ...(rest as Partial<Stripe.WebhookEndpoint>),
    metadata: mergeMetadata(before.metadata, change),
    ...(disabled !== undefined && { status: disabled ? 'disabled' : 'enabled' }),
  });
}

/** The endpoint that the environment or the starting program asks for. */
export function ensureEndpoint(act: Act, wanted: { url: string; secret: string }): void {
  const id = 'we_preconfigured';
  act.put('webhook_endpoints', {
    id,
    object: 'webhook_endpoint',
    api_version: null,
    application: null,
    created: act.get('webhook_endpoints', id)?.created ?? act.now,
    description: 'Set up when the sandbox was started',
    enabled_events: ['*'],
    livemode: false,
    metadata: {},
    status: 'enabled',
    url: wanted.url,
  });
  const known = act.get('endpoint_secrets', id);
  if (known?.current === wanted.secret) return;
  act.put('endpoint_secrets', { id, current: wanted.secret, previous: null });
}

/** Gives an endpoint another secret; the old one goes on signing beside it for a while. */
export function rotateSecret(act: Act, id: string, overlapMs: number): string {
  act.fromPath('webhook_endpoints', id);
  const known = act.get('endpoint_secrets', id);
  const current = newSigningSecret();
  const previous =
    known && overlapMs > 0 ? { secret: known.current, validUntilMs: Date.now() + overlapMs } : null;
  act.put('endpoint_secrets', { id, current, previous });
  return current;
}

const ofPath = (act: Act, path: Record<string, string>): Stripe.WebhookEndpoint =>
  act.fromPath('webhook_endpoints', path['id'] ?? '');

export const webhookEndpointRoutes: Route[] = [
  post('/v1/webhook_endpoints', createParams, ({ act, params }) => createEndpoint(act, params)),
  get('/v1/webhook_endpoints', page, ({ act, params, url: address }) =>
    listPage(act, 'webhook_endpoints', address, params),
  ),
  get('/v1/webhook_endpoints/:id', {}, ({ act, path }) => ofPath(act, path)),
  post('/v1/webhook_endpoints/:id', { ...fields, disabled: bool }, ({ act, params, path }) =>
    updateEndpoint(act, ofPath(act, path), params),
  ),
  del('/v1/webhook_endpoints/:id', {}, ({ act, path }) => {
    const { id } = ofPath(act, path);
    act.remove('webhook_endpoints', id);
    act.remove('endpoint_secrets', id);
    return { id, object: 'webhook_endpoint', deleted: true };
  }),
];
