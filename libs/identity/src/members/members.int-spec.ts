import type { Permission } from '@purser/contracts';
import { anOrganization, createTestDatabase, eventually, type TestDatabase } from '@purser/testing';
import {
  aPerson,
  identityApp,
  PASSWORD,
  signIn,
  type IdentityApp,
} from '../../testing/identity-app.js';
import { auditedActions, eventsOf, send } from '../../testing/requests.js';
import { PasswordLinks } from '../passwords/password-links.service.js';

describe('members', () => {
  let database: TestDatabase;
  let running: IdentityApp;
  let organization: string;
  let admin: { id: string; email: string };
  let asAdmin: string;

  const HELD: Permission[] = ['tokens.view', 'tokens.purchase', 'organization.admin'];

  beforeAll(async () => {
    database = await createTestDatabase();
    running = await identityApp(database);
  });

  beforeEach(async () => {
    organization = await anOrganization(running.t);
    admin = await aPerson(running.t, { memberships: { [organization]: HELD } });
    asAdmin = (await signIn(running.app, admin.email)).authorization;
  });

  afterAll(async () => {
    await running.app.close();
    await database.drop();
  });

  const members = (
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    payload?: object,
    authorization = asAdmin,
    headers: Record<string, string> = {},
  ) =>
    send(
      running.app,
      method,
      `/organizations/${organization}/members${path}`,
      authorization,
      payload,
      headers,
    );

  it('invites a new person, who sets a password by the mailed link and is in', async () => {
    const email = `new-${organization.slice(-6)}@example.test`;
    running.t.clock.advance({ seconds: 1 });
    const invited = await members('POST', '', { email, permissions: ['tokens.view'] });
    expect(invited).toMatchObject({
      status: 201,
      body: { email, name: email.split('@')[0], permissions: ['tokens.view'], status: 'invited' },
    });
    const [event] = await eventsOf(database, organization, 'member.invited');
    expect(event).toMatchObject({ email, invitedBy: admin.email });
    const address = await running.t.get(PasswordLinks).address(String(event?.['linkId']));
    expect(address).toContain('/accept-invitation?token=');
    const token = new URL(address ?? '').searchParams.get('token') ?? '';
    const outbox = await database.superuser.query('SELECT payload::text FROM outbox');
    expect(JSON.stringify(outbox.rows)).not.toContain(token);

    const payload = { token, password: PASSWORD };
    const accepted = await send(running.app, 'POST', '/auth/password/reset', '', payload);
    expect(accepted.status).toBe(204);
    const { authorization } = await signIn(running.app, email);
    const me = await send(running.app, 'GET', '/auth/me', authorization);
    expect(me.body).toMatchObject({ organizationId: organization, permissions: ['tokens.view'] });
    const { body } = await members('GET', '');
    expect(body['data']).toMatchObject([{ email, status: 'active' }, { email: admin.email }]);
    expect(await auditedActions(database, organization)).toEqual([
      'member.added',
      'member.invited',
      'member.accepted',
      'user.password-set',
    ]);
  });

  it('does not tell whether an invited person has an account elsewhere', async () => {
    const other = await anOrganization(running.t);
    const known = await aPerson(running.t, { memberships: { [other]: ['tokens.view'] } });
    const invited = await members('POST', '', { email: known.email, permissions: ['tokens.view'] });
    expect(invited.body).toMatchObject({ status: 'invited', name: known.email.split('@')[0] });
    const [event] = await eventsOf(database, organization, 'member.invited');
    expect(event).toMatchObject({ linkId: null });
    const { authorization } = await signIn(running.app, known.email);
    const me = await send(running.app, 'GET', '/auth/me', authorization);
    expect(me.body['memberships']).toHaveLength(2);
  });

  it('grants nothing before the invitation is accepted', async () => {
    const other = await anOrganization(running.t);
    const known = await aPerson(running.t, { memberships: { [other]: ['tokens.view'] } });
    const { authorization } = await signIn(running.app, known.email);
    await members('POST', '', { email: known.email, permissions: ['tokens.view'] });
    const path = `/organizations/${organization}`;
    expect(await send(running.app, 'GET', path, authorization)).toMatchObject({ status: 404 });
    const next = await signIn(running.app, known.email);
    expect(await send(running.app, 'GET', path, next.authorization)).toMatchObject({ status: 200 });
  });

  it('refuses to invite twice, and to give what the inviter does not hold', async () => {
    const invitation = { email: 'twice@example.test', permissions: ['tokens.view'] };
    expect((await members('POST', '', invitation)).status).toBe(201);
    expect(await members('POST', '', invitation)).toMatchObject({
      status: 409,
      body: { type: '/problems/already-exists' },
    });
    const beyond = { email: 'beyond@example.test', permissions: ['tokens.view', 'tokens.consume'] };
    expect(await members('POST', '', beyond)).toMatchObject({
      status: 422,
      body: { type: '/problems/permission-beyond-own', permissions: ['tokens.consume'] },
    });
    const staffOnly = { email: 'staff@example.test', permissions: ['platform.admin'] };
    expect(await members('POST', '', staffOnly)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/permissions' }] },
    });
  });

  it('changes permissions at once: the next request of the member sees them', async () => {
    const member = await aPerson(running.t, {
      memberships: { [organization]: ['tokens.view', 'tokens.consume'] },
    });
    const { authorization } = await signIn(running.app, member.email);
    const permissionsNow = async () =>
      (await send(running.app, 'GET', '/auth/me', authorization)).body['permissions'];
    expect(await permissionsNow()).toEqual(['tokens.view', 'tokens.consume']);
    // tokens.consume is not the administrator's to give, but may be left where it is.
    const kept = { permissions: ['tokens.consume', 'tokens.purchase'] };
    expect(await members('PUT', `/${member.id}`, kept)).toMatchObject({ status: 200, body: kept });
    const path = `/organizations/${organization}`;
    expect((await send(running.app, 'GET', path, authorization)).status).toBe(403);
    const taken = { permissions: ['tokens.view'] };
    expect((await members('PUT', `/${member.id}`, taken)).status).toBe(200);
    expect((await send(running.app, 'GET', path, authorization)).status).toBe(200);
    expect(await members('PUT', `/${member.id}`, kept)).toMatchObject({ status: 422 });
    const { rows } = await database.superuser.query(
      `SELECT before, after FROM token_audit_log
       WHERE organization_id = $1 AND action = 'member.changed' ORDER BY sequence LIMIT 1`,
      [organization],
    );
    expect(rows).toMatchObject([
      { before: { permissions: ['tokens.view', 'tokens.consume'] }, after: kept },
    ]);
  });

  it('changes and removes only the version that was looked at', async () => {
    const member = await aPerson(running.t, { memberships: { [organization]: ['tokens.view'] } });
    const path = `/${member.id}`;
    const seen = async () => {
      const { data } = (await members('GET', '')).body as { data: Record<string, unknown>[] };
      return String(data.find(({ userId }) => userId === member.id)?.['eTag']);
    };
    const first = { 'if-match': await seen() };
    const wider = { permissions: ['tokens.view', 'tokens.purchase'] };
    const changed = await members('PUT', path, wider, asAdmin, first);
    expect(changed).toMatchObject({ status: 200, body: wider });
    expect(changed.headers['etag']).toBe(await seen());
    const refused = {
      status: 412,
      body: { type: '/problems/precondition-failed', currentETag: changed.headers['etag'] },
    };
    const none = { permissions: ['tokens.view'] };
    expect(await members('PUT', path, none, asAdmin, first)).toMatchObject(refused);
    expect(await members('DELETE', path, undefined, asAdmin, first)).toMatchObject(refused);
    const second = { 'if-match': await seen() };
    expect((await members('DELETE', path, undefined, asAdmin, second)).status).toBe(204);
  });

  it('never leaves the organization without an active administrator', async () => {
    const invited = { email: 'second@example.test', permissions: ['organization.admin'] };
    await members('POST', '', invited);
    const refused = { status: 409, body: { type: '/problems/last-administrator' } };
    expect(await members('DELETE', `/${admin.id}`)).toMatchObject(refused);
    const less = { permissions: ['tokens.view'] };
    expect(await members('PUT', `/${admin.id}`, less)).toMatchObject(refused);

    const second = await aPerson(running.t, { memberships: { [organization]: HELD } });
    const asSecond = (await signIn(running.app, second.email)).authorization;
    // Both removals are held where they write the audit trail: side by side, each would pass.
    const gate = await database.superuser.connect();
    await gate.query('BEGIN');
    await gate.query('LOCK TABLE audit_heads IN EXCLUSIVE MODE');
    const removals = Promise.all([
      members('DELETE', `/${second.id}`, undefined, asAdmin),
      members('DELETE', `/${admin.id}`, undefined, asSecond),
    ]);
    await eventually(async () => {
      const waiting = await database.superuser.query(
        `SELECT FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(waiting.rowCount).toBe(2);
    });
    await gate.query('COMMIT');
    gate.release();
    const both = await removals;
    const { rows } = await database.superuser.query(
      `SELECT count(*)::int AS left FROM members WHERE organization_id = $1 AND status = 'active'
       AND 'organization.admin' = ANY (permissions)`,
      [organization],
    );
    expect(rows).toEqual([{ left: 1 }]);
    expect(both.filter(({ status }) => status === 204)).toHaveLength(1);
  });

  it('removes a member, who is a stranger from then on', async () => {
    const member = await aPerson(running.t, { memberships: { [organization]: ['tokens.view'] } });
    const { authorization } = await signIn(running.app, member.email);
    const path = `/organizations/${organization}`;
    expect((await send(running.app, 'GET', path, authorization)).status).toBe(200);
    expect((await members('DELETE', `/${member.id}`)).status).toBe(204);
    expect((await send(running.app, 'GET', path, authorization)).status).toBe(404);
    for (const id of [member.id, 'nonsense', organization]) {
      expect((await members('DELETE', `/${id}`)).status).toBe(404);
    }
  });

  it('lists in pages, newest first', async () => {
    for (const name of ['a', 'b', 'c']) {
      running.t.clock.advance({ seconds: 1 });
      await members('POST', '', { email: `${name}@example.test`, permissions: ['tokens.view'] });
    }
    const first = await members('GET', '?limit=2');
    expect(first.body['data']).toMatchObject([
      { email: 'c@example.test' },
      { email: 'b@example.test' },
    ]);
    const second = await members('GET', `?limit=2&cursor=${String(first.body['nextCursor'])}`);
    expect(second.body).toMatchObject({
      data: [{ email: 'a@example.test' }, { email: admin.email }],
      nextCursor: null,
    });
  });
});
