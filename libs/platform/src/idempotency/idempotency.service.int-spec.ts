import { jest } from '@jest/globals';
import {
  anOrganization,
  createTestDatabase,
  testModule,
  type RunningModule,
  type TestDatabase,
} from '@purser/testing';
import { newId } from '../ids/new-id.js';
import { IdempotencyInProgress, IdempotencyKeyReused } from './idempotency.errors.js';
import { IdempotencyService, type StoredAnswer } from './idempotency.service.js';
import type { IdempotentCall } from './idempotent-call.js';

const CREATED: StoredAnswer = { status: 201, contentType: 'application/json', body: '{"id": 1}' };

describe('IdempotencyService', () => {
  let database: TestDatabase;
  let t: RunningModule;
  let store: IdempotencyService;
  let organizationId: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    t = await testModule({ database });
    store = t.get(IdempotencyService);
    organizationId = await anOrganization(t);
  });

  // Leases and retention are machine time; only `Date` is replaced, so the database still works.
  beforeEach(() =>
    jest.useFakeTimers({ doNotFake: [...TIMERS], now: new Date('2026-06-18T18:32:00Z') }),
  );
  afterEach(() => jest.useRealTimers());

  afterAll(async () => {
    await t.close();
    await database.drop();
  });

  const requestOf = (fields: { body?: unknown; path?: string; principalId?: string } = {}) => ({
    organizationId,
    principalId: newId(t.clock.now()),
    route: 'POST /api/tokens/purchase',
    key: 'key-1',
    path: '/api/tokens/purchase',
    body: { tokens: 5 },
    ...fields,
  });
  const claimed = (begun: IdempotentCall | StoredAnswer): IdempotentCall => {
    if (!('recordId' in begun)) throw new Error('The key was not claimed');
    return begun;
  };
  const wait = (ms: number) => jest.setSystemTime(Date.now() + ms);

  it('gives an effect the same key for ever, and others another one', async () => {
    const request = requestOf();
    const first = claimed(await store.begin(request));
    await store.finish(first, { ...CREATED, status: 500 });
    const again = claimed(await store.begin(request));
    expect(again.recordId).not.toBe(first.recordId);
    expect(again.effectKey).toBe(first.effectKey);
    const others = [
      { ...request, key: 'key-2' },
      { ...request, route: 'POST /api/tokens/other' },
      requestOf(),
    ];
    const keys = [again.effectKey];
    for (const other of others) keys.push(claimed(await store.begin(other)).effectKey);
    expect(new Set(keys).size).toBe(4);
  });

  it('gives the first answer again, byte for byte', async () => {
    const request = requestOf();
    await store.finish(claimed(await store.begin(request)), CREATED);
    expect(await store.begin(request)).toEqual(CREATED);
  });

  it('keeps a business refusal', async () => {
    const request = requestOf();
    const refusal = { ...CREATED, status: 402, contentType: 'application/problem+json' };
    await store.finish(claimed(await store.begin(request)), refusal);
    expect(await store.begin(request)).toEqual(refusal);
  });

  it.each([400, 401, 403, 404, 429, 500, 503])('frees the key after a %d', async (status) => {
    const request = requestOf();
    await store.finish(claimed(await store.begin(request)), { ...CREATED, status });
    claimed(await store.begin({ ...request, body: 'corrected' }));
  });

  it('refuses the key with another body or path', async () => {
    const request = requestOf();
    await store.finish(claimed(await store.begin(request)), CREATED);
    await expect(store.begin({ ...request, body: { tokens: 6 } })).rejects.toThrow(
      IdempotencyKeyReused,
    );
    await expect(store.begin({ ...request, path: '/api/other' })).rejects.toThrow(
      IdempotencyKeyReused,
    );
  });

  it('keeps the keys of principals, routes and organizations apart', async () => {
    const request = requestOf();
    await store.finish(claimed(await store.begin(request)), CREATED);
    claimed(await store.begin({ ...request, principalId: newId(t.clock.now()) }));
    claimed(await store.begin({ ...request, route: 'POST /api/other' }));
    claimed(await store.begin({ ...request, organizationId: await anOrganization(t) }));
  });

  it('lets one of many at once through', async () => {
    const request = requestOf();
    const tries = await Promise.allSettled(Array.from({ length: 12 }, () => store.begin(request)));
    const refused = tries.filter((each) => each.status === 'rejected');
    expect(refused).toHaveLength(11);
    for (const each of refused) expect(each.reason).toBeInstanceOf(IdempotencyInProgress);
  });

  it('hands the key over when the lease has run out, and ignores the one that was late', async () => {
    const request = requestOf();
    const late = claimed(await store.begin(request));
    wait(59_000);
    await expect(store.begin(request)).rejects.toThrow(IdempotencyInProgress);
    wait(2_000);
    const next = claimed(await store.begin(request));
    await store.finish(late, { ...CREATED, body: '"late"' });
    await store.finish(next, CREATED);
    expect(await store.begin(request)).toEqual(CREATED);
  });

  it('forgets after 72 hours', async () => {
    const request = requestOf();
    await store.finish(claimed(await store.begin(request)), CREATED);
    wait(71 * 3_600_000);
    expect(await store.begin(request)).toEqual(CREATED);
    wait(2 * 3_600_000);
    claimed(await store.begin({ ...request, body: 'another' }));
  });
});

const TIMERS = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const satisfies readonly string[];
