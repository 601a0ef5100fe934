import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import {
  Access,
  Authenticated,
  newId,
  OptionalOrganizationId,
  OrganizationId,
  PageQuery,
  PlatformAccess,
  Public,
  PublicIds,
} from '@purser/platform';
import { anOrganization, createTestDatabase, type TestDatabase } from '@purser/testing';
import { IsInt, IsOptional, IsString } from 'class-validator';
import { aPerson, identityApp, signIn, type IdentityApp } from '../../testing/identity-app.js';

class ThingDto {
  @IsOptional()
  @IsString()
  organizationId?: string;

  @IsInt()
  amount: number;
}

class ThingQuery extends PageQuery {
  @IsOptional()
  @IsString()
  organizationId?: string;
}

@Controller('things')
class ThingsController {
  @Get('open')
  @Public()
  open() {
    return { open: true };
  }

  @Get('anyone')
  @Authenticated()
  anyone() {
    return { anyone: true };
  }

  @Get('staff')
  @PlatformAccess('tokens.adjust')
  staff() {
    return { staff: true };
  }

  @Get('of/:organizationId')
  @Access('tokens.view', 'param')
  ofOrganization(@OrganizationId() organizationId: string) {
    return { organizationId };
  }

  @Post()
  @Access('tokens.purchase', 'body')
  create(@OrganizationId() organizationId: string, @Body() { amount }: ThingDto) {
    return { organizationId, amount };
  }

  @Get()
  @Access('tokens.view', 'query')
  list(@OrganizationId() organizationId: string, @Query() _query: ThingQuery) {
    return { organizationId };
  }

  @Get('across')
  @Access('tokens.adjust', 'query', { optionalForStaff: true })
  across(@OptionalOrganizationId() organizationId: string | null) {
    return { organizationId };
  }

  @Get('by/:id')
  @Access('tokens.view', { organizationParam: 'id' })
  byId(@OrganizationId() organizationId: string) {
    return { organizationId };
  }

  @Get('one/:thingId')
  @Access('tokens.view', { resource: 'thing', param: 'thingId' })
  one(@OrganizationId() organizationId: string, @Param('thingId') thingId: string) {
    return { organizationId, thingId };
  }
}

const ABSENT = '01890000-0000-7000-8000-000000000000';

