import type { Permission } from '@purser/contracts';
import { systemActor } from '@purser/platform';
import { anOrganization, createTestDatabase, type TestDatabase } from '@purser/testing';
import { aPerson, identityApp, signIn, type IdentityApp } from '../../testing/identity-app.js';
import { auditedActions, send } from '../../testing/requests.js';
import { ApiKeys } from './api-keys.service.js';

describe('API keys', () => {
  let database: TestDatabase;
  let running: IdentityApp;
  let elsewhere: IdentityApp;
  let organization: string;
  let asAdmin: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    running = await identityApp(database);
    elsewhere = await identityApp(database, { machine: running.machine });
  });

  beforeEach(async () => {
    organization = await anOrganization(running.t);
    const permissions: Permission[] = ['tokens.view', 'tokens.consume', 'organization.admin'];
    const admin = await aPerson(running.t, { memberships: { [organization]: permissions } });
    asAdmin = (await signIn(running.app, admin.email)).authorization;
  });

  afterAll(async () => {
    await running.app.close();
    await elsewhere.app.close();
    await database.drop();
  });

  const keys = (method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object) =>
    send(running.app, method, `/organizations/${organization}/api-keys${path}`, asAdmin, payload);
  const aKey = async (fields: object = {}) => {
    const { status, body } = await keys('POST', '', {
      name: 'ci',
      scopes: ['tokens.view'],
      ...fields,
    });
    expect(status).toBe(201);
    return { id: String(body['id']), bearer: `Bearer ${String(body['secret'])}` };
  };
  const read = async ({ app }: IdentityApp, bearer: string) =>
    (await send(app, 'GET', `/organizations/${organization}`, bearer)).status;

  it('shows the secret once and stores its digest only', async () => {
    const { status, body } = await keys('POST', '', { name: 'ci', scopes: ['tokens.consume'] });
    expect(status).toBe(201);
    const secret = String(body['secret']);
    expect(secret).toMatch(/^pk_test_[0-9A-Za-z]{10}_[0-9A-Za-z]{33}$/);
    expect(secret.startsWith(`${String(body['prefix'])}_`)).toBe(true);
    const { body: list } = await keys('GET', '');
    expect(list['data']).toEqual(
      [{ ...body, secret: undefined, lastUsedAt: null, expiresAt: null, revokedAt: null }].map(
        ({ secret: _secret, ...shown }) => shown,
      ),
    );
    for (const table of ['api_keys', 'key_directory', 'token_audit_log', 'outbox']) {
      const { rows } = await database.superuser.query(`SELECT ${table}::text AS row FROM ${table}`);
      expect(JSON.stringify(rows)).not.toContain(secret.slice(-33));
    }
  });

  it('acts for its organization with its scopes and nothing more', async () => {
    const { bearer, id } = await aKey();
    expect(await read(running, bearer)).toBe(200);
    const me = await send(running.app, 'GET', '/auth/me', bearer);
    expect(me.body).toMatchObject({ id, name: 'ci', permissions: ['tokens.view'] });
    const path = `/organizations/${organization}/api-keys`;
    expect((await send(running.app, 'GET', path, bearer)).status).toBe(403);
    const other = await anOrganization(running.t);
    expect((await send(running.app, 'GET', `/organizations/${other}`, bearer)).status).toBe(404);
  });

  it('refuses scopes beyond the creator and unusable expiries', async () => {
    const beyond = { name: 'ci', scopes: ['tokens.purchase'] };
    expect(await keys('POST', '', beyond)).toMatchObject({ status: 422 });
    for (const expiresAt of ['2020-01-01T00:00:00Z', 'tomorrow', '2027-02-30T00:00:00Z', 5]) {
      expect(
        await keys('POST', '', { name: 'ci', scopes: ['tokens.view'], expiresAt }),
      ).toMatchObject({ status: 400, body: { errors: [{ pointer: '/expiresAt' }] } });
    }
  });

  it('refuses a revoked key at once here, and within 5 s in every other process', async () => {
    const { bearer, id } = await aKey();
    expect(await read(running, bearer)).toBe(200);
    expect(await read(elsewhere, bearer)).toBe(200);
    expect((await keys('DELETE', `/${id}`)).status).toBe(204);
    expect(await read(running, bearer)).toBe(401);
    running.machine.advance(5);
    expect(await read(elsewhere, bearer)).toBe(401);
    expect((await keys('DELETE', `/${id}`)).status).toBe(204);
    expect(await auditedActions(database, organization)).toEqual([
      'member.added',
      'api-key.created',
      'api-key.revoked',
    ]);
    for (const unknown of ['nonsense', organization]) {
      expect((await keys('DELETE', `/${unknown}`)).status).toBe(404);
    }
  });

  it('forgets in another process what a person may no longer do', async () => {
    const second = await aPerson(running.t, { memberships: { [organization]: ['tokens.view'] } });
    const { authorization } = await signIn(running.app, second.email);
    expect(await read(elsewhere, authorization)).toBe(200);
    const path = `/organizations/${organization}/members/${second.id}`;
    await send(running.app, 'DELETE', path, asAdmin);
    running.machine.advance(5);
    expect(await read(elsewhere, authorization)).toBe(404);
  });

  it('relies on nothing it remembers while the notices of change cannot be read', async () => {
    const { bearer } = await aKey();
    expect(await read(elsewhere, bearer)).toBe(200);
    await database.superuser.query('ALTER TABLE access_changes RENAME TO access_changes_gone');
    try {
      running.machine.advance(5);
      expect(await read(elsewhere, bearer)).toBe(500);
    } finally {
      await database.superuser.query('ALTER TABLE access_changes_gone RENAME TO access_changes');
    }
    expect(await read(elsewhere, bearer)).toBe(200);
  });

  it('refuses an expired key to the second, also one it remembers', async () => {
    const expiresAt = new Date(running.machine.now().getTime() + 60_000).toISOString();
    const { bearer } = await aKey({ expiresAt });
    expect(await read(running, bearer)).toBe(200);
    running.machine.advance(60);
    expect(await read(running, bearer)).toBe(401);
  });

  it('refuses keys that were never given out without asking the database', async () => {
    const { bearer } = await aKey();
    const last = bearer.endsWith('0') ? '1' : '0';
    expect(await read(running, bearer.slice(0, -1) + last)).toBe(401);
    expect(await read(running, `Bearer pk_test_0123456789_${'0'.repeat(33)}`)).toBe(401);
  });

  it('notes the last use to the minute', async () => {
    const created = await running.t
      .get(ApiKeys)
      .create(
        organization,
        { name: 'seeded', scopes: ['tokens.view'], expiresAt: null },
        systemActor('seed'),
      );
    const bearer = `Bearer ${created.secret}`;
    running.machine.advance(120);
    await read(running, bearer);
    await running.t.get(ApiKeys).writeUses();
    const lastUse = async () => {
      const { data } = await running.t.get(ApiKeys).list(organization, { limit: 5 });
      return data.find(({ id }) => id === created.id)?.lastUsedAt;
    };
    await expect(lastUse()).resolves.toBe(running.machine.now().toISOString());
  });
});
