import cookie from '@fastify/cookie';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { PackageView, PageView, Permission } from '@purser/contracts';
import { ApiKeys, Users } from '@purser/identity';
import { newId, ProblemFilter, systemActor, validationPipe } from '@purser/platform';
import {
  anOrganization,
  createTestDatabase,
  testModule,
  type RunningModule,
  type TestDatabase,
} from '@purser/testing';
import { Catalogue, PackagesModule } from './index.js';

const seed = systemActor('seed');
const STAFF = { email: 'root@purser.test', password: 'correct-horse-battery' };

let database: TestDatabase;
let t: RunningModule;
let app: NestFastifyApplication;
let staff: string;
let organizationId: string;
let reader: string;
let smallId: string;
let largeId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  t = await testModule({ imports: [PackagesModule], database });
  app = t.module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  app.setGlobalPrefix('api');
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(new ProblemFilter());
  await app.register(cookie);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  await t
    .get(Users)
    .create({ ...STAFF, name: 'Root', platformPermissions: ['platform.admin', 'tokens.view'] });
  const login = await app.inject({ method: 'POST', url: '/api/auth/login', payload: STAFF });
  staff = login.json<{ accessToken: string }>().accessToken;
  organizationId = await anOrganization(t);
  reader = await aKey(organizationId, ['tokens.view']);
  const catalogue = t.get(Catalogue);
  const seller = { name: 'Purser Inc.', addressLines: [], country: 'US', taxId: null };
  await catalogue.setLegalEntity(seller, seed);
  const rate = { percent: '8.875', validFrom: '2020-01-01', validTo: null };
  await catalogue.setTaxRate({ country: 'US', ...rate, reverseChargeArea: null }, seed);
  const tiers = [
    { fromTokens: 0n, perThousandMilliMinor: 100_000n },
    { fromTokens: 100_000n, perThousandMilliMinor: 85_000n },
  ];
  await catalogue.setTiers({ currency: 'USD', validityDays: 365, tiers }, seed);
  largeId = await aPackage('Large', 500_000n, 42_500n);
  smallId = await aPackage('Small', 50_000n, 4_900n);
  await aPackage('Withdrawn', 1n, 100n, false);
});

afterAll(async () => {
  await app.close();
  await database.drop();
});

async function aPackage(name: string, tokens: bigint, amountMinor: bigint, active = true) {
  const { item } = await t.get(Catalogue).createPackage(
    {
      name,
      description: `${name} package`,
      tokens,
      bonusTokens: tokens / 10n,
      validityDays: 365,
      active,
      prices: [{ currency: 'USD', amountMinor }],
    },
    seed,
  );
  return item.id;
}

async function aKey(organization: string, scopes: readonly Permission[]): Promise<string> {
  const key = await t
    .get(ApiKeys)
    .create(organization, { name: 'test', scopes, expiresAt: null }, seed);
  return key.secret;
}

