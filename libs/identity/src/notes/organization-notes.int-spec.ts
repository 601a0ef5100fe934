import { anOrganization, createTestDatabase, type TestDatabase } from '@purser/testing';
import { aPerson, identityApp, signIn, type IdentityApp } from '../../testing/identity-app.js';
import { auditedActions, send } from '../../testing/requests.js';

describe('notes about an organization', () => {
  let database: TestDatabase;
  let running: IdentityApp;
  let organization: string;
  let asSupport: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    running = await identityApp(database);
    const support = await aPerson(running.t, {
      platformPermissions: ['tokens.view', 'tokens.adjust'],
    });
    asSupport = (await signIn(running.app, support.email)).authorization;
  });
  beforeEach(async () => {
    organization = await anOrganization(running.t);
  });
  afterAll(async () => {
    await running.app.close();
    await database.drop();
  });

  const notes = (method: 'GET' | 'POST', payload?: object, as = asSupport, query = '') =>
    send(running.app, method, `/organizations/${organization}/notes${query}`, as, payload);

  it('are kept with their author, newest first, page by page', async () => {
    for (const body of ['Called back.', 'Agreed:\n- retry after refusals']) {
      running.t.clock.advance({ seconds: 1 });
      expect((await notes('POST', { body: ` ${body} ` })).status).toBe(201);
    }
    const first = await notes('GET', undefined, asSupport, '?limit=1');
    expect(first.body['data']).toMatchObject([
      { body: 'Agreed:\n- retry after refusals', author: { type: 'user' } },
    ]);
    const cursor = String(first.body['nextCursor']);
    const rest = await notes('GET', undefined, asSupport, `?limit=1&cursor=${cursor}`);
    expect(rest.body).toMatchObject({ data: [{ body: 'Called back.' }], nextCursor: null });
  });

  it('are in the audit trail, which members read, without what they say', async () => {
    await notes('POST', { body: 'Wants to leave for a competitor.' });
    expect(await auditedActions(database, organization)).toContain('organization-note.added');
    const { rows } = await database.superuser.query(
      'SELECT row_to_json(token_audit_log)::text AS record FROM token_audit_log',
    );
    expect(JSON.stringify(rows)).not.toContain('competitor');
  });

  it('are not for members, whatever they may do in the organization', async () => {
    const admin = await aPerson(running.t, {
      memberships: { [organization]: ['tokens.view', 'organization.admin'] },
    });
    const { authorization } = await signIn(running.app, admin.email);
    expect((await notes('GET', undefined, authorization)).status).toBe(403);
    expect((await notes('POST', { body: 'Mine' }, authorization)).status).toBe(403);
  });

  it.each(['', '   \n ', 'bell \u0007', 'x'.repeat(10_001)])(
    'refuse what is no text: %j',
    async (body) => {
      const { status, body: problem } = await notes('POST', { body });
      expect(status).toBe(400);
      expect(problem['errors']).toMatchObject([{ pointer: '/body' }]);
    },
  );

  it('can never be changed or removed, not even by the owner of the table', async () => {
    await notes('POST', { body: 'Called back.' });
    for (const statement of [
      `UPDATE organization_notes SET body = 'Never called'`,
      'DELETE FROM organization_notes',
      'TRUNCATE organization_notes',
    ]) {
      await expect(database.superuser.query(statement)).rejects.toThrow(/organization_notes/);
    }
  });
});
