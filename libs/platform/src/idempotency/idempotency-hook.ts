import type { FastifyInstance } from 'fastify';
import type { PurserRequest } from '../requests/purser-request.js';
import type { IdempotencyService } from './idempotency.service.js';

/** Stores the very bytes that go out, success or final refusal, before they go out. */
export function registerIdempotencyHook(server: FastifyInstance, store: IdempotencyService): void {
  server.addHook('onSend', async (request, reply, payload) => {
    const { idempotentCall } = request as PurserRequest;
    if (!idempotentCall) return payload;
    // Whoever is asked to come again later must not get the same refusal for three days.
    if (reply.hasHeader('retry-after')) {
      await store.release(idempotentCall);
      return payload;
    }
    await store.finish(idempotentCall, {
      status: reply.statusCode,
      contentType: String(reply.getHeader('content-type') ?? 'application/json; charset=utf-8'),
      body: typeof payload === 'string' ? payload : '',
    });
    return payload;
  });
}