async function call(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  token: string | null,
  payload?: object,
  headers: Record<string, string> = {},
) {
  return app.inject({
    method,
    url: `/api${path}`,
    headers: { ...headers, ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    ...(payload === undefined ? {} : { payload }),
  });
}

describe('GET /tokens/packages', () => {
  it('lists what is offered, smallest first, in pages', async () => {
    const page = await call('GET', '/tokens/packages?limit=1', reader);
    const first = page.json<PageView<PackageView>>();
    expect(first.data).toEqual([
      {
        id: smallId,
        name: 'Small',
        description: 'Small package',
        tokens: 50_000,
        bonusTokens: 5_000,
        price: { amount: 4_900, currency: 'USD' },
        listPrice: null,
        validityDays: 365,
      },
    ]);
    const rest = await call('GET', `/tokens/packages?cursor=${first.nextCursor}`, reader);
    expect(rest.json<PageView<PackageView>>()).toMatchObject({
      data: [{ id: largeId }],
      nextCursor: null,
    });
  });

  it('answers CSV to who asks for it', async () => {
    const csv = await call('GET', '/tokens/packages', reader, undefined, { accept: 'text/csv' });
    expect(csv.headers['content-type']).toContain('text/csv');
    expect(csv.body.split('\n').slice(0, 2)).toEqual([
      'id,name,description,tokens,bonusTokens,price,currency,validityDays',
      `${smallId},Small,Small package,50000,5000,49.00,USD,365`,
    ]);
  });

  it('answers 401, 404, 403 and 400 in that order', async () => {
    const other = await anOrganization(t);
    const spender = await aKey(organizationId, ['tokens.consume']);
    const statuses = await Promise.all([
      call('GET', '/tokens/packages', null),
      call('GET', `/tokens/packages?organizationId=${other}`, reader),
      call('GET', '/tokens/packages?organizationId=nonsense', reader),
      call('GET', '/tokens/packages', spender),
      call('GET', '/tokens/packages?limit=0', reader),
      call('GET', '/tokens/packages?color=red', reader),
      call('GET', '/tokens/packages?cursor=nonsense', reader),
    ]);
    expect(statuses.map((it) => it.statusCode)).toEqual([401, 404, 404, 403, 400, 400, 400]);
    expect(statuses.every((it) => it.headers['content-type']?.includes('problem+json'))).toBe(true);
  });
});

describe('prices over HTTP', () => {
  it('quotes a package', async () => {
    const answer = await call('GET', `/tokens/packages/${smallId}/price?quantity=3`, reader);
    expect(answer.json()).toEqual({
      subtotal: { amount: 14_700, currency: 'USD' },
      tax: { amount: 1_305, currency: 'USD' },
      total: { amount: 16_005, currency: 'USD' },
      tokens: 150_000,
      bonusTokens: 15_000,
      taxRatePercent: 8.875,
      taxTreatment: 'standard',
      validityDays: 365,
    });
  });

  it('quotes a custom amount with its tiers', async () => {
    const body = { organizationId, tokens: 150_000 };
    const answer = await call('POST', '/tokens/packages/calculate-custom', reader, body);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({
      subtotal: { amount: 14_250, currency: 'USD' },
      tokens: 150_000,
      tiers: [
        {
          from: 1,
          to: 100_000,
          tokens: 100_000,
          pricePerThousand: '1.00',
          amount: { amount: 10_000, currency: 'USD' },
        },
        {
          from: 100_001,
          to: null,
          tokens: 50_000,
          pricePerThousand: '0.85',
          amount: { amount: 4_250, currency: 'USD' },
        },
      ],
    });
  });

  it.each([
    [{ tokens: 999 }, '/tokens'],
    [{ tokens: 10_000_001 }, '/tokens'],
    [{ tokens: '5000' }, '/tokens'],
    [{ tokens: 1_000.5 }, '/tokens'],
    [{}, '/tokens'],
    [{ tokens: 5_000, currency: 'USD' }, '/currency'],
  ])('refuses the custom amount %p', async (body, pointer) => {
    const answer = await call('POST', '/tokens/packages/calculate-custom', reader, body);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({
      type: '/problems/invalid-request',
      errors: [{ pointer }],
    });
  });

  it.each(['0', '1001', '1.5', 'x'])('refuses the quantity %s', async (quantity) => {
    const path = `/tokens/packages/${smallId}/price?quantity=${quantity}`;
    expect((await call('GET', path, reader)).statusCode).toBe(400);
  });

  it.each(['nonsense', newId(new Date(0))])('knows no package %s', async (id) => {
    expect((await call('GET', `/tokens/packages/${id}/price`, reader)).statusCode).toBe(404);
  });
});

describe('the catalogue over HTTP', () => {
  const body = {
    name: 'Team',
    tokens: 2_000,
    prices: [{ amount: 1_500, currency: 'USD' }],
  };

  it('is written by platform administrators, with ETag and If-Match', async () => {
    const created = await call('POST', '/tokens/packages', staff, body);
    expect(created.statusCode).toBe(201);
    expect(created.headers['etag']).toBe('"1"');
    const { id } = created.json<{ id: string }>();
    const change = { ...body, bonusTokens: 100, validityDays: 30 };
    const path = `/tokens/packages/${id}`;
    const changed = await call('PUT', path, staff, change, { 'if-match': '"1"' });
    expect(changed.json()).toMatchObject({ bonusTokens: 100, validityDays: 30, version: 2 });
    expect(changed.json()).toMatchObject({ updatedBy: STAFF.email, prices: body.prices });
    const stale = await call('PUT', path, staff, change, { 'if-match': '"1"' });
    expect(stale.statusCode).toBe(412);
    const read = await call('GET', path, staff);
    expect(read.headers['etag']).toBe('"2"');
    const again = await call('POST', '/tokens/packages', staff, { ...body, tokens: 3_000 });
    expect(again.statusCode).toBe(409);
  });

  it('is closed to everybody else', async () => {
    const statuses = await Promise.all([
      call('POST', '/tokens/packages', reader, body),
      call('PUT', `/tokens/packages/${smallId}`, reader, body),
      call('GET', `/tokens/packages/${smallId}`, reader),
      call('POST', '/tokens/packages', null, body),
    ]);
    expect(statuses.map((it) => it.statusCode)).toEqual([403, 403, 403, 401]);
  });

  it.each([
    [{ tokens: 0 }, '/tokens'],
    [{ tokens: '5' }, '/tokens'],
    [{ name: '' }, '/name'],
    [{ validityDays: 0 }, '/validityDays'],
    [{ prices: [{ amount: 1.5, currency: 'USD' }] }, '/prices/0/amount'],
    [{ prices: [{ amount: 5, currency: 'usd' }] }, '/prices/0/currency'],
    [{ prices: [{ amount: 15_005, currency: 'KWD' }] }, '/prices/0/amount'],
    [{ name: 'a\u0000b' }, '/name'],
    [{ name: null }, '/name'],
    [{ description: null }, '/description'],
    [{ description: 'a\u0000b' }, '/description'],
    [{ bonusTokens: null }, '/bonusTokens'],
    [{ active: null }, '/active'],
    [{ prices: [null] }, '/prices'],
    [{ prices: [[]] }, '/prices'],
    [{ prices: {} }, '/prices'],
    [{ id: 'mine' }, '/id'],
  ])('refuses %j', async (fault, pointer) => {
    const answer = await call('POST', '/tokens/packages', staff, { ...body, ...fault });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ errors: [{ pointer }] });
  });
});

