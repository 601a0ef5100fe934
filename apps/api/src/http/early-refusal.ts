import { Overloaded, problemBody } from '@purser/platform';
import type { Spending } from '@purser/wallet';
import type { FastifyInstance } from 'fastify';

const SPENDING = /^\/api\/tokens\/wallet\/([0-9a-f-]{36})\/(?:debits|holds)/;

/**
 * Refuses spending from a wallet whose queue is full before the body is read: under overload most
 * requests are refused, and what a refusal costs is taken from those that are served.
 */
export function registerEarlyRefusal(
  server: FastifyInstance,
  spending: Pick<Spending, 'isFull'>,
): void {
  server.addHook('onRequest', (request, reply, done) => {
    const [, organizationId] = (request.method === 'POST' && SPENDING.exec(request.url)) || [];
    if (organizationId === undefined || !spending.isFull(organizationId)) {
      done();
      return;
    }
    const refusal = new Overloaded();
    const path = request.url.split('?')[0] ?? '/';
    void reply
      .status(503)
      .headers({
        'content-type': 'application/problem+json; charset=utf-8',
        'retry-after': String(refusal.retryAfterSeconds),
        'x-request-id': request.id,
      })
      .send(JSON.stringify(problemBody(refusal, path, request.id)));
  });
}
