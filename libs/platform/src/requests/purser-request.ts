import type { FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.js';
import type { IdempotentCall } from '../idempotency/idempotent-call.js';

/** A Fastify request with what Purser's guards and interceptors learned about it. */
export interface PurserRequest extends FastifyRequest {
  caller?: Caller;
  organizationId?: string;
  idempotentCall?: IdempotentCall;
  rawBody?: Buffer;
}
