import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { isId } from '@purser/platform';
import { decodeProtectedHeader, errors } from 'jose';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { AUDIENCE, ISSUER, TOKEN_TYPE } from '../sessions/access-tokens.js';
import { SigningKeys } from '../sessions/signing-keys.js';

/** What a verified access token says. */
export interface AccessTokenClaims {
  readonly userId: string;
  readonly sessionId: string;
  readonly expiresAtMs: number;
}

interface Payload {
  sub?: unknown;
  sid?: unknown;
  exp?: unknown;
}

/**
 * Verifies access tokens with passport-jwt: RS256 and nothing else, the key named by `kid` out of
 * our own, issuer, audience, type and expiry.
 */
@Injectable()
export class AccessTokenStrategy extends PassportStrategy(Strategy, 'access-token') {
  constructor(keys: SigningKeys) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      algorithms: ['RS256'],
      issuer: ISSUER,
      audience: AUDIENCE,
      ignoreExpiration: false,
      secretOrKeyProvider: (
        _request: unknown,
        token: string,
        done: (refusal: Error | null, pem?: string) => void,
      ) => {
        const pem = keyOf(keys, token);
        if (pem) done(null, pem);
        else done(new Error('not signed by one of our keys'));
      },
    });
  }

  /** Called with the payload once the signature holds. */
  validate({ sub, sid, exp }: Payload): AccessTokenClaims | false {
    if (!isId(sub) || !isId(sid) || typeof exp !== 'number') return false;
    return { userId: sub, sessionId: sid, expiresAtMs: exp * 1_000 };
  }
}

function keyOf(keys: SigningKeys, token: string): string | null {
  try {
    const { alg, kid, typ } = decodeProtectedHeader(token);
    return alg === 'RS256' && typ === TOKEN_TYPE ? keys.publicPem(kid) : null;
  } catch (error) {
    if (error instanceof TypeError || error instanceof errors.JOSEError) return null;
    throw error;
  }
}
