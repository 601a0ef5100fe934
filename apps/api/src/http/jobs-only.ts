import { NotFound, problemBody } from '@purser/platform';
import type { FastifyInstance } from 'fastify';

const ANSWERED = /^\/(health|metrics)(\/|$)/;

/** A process of role `jobs` serves no requests: it only says how it is. */
export function registerJobsOnly(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    const [path = '/'] = request.url.split('?');
    if (ANSWERED.test(path)) return;
    const refusal = new NotFound('This process runs jobs; requests are served by another.');
    await reply
      .status(404)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(JSON.stringify(problemBody(refusal, path, String(request.id))));
  });
}
