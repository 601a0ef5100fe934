import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { PurserRequest } from '../requests/purser-request.js';
import { problemBody } from './problem-body.js';

/** Answers every error as `application/problem+json`; the one place where errors meet HTTP. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<PurserRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const body = problemBody(error, request.url.split('?')[0] ?? '/', String(request.id));
    if (body.status >= 500) this.logger.error({ err: error, requestId: request.id }, body.type);
    const told = (error as { retryAfterSeconds?: unknown } | null)?.retryAfterSeconds;
    const wait = told ?? (body.status === 503 ? 1 : undefined);
    if (typeof wait === 'number') void reply.header('retry-after', String(wait));
    if (body.status === 401) void reply.header('www-authenticate', 'Bearer');
    if (reply.sent) return;
    void reply
      .status(body.status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(JSON.stringify(body));
  }
}