describe('the guards', () => {
  let database: TestDatabase;
  let it_: IdentityApp;
  let acme: string;
  let globex: string;
  const bearer: Record<'admin' | 'viewer' | 'both' | 'support' | 'nobody', string> = {
    admin: '',
    viewer: '',
    both: '',
    support: '',
    nobody: '',
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    it_ = await identityApp(database, { controllers: [ThingsController] });
    const { t, app } = it_;
    acme = await anOrganization(t, { name: 'Acme' });
    globex = await anOrganization(t, { name: 'Globex' });
    const people = {
      admin: await aPerson(t, { memberships: { [acme]: ['tokens.view', 'tokens.purchase'] } }),
      viewer: await aPerson(t, { memberships: { [acme]: ['tokens.view'] } }),
      both: await aPerson(t, {
        memberships: { [acme]: ['tokens.view'], [globex]: ['tokens.view', 'tokens.purchase'] },
      }),
      support: await aPerson(t, { platformPermissions: ['tokens.view', 'tokens.adjust'] }),
      nobody: await aPerson(t),
    };
    for (const [who, { email }] of Object.entries(people)) {
      bearer[who as keyof typeof bearer] = (await signIn(app, email)).authorization;
    }
  });

  afterAll(async () => {
    await it_.app.close();
    await database.drop();
  });

  const get = async (url: string, authorization?: string) => {
    const headers = authorization === undefined ? {} : { authorization };
    const answer = await it_.app.inject({ method: 'GET', url: `/api/things${url}`, headers });
    return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
  };
  const post = async (payload: object, authorization: string) => {
    const request = { method: 'POST', url: '/api/things', payload, headers: { authorization } };
    const answer = await it_.app.inject(request as never);
    return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
  };

  it('lets anyone in where a handler is public, and only the signed-in elsewhere', async () => {
    expect(await get('/open')).toEqual({ status: 200, body: { open: true } });
    expect(await get('/anyone', bearer.nobody)).toMatchObject({ status: 200 });
    for (const credentials of [undefined, 'Basic YTpi', 'Bearer x', 'Bearer pk_test_a_b']) {
      const { status, body } = await get('/anyone', credentials);
      expect({ status, type: body['type'] }).toEqual({
        status: 401,
        type: '/problems/not-authenticated',
      });
    }
  });

  it('answers 401 before it looks at anything else', async () => {
    expect(await get(`/of/${ABSENT}`)).toMatchObject({ status: 401 });
    expect(await get(`/of/nonsense`)).toMatchObject({ status: 401 });
  });

  it('answers 404 for absent, malformed and foreign organizations alike', async () => {
    const bodies = [];
    for (const id of [ABSENT, 'nonsense', globex, acme.toUpperCase()]) {
      const { status, body } = await get(`/of/${id}`, bearer.admin);
      expect(status).toBe(404);
      bodies.push({ type: body['type'], detail: body['detail'] });
    }
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
    expect(await get(`/of/${acme}`, bearer.admin)).toEqual({
      status: 200,
      body: { organizationId: acme },
    });
  });

  it('answers 404 before 403, and 403 before 400', async () => {
    const bad = { amount: 'x' };
    expect(await post({ ...bad, organizationId: globex }, bearer.viewer)).toMatchObject({
      status: 404,
    });
    expect(await post({ ...bad, organizationId: 7 }, bearer.viewer)).toMatchObject({ status: 404 });
    expect(await post({ ...bad, organizationId: acme }, bearer.viewer)).toMatchObject({
      status: 403,
      body: { type: '/problems/not-permitted', permission: 'tokens.purchase' },
    });
    expect(await post({ ...bad, organizationId: acme }, bearer.admin)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/amount' }] },
    });
  });

  it('takes the only membership where no organization is said', async () => {
    expect(await post({ amount: 1 }, bearer.admin)).toEqual({
      status: 201,
      body: { organizationId: acme, amount: 1 },
    });
    expect(await get('', bearer.viewer)).toMatchObject({ body: { organizationId: acme } });
    expect(await get('', bearer.both)).toMatchObject({
      status: 400,
      body: { type: '/problems/organization-required' },
    });
    expect(await get(`?organizationId=${globex}`, bearer.both)).toMatchObject({
      body: { organizationId: globex },
    });
    expect(
      await get(`?organizationId=${acme}&organizationId=${globex}`, bearer.both),
    ).toMatchObject({ status: 404 });
    expect(await get('', bearer.nobody)).toMatchObject({ status: 403 });
  });

  it('lets staff into every organization that exists', async () => {
    expect(await get(`/of/${globex}`, bearer.support)).toMatchObject({ status: 200 });
    expect(await get(`/of/${ABSENT}`, bearer.support)).toMatchObject({ status: 404 });
    expect(await post({ organizationId: acme, amount: 1 }, bearer.support)).toMatchObject({
      status: 403,
    });
    expect(await get('/staff', bearer.support)).toMatchObject({ status: 200 });
    expect(await get('/staff', bearer.admin)).toMatchObject({ status: 403 });
    expect(await get('/across', bearer.support)).toEqual({
      status: 200,
      body: { organizationId: null },
    });
    expect(await get(`/across?organizationId=${acme}`, bearer.support)).toMatchObject({
      body: { organizationId: acme },
    });
    expect(await get('/across', bearer.admin)).toMatchObject({ status: 403 });
  });

  it('takes the organization from a path parameter of another name', async () => {
    expect(await get(`/by/${acme}`, bearer.viewer)).toEqual({
      status: 200,
      body: { organizationId: acme },
    });
    for (const id of [globex, ABSENT, 'nonsense']) {
      expect(await get(`/by/${id}`, bearer.viewer)).toMatchObject({ status: 404 });
    }
  });

  it('finds the organization of what is addressed by its own id', async () => {
    const thing = newId(it_.t.clock.now());
    await it_.t.get(PublicIds).register(thing, acme, 'thing');
    const other = newId(it_.t.clock.now());
    await it_.t.get(PublicIds).register(other, acme, 'another-kind');
    expect(await get(`/one/${thing}`, bearer.viewer)).toMatchObject({
      status: 200,
      body: { organizationId: acme },
    });
    const stranger = await aPerson(it_.t, { memberships: { [globex]: ['tokens.view'] } });
    const { authorization } = await signIn(it_.app, stranger.email);
    for (const [id, who] of [
      [thing, authorization],
      [other, bearer.viewer],
      [ABSENT, bearer.viewer],
      ['nonsense', bearer.viewer],
    ] as const) {
      expect(await get(`/one/${id}`, who)).toMatchObject({ status: 404 });
    }
  });

  it('counts refused access per principal, route and hour', async () => {
    const organization = await anOrganization(it_.t);
    const member = await aPerson(it_.t, { memberships: { [organization]: ['tokens.view'] } });
    const stranger = await aPerson(it_.t, { memberships: { [globex]: ['tokens.view'] } });
    const inside = await signIn(it_.app, member.email);
    const outside = await signIn(it_.app, stranger.email);
    await post({ organizationId: organization }, inside.authorization);
    await post({ organizationId: organization }, inside.authorization);
    await get(`/of/${organization}`, outside.authorization);
    it_.t.clock.advance({ hours: 1 });
    await get(`/of/${organization}`, outside.authorization);
    const { rows } = await database.superuser.query<{ hour: Date }>(
      `SELECT principal, route, failures, hour FROM access_failures
       WHERE organization_id = $1 ORDER BY hour, route`,
      [organization],
    );
    const foreign = { principal: `user:${stranger.id}`, failures: 1 };
    expect(rows).toMatchObject([
      { ...foreign, route: 'GET /api/things/of/:organizationId' },
      { principal: `user:${member.email}`, route: 'POST /api/things', failures: 2 },
      { ...foreign, route: 'GET /api/things/of/:organizationId' },
    ]);
    const [, second, third] = rows.map(({ hour }) => hour.getTime());
    expect((third ?? 0) - (second ?? 0)).toBe(3_600_000);
  });
});

@Controller('forgotten')
class ForgottenController {
  @Get()
  forgotten() {
    return {};
  }
}

describe('a handler without an access rule', () => {
  it('keeps the application from starting', async () => {
    const database = await createTestDatabase();
    try {
      await expect(identityApp(database, { controllers: [ForgottenController] })).rejects.toThrow(
        'Handlers without an access rule: ForgottenController.forgotten',
      );
    } finally {
      await database.drop();
    }
  });
});
