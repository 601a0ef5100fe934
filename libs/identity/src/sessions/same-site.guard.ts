import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { CONFIG, type PurserConfig } from '@purser/platform';
import type { FastifyRequest } from 'fastify';
import { CrossSiteRequest } from '../identity.errors.js';

/**
 * Refuses what another site makes a browser send: the cookie would go along. `Sec-Fetch-Site` is
 * the browser's own word; without it, `Origin` must be ours. Programs send neither.
 */
@Injectable()
export class SameSiteGuard implements CanActivate {
  constructor(@Inject(CONFIG) private readonly config: PurserConfig) {}

  /** @throws CrossSiteRequest */
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
    const site = headers['sec-fetch-site'];
    if (site !== undefined) {
      if (site === 'same-origin' || site === 'none') return true;
      throw new CrossSiteRequest();
    }
    const { origin } = headers;
    if (origin === undefined || this.isOurs(origin, headers.host)) return true;
    throw new CrossSiteRequest();
  }

  private isOurs(origin: string, host: string | undefined): boolean {
    if (!URL.canParse(origin)) return false;
    if (this.config.PUBLIC_URL && new URL(this.config.PUBLIC_URL).origin === origin) return true;
    return host !== undefined && new URL(origin).host === host;
  }
}
