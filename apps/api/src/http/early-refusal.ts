import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { newId, Overloaded, problemBody } from '@purser/platform';
import type { Spending } from '@purser/wallet';
import type { FastifyServerFactoryHandler } from 'fastify';

const SPENDING = /^\/api\/tokens\/wallet\/([0-9a-f-]{36})\/(?:debits|holds)/;
/** As long as Fastify keeps a connection open where it makes the server itself. */
const KEEP_ALIVE_MS = 72_000;
const REFUSAL = new Overloaded();

type Door = Pick<Spending, 'turnsAway'>;

/**
 * Refuses spending from a wallet whose queue is full before anything is known of the request but its
 * first line: under overload most requests are refused, and what a refusal costs is taken from those
 * that are served. Such a refusal is counted and not logged.
 */
export class EarlyRefusal {
  private door: Door = { turnsAway: () => false };

  /** @param headers of every answer, beside the request's id */
  constructor(private readonly headers: Readonly<Record<string, string>>) {}

  /** Until then nothing is refused. */
  guard(door: Door): void {
    this.door = door;
  }

  /** Makes the server that stands before the router. */
  readonly serverFactory = (route: FastifyServerFactoryHandler): Server => {
    const server = createServer((request, response) => {
      if (this.refuses(request)) this.refuse(request, response);
      else route(request, response);
    });
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    return server;
  };

  private refuses({ method, url = '/' }: IncomingMessage): boolean {
    const [, organizationId] = (method === 'POST' && SPENDING.exec(url)) || [];
    return organizationId !== undefined && this.door.turnsAway(organizationId);
  }

  private refuse({ url = '/' }: IncomingMessage, response: ServerResponse): void {
    const requestId = newId(new Date());
    const body = JSON.stringify(problemBody(REFUSAL, url.split('?')[0] ?? '/', requestId));
    response.writeHead(503, {
      ...this.headers,
      'x-request-id': requestId,
      'content-type': 'application/problem+json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'retry-after': String(REFUSAL.retryAfterSeconds),
    });
    response.end(body);
  }
}
