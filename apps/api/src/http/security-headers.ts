import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';

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

/** What helmet sets that means something for what is not shown as a page. */
const FOR_EVERYTHING = [
  'x-content-type-options',
  'cross-origin-resource-policy',
  'strict-transport-security',
];

/** Headers of every answer of the API, beside its request's id. */
export function apiHeaders(https: boolean): Record<string, string> {
  return { ...fileHeaders(https), 'cache-control': 'no-store' };
}

/** Headers of a page, beside its policy. */
export function pageHeaders(https: boolean): Record<string, string> {
  return { ...helmetHeaders(https), 'cache-control': 'no-store' };
}

/**
 * Headers of every answer, with its request's id. Whoever answers adds to them: pages, which bring a
 * policy of their own, and files that may be kept.
 */
export function registerSecurityHeaders(server: FastifyInstance, https: boolean): void {
  const api = apiHeaders(https);
  const file = fileHeaders(https);
  const docs = { ...pageHeaders(https), 'content-security-policy': DOCS_POLICY };
  server.addHook('onRequest', ({ url, id }, reply, done) => {
    const isDocs = url.startsWith('/api/docs');
    const headers = isDocs ? docs : url.startsWith('/api/') ? api : file;
    void reply.headers(headers).header('x-request-id', id);
    done();
  });
}

function fileHeaders(https: boolean): Record<string, string> {
  const all = Object.entries(helmetHeaders(https));
  const own = all.filter(([name]) => FOR_EVERYTHING.includes(name));
  return { ...Object.fromEntries(own), 'content-security-policy': API_POLICY };
}

/** What helmet sets. It depends on no request, so it is asked once. */
function helmetHeaders(https: boolean): Record<string, string> {
  const headers: Record<string, string> = {};
  const recorder = {
    setHeader: (name: string, value: string) => (headers[name.toLowerCase()] = value),
    removeHeader: () => undefined,
  };
  const apply = helmet({
    contentSecurityPolicy: false,
    strictTransportSecurity: https ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
  });
  apply({} as IncomingMessage, recorder as unknown as ServerResponse, (error) => {
    if (error instanceof Error) throw error;
  });
  return headers;
}