describe('the rest of the catalogue over HTTP', () => {
  it('lists every package, newest first, in pages', async () => {
    const first = await call('GET', '/tokens/catalogue/packages?limit=2', staff);
    const page = first.json<PageView<{ name: string; active: boolean }>>();
    expect(page.data).toHaveLength(2);
    const path = `/tokens/catalogue/packages?cursor=${page.nextCursor}`;
    const rest = (await call('GET', path, staff)).json<PageView<{ name: string }>>();
    const names = [...page.data, ...rest.data].map(({ name }) => name);
    expect(names.toSorted()).toEqual(['Large', 'Small', 'Team', 'Withdrawn']);
  });

  it('answers CSV to who asks for it, a price or tier list in one cell', async () => {
    const lines = async (what: string) => {
      const accept = { accept: 'text/csv' };
      const csv = await call('GET', `/tokens/catalogue/${what}`, staff, undefined, accept);
      expect(csv.headers['content-type']).toContain('text/csv');
      return csv.body.trimEnd().split('\n');
    };
    expect((await lines('packages')).join()).toContain('49.00 USD');
    expect((await lines('custom-prices')).join()).toContain('from 0: ');
    expect((await lines('tax-rates')).join()).toContain('US,8.875');
  });

  it('keeps volume tiers by currency', async () => {
    const path = '/tokens/catalogue/custom-prices';
    const tiers = [{ fromTokens: 0, perThousandMilliMinor: 150_000 }];
    const set = await call('PUT', `${path}/JPY`, staff, { tiers, validityDays: 90 });
    const yen = {
      currency: 'JPY',
      validityDays: 90,
      tiers: [{ ...tiers[0], pricePerThousand: '150' }],
    };
    expect(set.json()).toEqual(yen);
    expect((await call('GET', `${path}?limit=1`, staff)).json()).toMatchObject({ data: [yen] });
    const wrong = [{ fromTokens: 5, perThousandMilliMinor: 150_000 }];
    expect((await call('PUT', `${path}/JPY`, staff, { tiers: wrong })).statusCode).toBe(400);
    expect((await call('PUT', `${path}/yen`, staff, { tiers })).statusCode).toBe(404);
  });

  it('keeps tax rates by country and day', async () => {
    const path = '/tokens/catalogue/tax-rates';
    const rate = { percent: '19', validFrom: '2026-01-01', reverseChargeArea: 'EU' };
    const set = await call('PUT', `${path}/DE`, staff, rate);
    expect(set.json()).toEqual({ ...rate, country: 'DE', validTo: null });
    const first = (await call('GET', `${path}?limit=1`, staff)).json<PageView<unknown>>();
    expect(first.data).toEqual([set.json()]);
    const rest = await call('GET', `${path}?cursor=${first.nextCursor}`, staff);
    expect(rest.json()).toMatchObject({ data: [{ country: 'US', percent: '8.875' }] });
    for (const fault of [{ percent: '101' }, { percent: 19 }, { validTo: '2025-01-01' }]) {
      expect((await call('PUT', `${path}/DE`, staff, { ...rate, ...fault })).statusCode).toBe(400);
    }
  });

  it('keeps the seller', async () => {
    const seller = { name: 'Purser Inc.', addressLines: ['1 Street'], country: 'US', taxId: '1' };
    expect((await call('PUT', '/tokens/catalogue/seller', staff, seller)).json()).toEqual(seller);
    expect((await call('GET', '/tokens/catalogue/seller', staff)).json()).toEqual(seller);
    const faulty = { ...seller, addressLines: ['a\u0000b'] };
    expect((await call('PUT', '/tokens/catalogue/seller', staff, faulty)).statusCode).toBe(400);
  });

  it.each(['packages', 'custom-prices', 'tax-rates', 'seller'])(
    'shows %s to platform administrators only',
    async (what) => {
      expect((await call('GET', `/tokens/catalogue/${what}`, reader)).statusCode).toBe(403);
      expect((await call('GET', `/tokens/catalogue/${what}`, null)).statusCode).toBe(401);
    },
  );
});

