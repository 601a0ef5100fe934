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
    pinoHttp: {
      level: config.LOG_LEVEL,
      autoLogging: false,
      quietReqLogger: true,
      redact: {
        paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: '[removed]',
      },
    },
  };
}
