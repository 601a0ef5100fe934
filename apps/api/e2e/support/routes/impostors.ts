import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import type { SignedInView } from '@purser/contracts';
import { decodeJwt, decodeProtectedHeader, SignJWT, type JWTPayload } from 'jose';
import type { HttpClient } from '../http-client.js';
import type { Purser } from '../purser.js';
import { anApiKey } from './scene.js';

const EMAIL = 'admin@acme.test';
const YEAR_SECONDS = 31_536_000;

type Token = string | null;

/**
 * Credentials that must not be worth anything, by what is wrong with them. Each is as close to the
 * real thing as it can be: one property differs.
 */
export async function impostors(
  purser: Purser,
  admin: HttpClient,
): Promise<Readonly<Record<string, Token>>> {
  const { accessToken } = await signIn(purser);
  const claims = decodeJwt(accessToken);
  const { kid, typ } = decodeProtectedHeader(accessToken);
  const key = createPrivateKey(purser.config.JWT_PRIVATE_KEY);
  const publicPem = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
  const another = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const sign = (alg: string, secret: KeyObject | Uint8Array, more: JWTPayload = {}) =>
    new SignJWT({ ...claims, ...more })
      .setProtectedHeader({ alg, ...(kid && { kid }), ...(typ && { typ }) })
      .sign(secret);
  const [head, , signature] = accessToken.split('.');
  const longer = base64({ ...claims, exp: (claims.exp ?? 0) + YEAR_SECONDS });
  return {
    'no token': null,
    'a word': 'nonsense',
    'three words': 'a.b.c',
    'a token with alg none': `${base64({ alg: 'none', kid, typ })}.${base64(claims)}.`,
    'a token signed by HS256 with the public key': await sign('HS256', Buffer.from(publicPem)),
    'a token of another key': await sign('RS256', another),
    'a token whose claims were changed': `${head}.${longer}.${signature}`,
    'an expired token': await sign('RS256', key, { exp: (claims.iat ?? 0) - 1 }),
    'a token for another audience': await sign('RS256', key, { aud: 'somebody-else' }),
    'a token of another issuer': await sign('RS256', key, { iss: 'somebody-else' }),
    'a token of a session that ended': await tokenOfEndedSession(purser),
    'an unknown API key': `pk_test_0123456789_${'0'.repeat(33)}`,
    'a revoked API key': await revokedKey(purser, admin),
    'an expired API key': await expiredKey(purser, admin),
  };
}

async function signIn(purser: Purser): Promise<SignedInView & { cookie: string }> {
  const password = purser.config.PURSER_DEMO_PASSWORD;
  const answer = await purser.http.post<SignedInView>('/api/auth/login', {
    email: EMAIL,
    password,
  });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return { ...answer.body, cookie };
}

async function tokenOfEndedSession(purser: Purser): Promise<string> {
  const { accessToken, cookie } = await signIn(purser);
  const left = await purser.http.send('POST', '/api/auth/logout', undefined, { cookie });
  if (left.status !== 204) throw new Error('The session did not end');
  return accessToken;
}

async function revokedKey(purser: Purser, admin: HttpClient): Promise<string> {
  const { Acme } = purser.demo.organizations;
  const { id, secret } = await anApiKey(admin, Acme, 'revoked');
  await used(purser, secret, 200);
  await admin.delete(`/api/organizations/${Acme}/api-keys/${id}`);
  return secret;
}

async function expiredKey(purser: Purser, admin: HttpClient): Promise<string> {
  const { Acme } = purser.demo.organizations;
  const { id, secret } = await anApiKey(admin, Acme, 'expired');
  const past = new Date(Date.now() - 1_000);
  const { superuser } = purser.database;
  await superuser.query('UPDATE api_keys SET expires_at = $1 WHERE id = $2', [past, id]);
  return secret;
}

/** Sees to it that the key is remembered: a revocation must reach what is remembered as well. */
async function used(purser: Purser, secret: string, status: number): Promise<void> {
  const { Acme } = purser.demo.organizations;
  const answer = await purser.http.as(secret).get(`/api/tokens/wallet/${Acme}/balance`);
  if (answer.status !== status) throw new Error(answer.text);
}

function base64(json: object): string {
  return Buffer.from(JSON.stringify(json)).toString('base64url');
}