describe('prices of an organization over HTTP', () => {
  it('are agreed, listed and withdrawn by platform administrators', async () => {
    const path = `/organizations/${organizationId}/prices`;
    const body = { packageId: largeId, currency: 'USD', amount: 39_900 };
    const agreed = await call('POST', path, staff, body);
    expect(agreed.statusCode).toBe(201);
    const { id } = agreed.json<{ id: string }>();
    const offers = (await call('GET', '/tokens/packages', reader)).json<PageView<PackageView>>();
    expect(offers.data.find((offer) => offer.id === largeId)).toMatchObject({
      price: { amount: 39_900, currency: 'USD' },
      listPrice: { amount: 42_500, currency: 'USD' },
    });
    expect((await call('GET', path, staff)).json()).toMatchObject({ data: [{ id }] });
    expect((await call('DELETE', `${path}/${id}`, staff)).statusCode).toBe(204);
    expect((await call('DELETE', `${path}/${id}`, staff)).statusCode).toBe(404);
    expect((await call('DELETE', `${path}/nonsense`, staff)).statusCode).toBe(404);
    expect((await call('GET', path, staff)).json()).toEqual({ data: [], nextCursor: null });
  });

  it.each([
    { validFrom: 'soon' },
    { validFrom: '2026-W01' },
    { validFrom: null },
    { validTo: '2020-01-01T00:00:00Z' },
    { amount: null },
    { amount: 1.5 },
    { packageId: null },
    { perThousandMilliMinor: 5 },
    { currency: 'usd' },
    { createdBy: 'me' },
  ])('are refused as %j', async (fault) => {
    const body = { packageId: largeId, currency: 'USD', amount: 39_900, ...fault };
    const answer = await call('POST', `/organizations/${organizationId}/prices`, staff, body);
    expect(answer.statusCode).toBe(400);
  });

  it('are closed to the organization itself and unknown elsewhere', async () => {
    const body = { packageId: largeId, currency: 'USD', amount: 39_900 };
    const other = await anOrganization(t);
    const statuses = await Promise.all([
      call('GET', `/organizations/${organizationId}/prices`, reader),
      call('POST', `/organizations/${organizationId}/prices`, reader, body),
      call('GET', `/organizations/${other}/prices`, reader),
      call('GET', '/organizations/nonsense/prices', staff),
      call('POST', `/organizations/${organizationId}/prices`, staff, { ...body, currency: 'EUR' }),
      call('POST', `/organizations/${organizationId}/prices`, staff, {
        ...body,
        validFrom: 'soon',
      }),
    ]);
    expect(statuses.map((it) => it.statusCode)).toEqual([403, 403, 404, 404, 422, 400]);
  });
});
