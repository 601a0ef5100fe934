import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import { problemBody, NotFound, type PurserConfig } from '@purser/platform';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { consolePolicy, pageHeaders } from '../http/security-headers.js';

const NONCE_BYTES = 18;
/** The build puts this into every script, style and preload tag. */
const NONCE_PLACEHOLDER = 'CSP_NONCE';
const HASHED_FILE = /-[A-Za-z0-9_-]{8}\.(js|css|woff2)$/;
const OWN_PREFIXES = /^\/(api|health|metrics|\.well-known)(\/|$)/;

/**
 * Serves the built console: hashed files for ever, and for every other path the page itself with a
 * fresh nonce in it and in its Content-Security-Policy.
 */
export async function registerConsole(
  server: FastifyInstance,
  root: string,
  config: PurserConfig,
): Promise<void> {
  const template = await readFile(path.join(root, 'index.html'), 'utf8');
  await server.register(fastifyStatic, {
    root,
    index: false,
    wildcard: false,
    preCompressed: true,
    setHeaders: (reply, file) => {
      const lasting = HASHED_FILE.test(file);
      void reply.header(
        'cache-control',
        lasting ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
    globIgnore: ['index.html'],
  });
  const headers = pageHeaders(config.NODE_ENV === 'production');
  const page = (reply: FastifyReply) => {
    const nonce = randomBytes(NONCE_BYTES).toString('base64');
    const provider = Boolean(config.STRIPE_PUBLISHABLE_KEY);
    return reply
      .headers(headers)
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-security-policy', consolePolicy(nonce, provider))
      .send(template.replaceAll(NONCE_PLACEHOLDER, nonce));
  };
  server.get('/', (_request, reply) => page(reply));
  server.get('/*', (request, reply) => {
    const [pathname = '/'] = request.url.split('?');
    if (OWN_PREFIXES.test(pathname) || path.posix.extname(pathname) !== '') {
      return reply
        .status(404)
        .header('content-type', 'application/problem+json; charset=utf-8')
        .send(JSON.stringify(problemBody(new NotFound(), pathname, String(request.id))));
    }
    return page(reply);
  });
}
