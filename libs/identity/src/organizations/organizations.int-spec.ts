import { newId, PublicIds, systemActor } from '@purser/platform';
import { createTestDatabase, type TestDatabase } from '@purser/testing';
import { aPerson, identityApp, signIn, type IdentityApp } from '../../testing/identity-app.js';
import { auditedActions, eventsOf, send } from '../../testing/requests.js';
import { Organizations } from './organizations.service.js';

const ACME = {
  name: 'Acme',
  legalName: 'Acme Corporation',
  currency: 'USD',
  timeZone: 'America/New_York',
  country: 'US',
  billingEmail: 'billing@acme.test',
};

const SETTINGS = {
  name: 'Acme',
  legalName: 'Acme Holding Inc.',
  timeZone: 'Europe/Berlin',
  billingEmail: 'accounts@acme.test',
  taxId: 'DE123456789',
  poNumber: 'PO-7',
};

describe('organizations', () => {
  let database: TestDatabase;
  let running: IdentityApp;
  let organization: string;
  let asAdmin: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    running = await identityApp(database);
  });

  beforeEach(async () => {
    running.t.clock.advance({ seconds: 1 });
    const created = await running.t.get(Organizations).create(ACME, systemActor('seed'));
    organization = created.id;
    const admin = await aPerson(running.t, {
      memberships: { [organization]: ['tokens.view', 'organization.admin'] },
    });
    asAdmin = (await signIn(running.app, admin.email)).authorization;
  });

  afterAll(async () => {
    await running.app.close();
    await database.drop();
  });

  const settings = (
    method: 'GET' | 'PUT',
    payload?: object,
    headers: Record<string, string> = {},
  ) => send(running.app, method, `/organizations/${organization}`, asAdmin, payload, headers);

  it('are created with their directory row, event and audit record', async () => {
    const profile = await running.t.unitOfWork.read(organization, (tx) =>
      running.t.get(Organizations).get(tx),
    );
    expect(profile).toEqual({
      ...ACME,
      id: organization,
      addressLines: [],
      taxId: null,
      taxExempt: false,
      poNumber: null,
    });
    expect(await eventsOf(database, organization, 'organization.created')).toEqual([{}]);
    expect(await auditedActions(database, organization)).toEqual([
      'organization.created',
      'member.added',
    ]);
    await expect(running.t.get(Organizations).findByName('Acme')).resolves.not.toBeNull();
    await expect(running.t.get(Organizations).findByName('Acm')).resolves.toBeNull();
  });

  it('change their settings under the ETag they were read with', async () => {
    const read = await settings('GET');
    const eTag = String(read.headers['etag']);
    const changed = await settings('PUT', SETTINGS, { 'if-match': eTag });
    expect(changed).toMatchObject({ status: 200, body: { ...SETTINGS, currency: 'USD' } });
    expect(changed.headers['etag']).not.toBe(eTag);
    expect(await settings('PUT', SETTINGS, { 'if-match': eTag })).toMatchObject({
      status: 412,
      body: { type: '/problems/precondition-failed', currentETag: changed.headers['etag'] },
    });
    expect((await settings('GET')).body).toEqual(changed.body);
    const { rows } = await database.superuser.query(
      `SELECT before->>'timeZone' AS before, after->>'timeZone' AS after FROM token_audit_log
       WHERE organization_id = $1 AND action = 'organization.changed'`,
      [organization],
    );
    expect(rows).toEqual([{ before: 'America/New_York', after: 'Europe/Berlin' }]);
  });

  it('clear what is left out and keep the currency for ever', async () => {
    await settings('PUT', { ...SETTINGS, addressLines: ['1 Main Street'], currency: 'USD' });
    const { taxId: _taxId, ...without } = SETTINGS;
    const { body } = await settings('PUT', without);
    expect(body).toMatchObject({ taxId: null, poNumber: 'PO-7', addressLines: ['1 Main Street'] });
    expect(await settings('PUT', { ...SETTINGS, currency: 'EUR' })).toMatchObject({
      status: 422,
      body: { type: '/problems/currency-mismatch' },
    });
  });

  it('refuse what is not valid, with a pointer', async () => {
    for (const [field, value] of [
      ['timeZone', 'Mars/Olympus'],
      ['timeZone', 5],
      ['billingEmail', 'nobody'],
      ['legalName', ''],
      ['legalName', 'a\u0000b'],
      ['taxId', 'x'.repeat(51)],
      ['addressLines', ['line\nbreak']],
      ['addressLines', 'text'],
      ['country', 'DE'],
    ] as const) {
      expect(await settings('PUT', { ...SETTINGS, [field]: value })).toMatchObject({
        status: 400,
        body: { errors: [{ pointer: `/${field}` }] },
      });
    }
  });

  it('take a tax id of a country with VAT numbers only as one of those, however it is written', async () => {
    const inFrance = { ...ACME, country: 'FR' };
    const organizations = running.t.get(Organizations);
    const { id } = await organizations.create({ ...inFrance, taxId: 'x' }, systemActor('seed'));
    const admin = await aPerson(running.t, { memberships: { [id]: ['organization.admin'] } });
    const { authorization } = await signIn(running.app, admin.email);
    const put = (taxId: string | null) =>
      send(running.app, 'PUT', `/organizations/${id}`, authorization, { ...SETTINGS, taxId });
    expect(await put('DE123456789')).toMatchObject({
      status: 400,
      body: {
        type: '/problems/invalid-request',
        errors: [
          { pointer: '/taxId', detail: 'must be a VAT number such as FR12345678901, or left out' },
        ],
      },
    });
    // What stands there already does not keep anybody from changing the rest.
    expect(await put('x')).toMatchObject({ status: 200 });
    expect(await put('fr 12 345 678 901')).toMatchObject({
      status: 200,
      body: { taxId: 'fr 12 345 678 901' },
    });
    expect(await put('x')).toMatchObject({ status: 400 });
    expect(await put(null)).toMatchObject({ status: 200 });
  });

  it('are found by staff, by part of a name, legal name or e-mail, a member or an id', async () => {
    const staff = await aPerson(running.t, { platformPermissions: ['tokens.view'] });
    const { authorization } = await signIn(running.app, staff.email);
    running.t.clock.advance({ seconds: 1 });
    const globex = await running.t
      .get(Organizations)
      .create(
        { ...ACME, name: 'Globex 100%', legalName: 'Globex AG', billingEmail: 'pay@globex.test' },
        systemActor('seed'),
      );
    const search = async (query: string) => {
      const path = `/organizations?query=${encodeURIComponent(query)}`;
      const { body } = await send(running.app, 'GET', path, authorization);
      return (body['data'] as { id: string }[]).map(({ id }) => id);
    };
    expect(await search('globex ag')).toEqual([globex.id]);
    expect(await search('PAY@globex')).toEqual([globex.id]);
    expect(await search('100%')).toEqual([globex.id]);
    expect(await search('%')).toEqual([globex.id]);
    expect(await search('no such')).toEqual([]);
    const member = await aPerson(running.t, { memberships: { [globex.id]: ['tokens.view'] } });
    expect(await search(member.email.toUpperCase())).toEqual([globex.id]);
    expect(await search(member.email.slice(1))).toEqual([]);
    const purchase = newId(running.t.clock.now());
    await running.t.get(PublicIds).register(purchase, globex.id, 'purchase');
    expect(await search(globex.id)).toEqual([globex.id]);
    expect(await search(purchase)).toEqual([globex.id]);
    expect(await search(newId(running.t.clock.now()))).toEqual([]);
    expect((await search('')).slice(0, 2)).toEqual([globex.id, organization]);
    const path = '/organizations?limit=1';
    const first = await send(running.app, 'GET', path, authorization);
    const cursor = String(first.body['nextCursor']);
    const second = await send(running.app, 'GET', `${path}&cursor=${cursor}`, authorization);
    expect(second.body['data']).toMatchObject([{ id: organization }]);
    expect((await send(running.app, 'GET', path, asAdmin)).status).toBe(403);
  });

  it('name what a change of the name makes them be found by', async () => {
    await settings('PUT', { ...SETTINGS, name: 'Renamed' });
    await expect(running.t.get(Organizations).findByName('Renamed')).resolves.toBe(organization);
  });
});
