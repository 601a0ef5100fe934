import type { PurserConfig } from '@purser/platform';
import type { Params } from 'nestjs-pino';

const SECRETS = [
  'authorization',
  'cookie',
  'password',
  'token',
  'secret',
  'accessToken',
  'refreshToken',
  'clientSecret',
  'client_secret',
];

/** JSON lines; requests are logged by our own hook, and what looks like a secret is removed. */
export function loggerOptions(config: Pick<PurserConfig, 'LOG_LEVEL'>): Params {
  return {
    // No middleware: a logger made for each request, with the request in it, costs more than the
    // request. Our own hook and the problem filter name the request id where it is needed.
    forRoutes: [],
    pinoHttp: {
      level: config.LOG_LEVEL,
      // With no wrapping, `err` is the error itself: only what this function picks is written.
      wrapSerializers: false,
      serializers: { err: loggedError },
      redact: {
        paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: '[removed]',
      },
    },
  };
}

/**
 * What is logged of an error. Nothing else is: a failed query carries its parameters, a provider's
 * error its headers, and either may hold a secret.
 */
export function loggedError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code } = error as { code?: unknown };
  return {
    type: error.constructor.name,
    message: error.message,
    stack: error.stack,
    ...(typeof code === 'string' ? { code } : {}),
  };
}
