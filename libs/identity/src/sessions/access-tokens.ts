import { Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import { MachineClock } from '../machine-clock.js';
import { SigningKeys } from './signing-keys.js';

export const ISSUER = 'purser';
export const AUDIENCE = 'purser-api';
export const TOKEN_TYPE = 'at+jwt';
/** Lifetime of an access token. */
export const ACCESS_TOKEN_SECONDS = 900;

/** Signs access tokens: RS256 JWTs that say who and which session, and nothing about permissions. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly keys: SigningKeys,
    private readonly machine: MachineClock,
  ) {}

  sign(userId: string, sessionId: string): Promise<string> {
    const issuedAt = Math.floor(this.machine.now().getTime() / 1_000);
    return new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: 'RS256', kid: this.keys.kid, typ: TOKEN_TYPE })
      .setSubject(userId)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + ACCESS_TOKEN_SECONDS)
      .sign(this.keys.privateKey);
  }
}
