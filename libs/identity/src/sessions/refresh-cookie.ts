import type { PurserConfig } from '@purser/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import '@fastify/cookie';

const NAME = 'purser_refresh';
const PATH = '/api/auth';

const attributes = (config: PurserConfig) =>
  ({ path: PATH, httpOnly: true, sameSite: 'strict', secure: !config.sandbox }) as const;

/** The refresh token of the request, or undefined. */
export function refreshTokenOf(request: FastifyRequest): string | undefined {
  return request.cookies[NAME] || undefined;
}

/** Lets the browser keep the refresh token where no script can read it. */
export function keepRefreshToken(
  reply: FastifyReply,
  config: PurserConfig,
  token: string,
  expires: Date,
): void {
  void reply.setCookie(NAME, token, { ...attributes(config), expires });
}

/** Lets the browser forget it. */
export function forgetRefreshToken(reply: FastifyReply, config: PurserConfig): void {
  void reply.clearCookie(NAME, attributes(config));
}
