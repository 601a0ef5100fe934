import cookie from '@fastify/cookie';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AdjustmentView, DebitView, HoldView, PageView, Permission } from '@purser/contracts';
import { ApiKeys, Users } from '@purser/identity';
import {
  IdempotencyService,
  newId,
  ProblemFilter,
  registerIdempotencyHook,
  systemActor,
  validationPipe,
} from '@purser/platform';
import type { FastifyInstance } from 'fastify';
import { walletRoom, type WalletUnderTest } from '../testing/wallet-fixture.js';

const PASSWORD = 'correct-horse-battery';
const SEED = systemActor('seed');

describe('the wallet over HTTP', () => {
  let room: Awaited<ReturnType<typeof walletRoom>>;
  let app: NestFastifyApplication;
  let wallet: WalletUnderTest;
  let program: string;
  let support: string;
  let lead: string;

  beforeAll(async () => {
    room = await walletRoom();
    app = room.t.module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    app.useGlobalPipes(validationPipe());
    app.useGlobalFilters(new ProblemFilter());
    await app.register(cookie);
    const server = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
    registerIdempotencyHook(server, room.t.get(IdempotencyService));
    await app.init();
    await server.ready();
    support = await staff('support@purser.test');
    lead = await staff('lead@purser.test');
  });

  afterAll(async () => {
    await app.close();
    await room.database.drop();
  });

  beforeEach(async () => {
    wallet = await room.wallet();
    program = await key(['tokens.view', 'tokens.consume']);
  });

  async function staff(email: string): Promise<string> {
    const platformPermissions: Permission[] = ['tokens.view', 'tokens.adjust'];
    await room.t.get(Users).create({ email, name: email, password: PASSWORD, platformPermissions });
    const payload = { email, password: PASSWORD };
    const login = await app.inject({ method: 'POST', url: '/auth/login', payload });
    return login.json<{ accessToken: string }>().accessToken;
  }

  async function key(scopes: Permission[]): Promise<string> {
    const { secret } = await room.t
      .get(ApiKeys)
      .create(wallet.organizationId, { name: 'key', scopes, expiresAt: null }, SEED);
    return secret;
  }

  interface Call {
    token?: string;
    body?: object;
    headers?: Record<string, string>;
  }

  const send = (method: 'GET' | 'POST' | 'PUT', url: string, call: Call = {}) =>
    app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${call.token ?? program}`, ...call.headers },
      ...(call.body && { payload: call.body }),
    });
  const path = (rest = '') => `/tokens/wallet/${wallet.organizationId}${rest}`;
  const debit = (body: object, query = '') => send('POST', path(`/debits${query}`), { body });
  const fresh = () => ({ 'idempotency-key': newId(new Date()) });

  it('answers a repeated debit with 201 and the same bytes', async () => {
    await wallet.grant();
    const body = { amount: 7, reference: 'job-1', meta: { job: 1 } };
    const first = await debit(body);
    expect(first.statusCode).toBe(201);
    expect(first.json<DebitView>()).toMatchObject({ amount: 7, balanceAfter: 993 });
    await debit({ amount: 1, reference: 'job-2' });
    const again = await debit(body);
    expect([again.statusCode, again.body]).toEqual([201, first.body]);
    const preview = await debit({ amount: 2, reference: 'job-3' }, '?dryRun=true');
    expect([preview.statusCode, preview.json()]).toEqual([
      200,
      expect.objectContaining({ dryRun: true, amount: -2, balanceAfter: 990 }),
    ]);
    expect((await wallet.balance()).balance).toBe(992);
  });

  it('answers refusals as problems with their fields', async () => {
    await wallet.grant({ tokens: 5n });
    await debit({ amount: 1, reference: 'used' });
    const refused = await debit({ amount: 9, reference: 'too-much' });
    expect([refused.statusCode, refused.json()]).toEqual([
      402,
      expect.objectContaining({
        type: '/problems/insufficient-tokens',
        needed: 9,
        available: 4,
        held: 0,
        frozen: 0,
        expired: 0,
        nextStep: expect.stringContaining('Buy at least 5 tokens'),
      }),
    ]);
    const reused = await debit({ amount: 2, reference: 'used' });
    expect([reused.statusCode, reused.json<{ type: string }>().type]).toEqual([
      409,
      '/problems/reference-reused',
    ]);
  });

  it.each([
    [{ amount: '5', reference: 'x' }, '/amount'],
    [{ amount: 0, reference: 'x' }, '/amount'],
    [{ amount: 2 ** 53, reference: 'x' }, '/amount'],
    [{ amount: 1, reference: 'purser:x' }, '/reference'],
    [{ amount: 1 }, '/reference'],
    [{ amount: 1, reference: 'x', meta: [] }, '/meta'],
    [{ amount: 1, reference: 'x', organizationId: 'y' }, '/organizationId'],
  ])('refuses the body %j, pointing at %s', async (body, pointer) => {
    const answer = await debit(body);
    expect(answer.statusCode).toBe(400);
    expect(answer.json<{ errors: object[] }>().errors).toMatchObject([{ pointer }]);
  });

  it('refuses a whole batch that is malformed and decides a good one item by item', async () => {
    await wallet.grant({ tokens: 3n });
    const batch = (items: object[]) => send('POST', path('/debits/batch'), { body: { items } });
    expect((await batch([])).statusCode).toBe(400);
    const bad = await batch([
      { amount: 1, reference: 'a' },
      { amount: -1, reference: 'b' },
    ]);
    expect(bad.json<{ errors: object[] }>().errors).toMatchObject([{ pointer: '/items/1/amount' }]);
    const many = Array.from({ length: 1_001 }, (_, n) => ({ amount: 1, reference: `m${n}` }));
    expect((await batch(many)).statusCode).toBe(400);
    const good = await batch([
      { amount: 2, reference: 'a' },
      { amount: 2, reference: 'b' },
    ]);
    expect([good.statusCode, good.json()]).toEqual([
      200,
      {
        results: [
          { reference: 'a', status: 201, entryId: expect.any(String) },
          {
            reference: 'b',
            status: 402,
            problem: expect.objectContaining({
              type: '/problems/insufficient-tokens',
              needed: 2,
              available: 1,
            }),
          },
        ],
      },
    ]);
  });

  it('places, captures, releases and reverses, also with an empty body', async () => {
    await wallet.grant({ tokens: 100n });
    const post = (rest: string, body?: object) =>
      send('POST', path(rest), body === undefined ? {} : { body });
    const placed = await post('/holds', { amount: 10, ttlSeconds: 60, reference: 'h' });
    expect(placed.statusCode).toBe(201);
    const { id } = placed.json<HoldView>();
    expect((await post(`/holds/${id}/capture`, { amount: 11 })).statusCode).toBe(422);
    const captured = await post(`/holds/${id}/capture`, { amount: 4 });
    expect([captured.statusCode, captured.json<HoldView>().capturedAmount]).toEqual([200, 4]);
    expect((await post(`/holds/${id}/release`)).statusCode).toBe(409);
    const { entryId } = captured.json<HoldView>();
    const reversed = await post(`/debits/${entryId}/reverse`);
    expect([reversed.statusCode, reversed.json()]).toEqual([
      201,
      expect.objectContaining({ kind: 'reversal', amount: 4 }),
    ]);
    expect((await post(`/debits/${entryId}/reverse`, {})).body).toBe(reversed.body);
    const unfit = [
      { amount: 1, ttlSeconds: 0, reference: 'h2' },
      { amount: 1, ttlSeconds: 604_801, reference: 'h2' },
    ];
    for (const body of unfit) expect((await post('/holds', body)).statusCode).toBe(400);
  });

  it('answers 404 for malformed and unknown ids, 403 for a missing permission', async () => {
    const reader = await key(['tokens.view']);
    for (const id of ['not-an-id', newId(new Date())]) {
      const paths = [`/debits/${id}/reverse`, `/holds/${id}/release`];
      for (const rest of paths) expect((await send('POST', path(rest))).statusCode).toBe(404);
      expect((await send('GET', path(`/history/${id}`))).statusCode).toBe(404);
      const body = { expiresAt: '2030-01-01T00:00:00Z', reason: 'because' };
      const extend = await send('POST', path(`/lots/${id}/extend`), { token: support, body });
      expect(extend.statusCode).toBe(404);
    }
    const body = { amount: 1, reference: 'x' };
    expect((await send('POST', path('/debits'), { token: reader, body })).statusCode).toBe(403);
    expect((await send('GET', '/tokens/adjustments', { token: reader })).statusCode).toBe(403);
    const suspend = await send('PUT', path('/suspend'), { body: { reason: 'because' } });
    expect(suspend.statusCode).toBe(403);
  });

  it('tags wallet reads and looks at a past instant', async () => {
    await wallet.grant({ tokens: 10n });
    const at = room.t.clock.now().toISOString();
    room.t.clock.advance({ minutes: 1 });
    await wallet.spend(3);
    const read = await send('GET', path());
    expect(read.headers['etag']).toMatch(/^"\d+"$/);
    expect(read.json()).toMatchObject({ balance: 7, usage: { totalTokens: 3 } });
    expect((await send('GET', path(`/balance?at=${at}`))).json()).toMatchObject({ balance: 10 });
    expect((await send('GET', path('?at=yesterday'))).statusCode).toBe(400);
    expect((await send('GET', path('/history?group=day&kind=debit'))).statusCode).toBe(400);
    const days = await send('GET', path('/history?group=day'));
    expect(days.json<PageView<unknown>>().data).toHaveLength(2);
  });

  it('streams the whole history as CSV, formulas escaped', async () => {
    await wallet.grant({ tokens: 500n });
    for (let spent = 0; spent < 201; spent += 1) await wallet.spend(1);
    await debit({ amount: 1, reference: '=HYPERLINK("x")' });
    const csv = await send('GET', path('/history?limit=10'), { headers: { accept: 'text/csv' } });
    expect(csv.headers['content-type']).toContain('text/csv');
    const lines = csv.body.trim().split('\n');
    expect(lines).toHaveLength(204);
    expect(lines[0]).toContain('id,at,kind,tokens,balanceAfter');
    expect(lines[1]).toContain(`"'=HYPERLINK(""x"")"`);
  });

  it('takes an adjustment through two people, once each', async () => {
    const adjust = (amount: number, headers: Record<string, string>, query = '') =>
      send('POST', path(`/adjustments${query}`), {
        token: support,
        headers,
        body: { amount, reasonCode: 'goodwill', reason: 'for the outage' },
      });
    expect((await adjust(1, {})).statusCode).toBe(400);
    const retry = fresh();
    expect((await adjust(5, retry, '?dryRun=true')).statusCode).toBe(200);
    const applied = await adjust(5, retry);
    const again = await adjust(5, retry);
    expect([applied.statusCode, again.statusCode]).toEqual([201, 201]);
    expect([again.body, again.headers['idempotency-replayed']]).toEqual([applied.body, 'true']);
    expect((await wallet.balance()).balance).toBe(5);

    const pending = await adjust(100_001, fresh());
    expect([pending.statusCode, pending.json<AdjustmentView>().status]).toEqual([202, 'pending']);
    const { id } = pending.json<AdjustmentView>();
    const listed = await send('GET', '/tokens/adjustments?status=pending', { token: lead });
    expect(listed.json<PageView<AdjustmentView>>().data[0]).toMatchObject({ id });
    const approve = (token: string) =>
      send('POST', `/tokens/adjustments/${id}/approve`, { token, headers: fresh(), body: {} });
    expect((await approve(support)).json()).toMatchObject({ type: '/problems/approval-by-maker' });
    expect((await approve(lead)).json()).toMatchObject({ status: 'applied' });
    expect((await approve(lead)).statusCode).toBe(409);
    expect((await wallet.balance()).balance).toBe(100_006);
    const reject = await send('POST', `/tokens/adjustments/${newId(new Date())}/reject`, {
      token: lead,
      body: { reason: 'nothing there' },
    });
    expect(reject.statusCode).toBe(404);
  });

  it('suspends and reactivates with the version it was decided on', async () => {
    await wallet.grant();
    const body = { reason: 'fraud check' };
    const stale = { 'if-match': '"1"' };
    const put = (rest: string, headers = {}) =>
      send('PUT', path(rest), { token: support, body, headers });
    expect((await put('/suspend', stale)).statusCode).toBe(412);
    const suspended = await put('/suspend');
    expect(suspended.json()).toMatchObject({
      status: 'suspended',
      suspensions: [{ source: 'support', reason: 'fraud check' }],
    });
    expect((await put('/suspend')).statusCode).toBe(409);
    const refused = await debit({ amount: 1, reference: 'while-suspended' });
    expect(refused.json()).toMatchObject({
      type: '/problems/wallet-suspended',
      suspensions: [{ source: 'support' }],
    });
    const reactivated = await put('/reactivate', { 'if-match': suspended.headers['etag'] });
    expect(reactivated.json()).toMatchObject({ status: 'active', suspensions: [] });
    expect((await put('/reactivate')).statusCode).toBe(409);
  });
});
