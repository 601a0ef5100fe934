import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, anOrganization, type TestDatabase } from '@purser/testing';
import type { SignedInView } from '@purser/contracts';
import { createLocalJWKSet, jwtVerify, SignJWT, UnsecuredJWT, type JSONWebKeySet } from 'jose';
import {
  identityApp,
  aPerson,
  PASSWORD,
  signIn,
  type IdentityApp,
} from '../../testing/identity-app.js';
import { Sessions } from './sessions.service.js';
import { SigningKeys } from './signing-keys.js';

describe('sign-in', () => {
  let database: TestDatabase;
  let running: IdentityApp;

  beforeAll(async () => {
    database = await createTestDatabase();
    running = await identityApp(database);
  });

  afterAll(async () => {
    await running.app.close();
    await database.drop();
  });

  const login = (email: string, password = PASSWORD, headers: Record<string, string> = {}) =>
    running.app.inject({
      method: 'POST',
      url: '/api/auth/login',
      payload: { email, password },
      headers,
    });
  const refresh = (token: string, headers: Record<string, string> = {}) =>
    running.app.inject({
      method: 'POST',
      url: '/api/auth/refresh',
      cookies: { purser_refresh: token },
      headers,
    });
  const me = async (authorization: string) => {
    const answer = await running.app.inject({ url: '/api/auth/me', headers: { authorization } });
    return answer.statusCode;
  };
  const newCookie = (answer: { cookies: { name: string; value: string }[] }) =>
    answer.cookies.find(({ name }) => name === 'purser_refresh')?.value ?? '';

  it('answers a token, its lifetime and the person, and keeps the refresh token in a cookie', async () => {
    const acme = await anOrganization(running.t, { name: 'Acme' });
    const person = await aPerson(running.t, { memberships: { [acme]: ['tokens.view'] } });
    const answer = await login(` ${person.email.toUpperCase()}`.trim());
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      accessToken: expect.stringMatching(/^eyJ/),
      expiresIn: 900,
      user: {
        id: person.id,
        email: person.email,
        name: 'Some Person',
        organizationId: acme,
        permissions: ['tokens.view'],
        memberships: [{ organizationId: acme, name: 'Acme', permissions: ['tokens.view'] }],
        platformPermissions: [],
      },
    });
    expect(answer.cookies).toEqual([
      expect.objectContaining({ httpOnly: true, sameSite: 'Strict', path: '/api/auth' }),
    ]);
    expect(answer.cookies[0]).not.toHaveProperty('secure');
    expect(answer.headers['cache-control']).toBe('no-store');
    const { rows } = await database.superuser.query('SELECT password_hash FROM users LIMIT 1');
    expect(rows[0].password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('says the same about an unknown e-mail and a wrong password', async () => {
    const person = await aPerson(running.t);
    const wrong = await login(person.email, 'not the password');
    const unknown = await login('nobody@example.test', 'not the password');
    for (const answer of [wrong, unknown]) {
      expect(answer.json()).toMatchObject({ type: '/problems/invalid-credentials', status: 401 });
    }
    expect(wrong.json<{ detail: string }>().detail).toBe(unknown.json<{ detail: string }>().detail);
  });

  it('publishes the key that verifies its tokens, which say only who and which session', async () => {
    const person = await aPerson(running.t);
    const { accessToken } = (await login(person.email)).json<SignedInView>();
    const keySet = await running.app.inject({ url: '/.well-known/jwks.json' });
    const { payload, protectedHeader } = await jwtVerify(
      accessToken,
      createLocalJWKSet(keySet.json<JSONWebKeySet>()),
      { issuer: 'purser', audience: 'purser-api', algorithms: ['RS256'], typ: 'at+jwt' },
    );
    expect(Object.keys(payload).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'sid', 'sub']);
    expect(payload.sub).toBe(person.id);
    expect(protectedHeader.kid).toBe(running.t.get(SigningKeys).kid);
    expect(keySet.json<JSONWebKeySet>().keys[0]).not.toHaveProperty('d');
  });

  it('refuses tokens of another key, algorithm, type, issuer, audience or time', async () => {
    const person = await aPerson(running.t);
    const session = await running.t.get(Sessions).open(person.id);
    const keys = running.t.get(SigningKeys);
    const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const now = Math.floor(Date.now() / 1_000);
    const claims = { sid: session.sessionId, sub: person.id, iss: 'purser', aud: 'purser-api' };
    const header = { alg: 'RS256', kid: keys.kid, typ: 'at+jwt' };
    const make = (changes: object, head: object = {}, key = keys.privateKey) =>
      new SignJWT({ ...claims, iat: now, exp: now + 600, ...changes })
        .setProtectedHeader({ ...header, ...head })
        .sign(key);
    const hmac = new SignJWT({ ...claims, exp: now + 600 })
      .setProtectedHeader({ ...header, alg: 'HS256' })
      .sign(Buffer.from(keys.publicPem(keys.kid) ?? ''));
    expect(await me(`Bearer ${await make({})}`)).toBe(200);
    for (const token of [
      await make({}, {}, foreign),
      await make({ iss: 'other' }),
      await make({ aud: 'other' }),
      await make({ exp: now - 1 }),
      await make({ sid: 'x' }),
      await make({ sub: '01890000-0000-7000-8000-000000000000' }),
      await make({}, { typ: 'JWT' }),
      await make({}, { kid: 'unknown' }),
      await hmac,
      new UnsecuredJWT(claims).encode(),
    ]) {
      expect(await me(`Bearer ${token}`)).toBe(401);
    }
  });

  it('rotates the refresh token; the one before stays good for 30 s', async () => {
    const person = await aPerson(running.t);
    const first = (await signIn(running.app, person.email)).refreshToken;
    const answer = await refresh(first);
    expect(answer.statusCode).toBe(200);
    const second = newCookie(answer);
    expect(second).not.toBe(first);
    running.machine.advance(29);
    const again = await refresh(first);
    expect(again.statusCode).toBe(200);
    expect((await refresh(second)).statusCode).toBe(200);
    expect((await refresh(newCookie(again))).statusCode).toBe(200);
    const { rows } = await database.superuser.query(
      'SELECT count(*)::int AS plain FROM refresh_tokens WHERE digest = $1',
      [Buffer.from(first)],
    );
    expect(rows[0].plain).toBe(0);
  });

  it('ends the whole session when an older refresh token comes back', async () => {
    const person = await aPerson(running.t);
    const { refreshToken: first, authorization } = await signIn(running.app, person.email);
    const second = newCookie(await refresh(first));
    expect(await me(authorization)).toBe(200);
    running.machine.advance(31);
    expect((await refresh(first)).statusCode).toBe(401);
    expect((await refresh(second)).statusCode).toBe(401);
    expect(await me(authorization)).toBe(401);
  });

  it('keeps a session as long as it is used and forgets it after 14 idle days', async () => {
    const person = await aPerson(running.t);
    let token = (await signIn(running.app, person.email)).refreshToken;
    for (let week = 0; week < 3; week += 1) {
      running.machine.advance(7 * 86_400);
      const answer = await refresh(token);
      expect(answer.statusCode).toBe(200);
      token = newCookie(answer);
    }
    running.machine.advance(14 * 86_400);
    expect((await refresh(token)).statusCode).toBe(401);
  });

  it('signs out: cookie and access tokens stop at once', async () => {
    const person = await aPerson(running.t);
    const { refreshToken, authorization } = await signIn(running.app, person.email);
    expect(await me(authorization)).toBe(200);
    const cookies = { purser_refresh: refreshToken };
    const session = () => running.app.inject({ url: '/api/auth/session', cookies });
    expect((await session()).json()).toMatchObject({ user: { email: person.email } });
    const answer = await running.app.inject({ method: 'POST', url: '/api/auth/logout', cookies });
    expect(answer.statusCode).toBe(204);
    expect(newCookie(answer)).toBe('');
    expect(await me(authorization)).toBe(401);
    expect((await refresh(refreshToken)).statusCode).toBe(401);
    expect((await session()).json()).toEqual({ user: null });
    expect((await running.app.inject({ url: '/api/auth/session' })).json()).toEqual({ user: null });
  });

  it('refuses access tokens after 15 minutes, also those it remembers', async () => {
    const person = await aPerson(running.t);
    const { authorization } = await signIn(running.app, person.email);
    expect(await me(authorization)).toBe(200);
    running.machine.advance(899);
    expect(await me(authorization)).toBe(200);
    running.machine.advance(1);
    expect(await me(authorization)).toBe(401);
  });

  it('refuses refresh, logout and login that another site makes a browser send', async () => {
    const person = await aPerson(running.t);
    const { refreshToken } = await signIn(running.app, person.email);
    const foreign = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of foreign) {
      for (const url of ['/api/auth/refresh', '/api/auth/logout']) {
        const cookies = { purser_refresh: refreshToken };
        const answer = await running.app.inject({ method: 'POST', url, cookies, headers } as never);
        expect(answer.json()).toMatchObject({ type: '/problems/cross-site-request', status: 403 });
      }
      expect((await login(person.email, PASSWORD, headers as never)).statusCode).toBe(403);
    }
    const own = { origin: 'http://console.test', host: 'console.test' };
    expect((await refresh(refreshToken, own)).statusCode).toBe(200);
    const asBrowser = { origin: 'http://localhost:4200', 'sec-fetch-site': 'same-origin' };
    expect((await refresh(refreshToken, asBrowser)).statusCode).toBe(200);
  });

  it('takes tokens of the key before while it is still published', async () => {
    const earlier = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const folder = await mkdtemp(join(tmpdir(), 'purser-key-'));
    const path = join(folder, 'earlier.pem');
    await writeFile(path, earlier.publicKey);
    const before = await identityApp(database, { config: { JWT_PRIVATE_KEY: earlier.privateKey } });
    const after = await identityApp(database, { config: { JWT_PREVIOUS_PUBLIC_KEYS: [path] } });
    try {
      const person = await aPerson(running.t);
      const { authorization } = await signIn(before.app, person.email);
      const url = '/api/auth/me';
      const known = await after.app.inject({ url, headers: { authorization } });
      expect(known.statusCode).toBe(200);
      expect(await me(authorization)).toBe(401);
      const published = await after.app.inject({ url: '/.well-known/jwks.json' });
      expect(published.json<JSONWebKeySet>().keys).toHaveLength(2);
    } finally {
      await before.app.close();
      await after.app.close();
      await rm(folder, { recursive: true });
    }
  });
});

