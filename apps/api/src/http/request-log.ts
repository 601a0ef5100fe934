import { Logger } from '@nestjs/common';
import type { PurserRequest } from '@purser/platform';
import type { FastifyInstance } from 'fastify';

const QUIET = /^\/(health|metrics)/;

/**
 * One line per answered request: route template, status, duration, ids. Never a body, a header or
 * a query, so no secret can reach the log. Successful spending is logged at debug only.
 */
export function registerRequestLog(server: FastifyInstance): void {
  const logger = new Logger('Http');
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unmatched';
    if (!QUIET.test(route)) {
      const { caller, organizationId } = request as PurserRequest;
      const line = {
        method: request.method,
        route,
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime * 10) / 10,
        requestId: request.id,
        principal: caller?.id,
        organizationId,
      };
      const quiet = reply.statusCode < 400 && /\/(debits|holds|stream|\*)/.test(route);
      if (quiet) logger.debug(line);
      else logger.log(line);
    }
    done();
  });
}
