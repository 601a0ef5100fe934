import { verifyExport } from '@purser/audit';
import { anOrganization, createTestDatabase, type TestDatabase } from '@purser/testing';
import { aPerson, identityApp, signIn, type IdentityApp } from '../../testing/identity-app.js';
import { send } from '../../testing/requests.js';

describe('the audit trail over HTTP', () => {
  let database: TestDatabase;
  let running: IdentityApp;
  let organization: string;
  let authorization: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    running = await identityApp(database);
    organization = await anOrganization(running.t);
    const admin = await aPerson(running.t, {
      memberships: { [organization]: ['tokens.view', 'organization.admin'] },
    });
    ({ authorization } = await signIn(running.app, admin.email));
    for (const email of ['=cmd@example.test', 'b@example.test']) {
      await send(running.app, 'POST', `/organizations/${organization}/members`, authorization, {
        email,
        name: '=1+1',
        permissions: ['tokens.view'],
      });
    }
  });

  afterAll(async () => {
    await running.app.close();
    await database.drop();
  });

  const trail = (path = '') =>
    send(running.app, 'GET', `/tokens/audit/${organization}${path}`, authorization);
  const raw = (accept: string) =>
    running.app.inject({
      url: `/api/tokens/audit/${organization}`,
      headers: { authorization, accept },
    });

  it('lists who did what from where, newest first', async () => {
    const { status, body } = await trail('?action=member.*&limit=1');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      data: [
        {
          sequence: 3,
          action: 'member.invited',
          actor: { type: 'user' },
          ip: '127.0.0.1',
          requestId: expect.any(String),
          before: null,
        },
      ],
      nextCursor: expect.any(String),
    });
    const next = await trail(`?action=member.*&limit=1&cursor=${String(body['nextCursor'])}`);
    expect(next.body).toMatchObject({ data: [{ sequence: 2 }] });
  });

  it('verifies', async () => {
    expect(await trail('/verify')).toMatchObject({
      status: 200,
      body: { valid: true, entries: 3 },
    });
  });

  it('exports NDJSON that verifies by itself, and CSV without formulas', async () => {
    const ndjson = await raw('application/x-ndjson');
    expect(ndjson.headers['content-type']).toContain('application/x-ndjson');
    async function* lines() {
      yield* ndjson.body.split('\n');
    }
    await expect(verifyExport(lines())).resolves.toMatchObject({ entries: 3, firstBroken: null });
    const csv = await raw('text/csv');
    const [heading, ...rows] = csv.body.trim().split('\n');
    expect(heading).toMatch(/^sequence,at,action,actorType/);
    expect(rows).toHaveLength(3);
  });

  it('refuses filters that are not valid, with a pointer', async () => {
    for (const [query, pointer] of [
      ['from=yesterday', '/from'],
      ['from=2026-02-30T00:00:00Z', '/from'],
      ['to=2026-01-01T24:30:00Z', '/to'],
      ['action=Drop%20table', '/action'],
      ['actor=%00', '/actor'],
      ['limit=0', '/limit'],
      ['limit=1e9', '/limit'],
      ['other=1', '/other'],
    ] as const) {
      expect(await trail(`?${query}`)).toMatchObject({
        status: 400,
        body: { errors: [{ pointer }] },
      });
    }
    for (const cursor of ['x', Buffer.from('v1:0').toString('base64url')]) {
      expect(await trail(`?cursor=${cursor}`)).toMatchObject({
        status: 400,
        body: { type: '/problems/invalid-cursor' },
      });
    }
  });
});
