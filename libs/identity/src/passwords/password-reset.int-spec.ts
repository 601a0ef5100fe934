import { anOrganization, createTestDatabase, eventually, type TestDatabase } from '@purser/testing';
import {
  aPerson,
  identityApp,
  PASSWORD,
  signIn,
  type IdentityApp,
} from '../../testing/identity-app.js';
import { auditedActions, eventsOf, send } from '../../testing/requests.js';
import { PasswordLinks } from './password-links.service.js';
import { PasswordReset } from './password-reset.service.js';

const NEW_PASSWORD = 'another-good-password';

describe('forgotten passwords', () => {
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

  const forgot = (email: string) =>
    send(running.app, 'POST', '/auth/password/forgot', '', { email });
  const reset = (token: string, password = NEW_PASSWORD) =>
    send(running.app, 'POST', '/auth/password/reset', '', { token, password });
  const requested = (organization: string, count: number) =>
    eventually(async () => {
      const events = await eventsOf(database, organization, 'password-reset.requested');
      expect(events).toHaveLength(count);
      return String(events.at(-1)?.['linkId']);
    });
  const tokenOf = async (linkId: string) => {
    const address = await running.t.get(PasswordLinks).address(linkId);
    return new URL(address ?? 'about:blank').searchParams.get('token') ?? '';
  };

  it('are replaced by the mailed link, once; every session ends', async () => {
    const organization = await anOrganization(running.t);
    const person = await aPerson(running.t, { memberships: { [organization]: ['tokens.view'] } });
    const { authorization, refreshToken } = await signIn(running.app, person.email);
    expect((await forgot(person.email.toUpperCase())).status).toBe(202);
    const token = await tokenOf(await requested(organization, 1));

    expect((await reset(token, 'short')).status).toBe(400);
    expect((await reset(token)).status).toBe(204);
    expect(await reset(token)).toMatchObject({
      status: 400,
      body: { type: '/problems/invalid-token' },
    });
    expect((await send(running.app, 'GET', '/auth/me', authorization)).status).toBe(401);
    const cookies = { purser_refresh: refreshToken };
    const again = await running.app.inject({ method: 'POST', url: '/api/auth/refresh', cookies });
    expect(again.statusCode).toBe(401);
    await expect(signIn(running.app, person.email, PASSWORD)).rejects.toThrow(
      'invalid-credentials',
    );
    await signIn(running.app, person.email, NEW_PASSWORD);
    expect(await auditedActions(database, organization)).toEqual([
      'member.added',
      'user.password-set',
    ]);
  });

  it('are answered alike for an unknown e-mail, and mailed at most once a minute', async () => {
    const organization = await anOrganization(running.t);
    const person = await aPerson(running.t, { memberships: { [organization]: ['tokens.view'] } });
    const known = await forgot(person.email);
    const unknown = await forgot('nobody@example.test');
    expect({ ...known, headers: null }).toEqual({ ...unknown, headers: null });
    await requested(organization, 1);
    await running.t.get(PasswordReset).request(person.email);
    await requested(organization, 1);
    running.machine.advance(61);
    await running.t.get(PasswordReset).request(person.email);
    await requested(organization, 2);
  });

  it('take no link that is expired, made up, or older than one that was used', async () => {
    const organization = await anOrganization(running.t);
    const person = await aPerson(running.t, { memberships: { [organization]: ['tokens.view'] } });
    await forgot(person.email);
    const first = await tokenOf(await requested(organization, 1));
    running.machine.advance(61);
    await forgot(person.email);
    const secondId = await requested(organization, 2);
    expect((await reset(await tokenOf(secondId))).status).toBe(204);
    for (const token of [first, 'made-up']) expect((await reset(token)).status).toBe(400);
    await expect(running.t.get(PasswordLinks).address(secondId)).resolves.toBeNull();
    running.machine.advance(61);
    await forgot(person.email);
    const third = await tokenOf(await requested(organization, 3));
    running.machine.advance(3_600);
    expect((await reset(third)).status).toBe(400);
  });

  it('of staff without an organization wait to be mailed', async () => {
    const links = running.t.get(PasswordLinks);
    const staff = await aPerson(running.t, { platformPermissions: ['tokens.view'] });
    await forgot(staff.email);
    const waiting = await eventually(async () => {
      const [link] = (await links.waiting(10)).filter(({ userId }) => userId === staff.id);
      if (!link) throw new Error('not there yet');
      return link;
    });
    await links.handOver(waiting.linkId);
    await expect(links.waiting(10)).resolves.toEqual([]);
    expect((await reset(await tokenOf(waiting.linkId))).status).toBe(204);
  });
});
