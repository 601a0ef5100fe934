import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

const API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";

const DOCS_POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/**
 * The Content-Security-Policy of the console. Scripts and styles carry the nonce of their response;
 * DOM sinks take Trusted Types only.
 */
export function consolePolicy(nonce: string, paymentProvider: boolean): string {
  const provider = paymentProvider ? ' https://js.stripe.com' : '';
  return [
    "default-src 'self'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${paymentProvider ? ' https://api.stripe.com' : ''}`,
    `frame-src${provider || " 'none'"}`,
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types angular angular#bundler angular#unsafe-bypass purser',
  ].join('; ');
}

/** Headers of every answer. The console's pages bring a policy of their own. */
export async function registerSecurityHeaders(
  server: FastifyInstance,
  https: boolean,
): Promise<void> {
  await server.register(helmet, {
    contentSecurityPolicy: false,
    strictTransportSecurity: https ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
  });
  server.addHook('onSend', (request, reply, payload, done) => {
    if (!reply.hasHeader('content-security-policy')) {
      const docs = request.url.startsWith('/api/docs');
      void reply.header('content-security-policy', docs ? DOCS_POLICY : API_POLICY);
    }
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control')) {
      void reply.header('cache-control', 'no-store');
    }
    done(null, payload);
  });
}