describe('the login throttle', () => {
  let database: TestDatabase;
  let first: IdentityApp;
  let second: IdentityApp;

  beforeAll(async () => {
    database = await createTestDatabase();
    const config = { LOGIN_FAILURES_PER_MINUTE: 3 };
    first = await identityApp(database, { config });
    second = await identityApp(database, { config, machine: first.machine });
  });

  afterAll(async () => {
    await first.app.close();
    await second.app.close();
    await database.drop();
  });

  const attempt = (
    { app }: IdentityApp,
    email: string,
    password: string,
    address: string,
    headers: Record<string, string> = {},
  ) =>
    app.inject({
      method: 'POST',
      url: '/api/auth/login',
      payload: { email, password },
      remoteAddress: address,
      headers,
    });

  it('counts the failures of an e-mail over all processes, and lets go after the minute', async () => {
    first.machine.toNextMinute();
    const { email } = await aPerson(first.t);
    for (const [where, address] of [
      [first, '10.0.0.1'],
      [second, '10.0.0.2'],
      [first, '10.0.0.3'],
    ] as const) {
      expect((await attempt(where, email, 'wrong', address)).statusCode).toBe(401);
    }
    const refused = await attempt(second, email, PASSWORD, '10.0.0.4');
    expect(refused.json()).toMatchObject({ type: '/problems/too-many-requests', status: 429 });
    expect(Number(refused.headers['retry-after'])).toBe(60);
    first.machine.advance(60);
    expect((await attempt(second, email, PASSWORD, '10.0.0.4')).statusCode).toBe(200);
  });

  it('counts per address, whatever address a header claims', async () => {
    first.machine.toNextMinute();
    for (let guess = 0; guess < 3; guess += 1) {
      const { email } = await aPerson(first.t);
      const headers = { 'x-forwarded-for': `192.0.2.${guess}` };
      expect((await attempt(first, email, 'wrong', '10.1.0.1', headers)).statusCode).toBe(401);
    }
    const { email } = await aPerson(first.t);
    const headers = { 'x-forwarded-for': '192.0.2.200' };
    expect((await attempt(first, email, PASSWORD, '10.1.0.1', headers)).statusCode).toBe(429);
    expect((await attempt(first, email, PASSWORD, '10.1.0.2')).statusCode).toBe(200);
  });

  it('never counts successes', async () => {
    first.machine.toNextMinute();
    const { email } = await aPerson(first.t);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => attempt(first, email, PASSWORD, '10.2.0.1')),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(8).fill(200));
  });

  it('counts guesses that are sent at once', async () => {
    first.machine.toNextMinute();
    const { email } = await aPerson(first.t);
    const guesses = Array.from({ length: 12 }, () => attempt(first, email, 'wrong', '10.3.0.1'));
    await Promise.all(guesses);
    expect((await attempt(first, email, PASSWORD, '10.3.0.9')).statusCode).toBe(429);
  });
});
