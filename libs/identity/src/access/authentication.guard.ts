import { hash } from 'node:crypto';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import {
  ACCESS_RULE,
  NotAuthenticated,
  type AccessRule,
  type Caller,
  type PurserRequest,
} from '@purser/platform';
import { looksLikeApiKey } from '../api-keys/api-key-secret.js';
import { MachineClock } from '../machine-clock.js';
import type { AccessTokenClaims } from './access-token.strategy.js';
import { BoundedMap } from './bounded-map.js';
import type { Principal } from './principal.js';
import { Principals } from './principals.js';

const MOST_TOKENS = 50_000;
const BEARER = /^Bearer +(\S+) *$/i;

/** Runs the passport strategy; what it verified lands on `request.user`. */
@Injectable()
export class AccessTokenGuard extends AuthGuard('access-token') {
  override handleRequest<T>(failure: unknown, claims: T | false | null | undefined): T {
    if (failure instanceof Error) throw failure;
    if (!claims) throw new NotAuthenticated();
    return claims;
  }
}

/**
 * Says who calls: an access token or an API key. A token's signature is verified once and the token
 * remembered by its digest until it expires; that its session still stands is looked up each time.
 */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  private readonly verified = new BoundedMap<string, AccessTokenClaims>(MOST_TOKENS);

  constructor(
    private readonly reflector: Reflector,
    private readonly strategy: AccessTokenGuard,
    private readonly principals: Principals,
    private readonly machine: MachineClock,
  ) {}

  /** @throws NotAuthenticated unless the handler is public */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rule = this.reflector.getAllAndOverride<AccessRule | undefined>(ACCESS_RULE, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (rule?.kind === 'public') return true;
    const request = context.switchToHttp().getRequest<PurserRequest>();
    const principal = await this.principalOf(request, context);
    if (!principal) throw new NotAuthenticated();
    request.caller = callerOf(principal, request);
    return true;
  }

  private async principalOf(
    request: PurserRequest,
    context: ExecutionContext,
  ): Promise<Principal | null> {
    const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) return null;
    if (looksLikeApiKey(token)) return this.principals.ofKey(token);
    const claims = await this.claimsOf(token, context);
    return this.principals.ofSession(claims.sessionId, claims.userId);
  }

  private async claimsOf(token: string, context: ExecutionContext): Promise<AccessTokenClaims> {
    const digest = hash('sha256', token, 'base64url');
    const known = this.verified.get(digest);
    if (known) return this.unexpired(known);
    await this.strategy.canActivate(context);
    const { user } = context.switchToHttp().getRequest<{ user: AccessTokenClaims }>();
    this.verified.set(digest, user);
    return this.unexpired(user);
  }

  private unexpired(claims: AccessTokenClaims): AccessTokenClaims {
    if (claims.expiresAtMs <= this.machine.now().getTime()) throw new NotAuthenticated();
    return claims;
  }
}

function callerOf(principal: Principal, request: PurserRequest): Caller {
  const { type, id, name, memberships, platformPermissions } = principal;
  const requestId = String(request.id);
  return { type, id, name, memberships, platformPermissions, requestId, ip: request.ip };
}
