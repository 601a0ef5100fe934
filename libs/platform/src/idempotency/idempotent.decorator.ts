import {
  applyDecorators,
  createParamDecorator,
  Injectable,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { NEVER, type Observable } from 'rxjs';
import type { PurserRequest } from '../requests/purser-request.js';
import { IdempotencyKeyRequired } from './idempotency.errors.js';
import { IdempotencyService } from './idempotency.service.js';

const KEY = /^[\x21-\x7e]{1,255}$/;

/** Answers a repeated `Idempotency-Key` with the first answer; runs after access is checked. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly idempotency: IdempotencyService) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<PurserRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const { caller, organizationId } = request;
    if (!caller || !organizationId) throw new Error('An idempotent handler needs an organization');
    // A rehearsal changes nothing: its answer must not be kept for the request that does.
    if ((request.query as { dryRun?: unknown }).dryRun === 'true') return next.handle();
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string' || !KEY.test(key)) throw new IdempotencyKeyRequired();
    const route = `${request.method} ${request.routeOptions.url ?? request.url}`;
    const path = request.url.split('?')[0] ?? request.url;
    const begun = await this.idempotency.begin({
      organizationId,
      principalId: caller.id,
      route,
      key,
      path,
      body: request.body,
    });
    if ('recordId' in begun) {
      request.idempotentCall = begun;
      return next.handle();
    }
    void reply
      .status(begun.status)
      .header('content-type', begun.contentType)
      .header('idempotency-replayed', 'true')
      .send(begun.body);
    return NEVER;
  }
}

/** Requires `Idempotency-Key` on a handler that moves money or tokens. */
export const Idempotent = () =>
  applyDecorators(
    UseInterceptors(IdempotencyInterceptor),
    ApiHeader({
      name: 'Idempotency-Key',
      required: true,
      description:
        'A fresh value for each new request, 1-255 printable characters. The same key and body ' +
        'give the first answer again for 72 hours, with `Idempotency-Replayed: true`.',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    }),
  );

/**
 * Stands for the caller's `Idempotency-Key`, for an effect that nothing else makes unique; null in a
 * rehearsal.
 */
export const EffectKey = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | null =>
    context.switchToHttp().getRequest<PurserRequest>().idempotentCall?.effectKey ?? null,
);
