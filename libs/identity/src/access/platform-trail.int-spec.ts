import { AuditTrail, PLATFORM_TRAIL, verifyExport } from '@purser/audit';
import { systemActor } from '@purser/platform';
import { anOrganization, createTestDatabase, type TestDatabase } from '@purser/testing';
import { aPerson, identityApp, signIn, type IdentityApp } from '../../testing/identity-app.js';
import { send } from '../../testing/requests.js';

describe('the audit trail of the platform over HTTP', () => {
  let database: TestDatabase;
  let running: IdentityApp;
  let root: string;
  let support: string;
  let member: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    running = await identityApp(database);
    const { t, app } = running;
    const organization = await anOrganization(t);
    const signedIn = async (fields: Parameters<typeof aPerson>[1]) =>
      (await signIn(app, (await aPerson(t, fields)).email)).authorization;
    root = await signedIn({ platformPermissions: ['platform.admin', 'tokens.view'] });
    support = await signedIn({ platformPermissions: ['tokens.view', 'tokens.adjust'] });
    member = await signedIn({ memberships: { [organization]: ['tokens.view'] } });
    for (const percent of ['19', '20', '21']) {
      await t.unitOfWork.run(PLATFORM_TRAIL, (tx) =>
        t.get(AuditTrail).append(tx, {
          action: percent === '19' ? 'seller.set' : 'tax-rate.set',
          actor: systemActor('seed'),
          subjectType: 'tax_rate',
          subjectId: 'DE 2026-01-01',
          after: { percent },
          at: t.clock.now(),
        }),
      );
    }
  });
  afterAll(async () => {
    await running.app.close();
    await database.drop();
  });

  const trail = (path = '', authorization = root) =>
    send(running.app, 'GET', `/platform/audit${path}`, authorization);

  it('is listed in pages, newest first, with the filters of every trail', async () => {
    const { status, body } = await trail('?action=tax-rate.*&limit=1');
    expect([status, body]).toMatchObject([
      200,
      { data: [{ sequence: 3, after: { percent: '21' }, organizationId: PLATFORM_TRAIL }] },
    ]);
    const next = await trail(`?action=tax-rate.*&limit=1&cursor=${String(body['nextCursor'])}`);
    expect(next.body).toMatchObject({ data: [{ sequence: 2 }], nextCursor: null });
    expect((await trail('?limit=0')).status).toBe(400);
  });

  it('verifies, here and as a file without a server', async () => {
    expect((await trail('/verify')).body).toMatchObject({ valid: true, entries: 3 });
    const headers = { authorization: root, accept: 'application/x-ndjson' };
    const { body } = await running.app.inject({ url: '/api/platform/audit', headers });
    async function* lines() {
      yield* body.split('\n');
    }
    expect(await verifyExport(lines())).toMatchObject({ entries: 3, firstBroken: null });
  });

  it('is for platform administrators only, and is no organization', async () => {
    for (const path of ['', '/verify']) {
      expect([path, (await trail(path, support)).status]).toEqual([path, 403]);
      expect([path, (await trail(path, member)).status]).toEqual([path, 403]);
      const open = await running.app.inject({ url: `/api/platform/audit${path}` });
      expect([path, open.statusCode]).toEqual([path, 401]);
    }
    for (const caller of [root, member]) {
      const asked = await send(running.app, 'GET', `/tokens/audit/${PLATFORM_TRAIL}`, caller);
      expect(asked.status).toBe(404);
    }
  });
});
