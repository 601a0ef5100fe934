import { randomUUID } from 'node:crypto';
import type { HttpClient } from '../http-client.js';
import { pathOf, type Operation } from '../open-api.js';
import { pathValues, type Route } from './route-table.js';
import type { Scene } from './scene.js';

/** A request, ready to be sent by anybody. */
export interface Request {
  readonly method: string;
  readonly path: string;
  /** Undefined = none. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
  /** Sent as it is instead of `body`. */
  readonly text?: string;
}

/** What came back. */
export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly headers: Headers;
  /** The JSON of a refusal; empty for anything else. */
  readonly problem: Readonly<Record<string, unknown>>;
}

/** A well-formed request for `operation` about the things of `scene` and `organizationId`. */
export function requestFor(
  operation: Operation,
  route: Route,
  scene: Scene,
  organizationId: string,
): Request {
  const by = typeof route.access === 'object' && 'by' in route.access ? route.access.by : null;
  const path = pathOf(operation, pathValues(route, scene, organizationId));
  const query = by === 'query' ? `?organizationId=${encodeURIComponent(organizationId)}` : '';
  const organization = by === 'body' ? { organizationId } : {};
  const body = route.body && { ...organization, ...route.body(scene) };
  return { method: operation.method, path: `${path}${query}`, body };
}

/** Sends it, with a fresh `Idempotency-Key`; of a stream only the head is read. */
export async function ask(
  client: HttpClient,
  { method, path, body, text }: Request,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const response = await client.send(method, path, text ?? (body && JSON.stringify(body)), {
    'idempotency-key': randomUUID(),
    ...headers,
  });
  const contentType = response.headers.get('content-type') ?? '';
  const reply = { status: response.status, contentType, headers: response.headers };
  if (contentType.startsWith('text/event-stream')) {
    await response.body?.cancel();
    return { ...reply, problem: {} };
  }
  const said = await response.text();
  const refused = contentType.startsWith('application/problem+json');
  const problem = refused ? (JSON.parse(said) as Record<string, unknown>) : {};
  return { ...reply, problem };
}

/** What two refusals must share for neither to tell more than the other. */
export function comparable({ status, problem }: Reply): object {
  const { requestId, instance, ...said } = problem;
  return { status, named: [typeof requestId, typeof instance], ...said };
}
