import { randomInt } from 'node:crypto';
import { badRequests, type BadRequest } from './support/bad-input/bad-requests.js';
import { refusalFault } from './support/bad-input/refusal-fault.js';
import { fingerprint } from './support/fingerprint.js';
import type { HttpClient } from './support/http-client.js';
import { operationsOf, readOpenApi } from './support/open-api.js';
import { startPurser, type Purser } from './support/purser.js';
import { allowed } from './support/routes/allowed.js';
import { ROUTES, type Route } from './support/routes/route-table.js';
import { aCast, aScene, type People } from './support/routes/scene.js';
import { inParallel, shuffled } from './support/shuffled.js';

const DOCUMENT = readOpenApi();
const OPERATIONS = operationsOf(DOCUMENT);
const CALLERS = 16;
const SEED = Number(process.env['PURSER_TEST_SEED'] ?? randomInt(2 ** 31));

const routeOf = (id: string): Route => ROUTES[id] ?? { access: 'public' };

describe('bad input', () => {
  let purser: Purser;
  let people: People;
  let requests: readonly BadRequest[];
  let before: Record<string, string>;
  const faults = new Map<string, string[]>();

  beforeAll(async () => {
    const config = { PURSER_ROLE: 'http', LOGIN_FAILURES_PER_MINUTE: 1_000_000 } as const;
    purser = await startPurser({ config });
    people = await aCast(purser);
    const scene = await aScene(purser, people);
    const known = {
      document: DOCUMENT,
      scene,
      organizationId: purser.demo.organizations.Acme,
      columns: await everyColumn(purser),
    };
    requests = OPERATIONS.flatMap((operation) =>
      badRequests(operation, routeOf(operation.id), known),
    );
    before = await fingerprint(purser.database.superuser);
    process.stdout.write(`bad input: ${requests.length} requests, PURSER_TEST_SEED=${SEED}\n`);
    await inParallel(CALLERS, shuffled(requests, SEED), sendOne);
  }, 300_000);
  afterAll(() => purser.close());

  async function sendOne(request: BadRequest): Promise<void> {
    const fault = await faultOf(request, allowed(routeOf(request.operationId), people));
    if (fault === null) return;
    const known = faults.get(request.operationId) ?? [];
    faults.set(request.operationId, [...known, `${request.what} -> ${fault}`]);
  }

  it.each(OPERATIONS.map(({ id }) => id))('%s is refused as it should be', (id) => {
    expect(faults.get(id) ?? []).toEqual([]);
  });

  it('changes nothing in the database', async () => {
    expect(await fingerprint(purser.database.superuser)).toEqual(before);
  });

  it('is tried on every field of every body and on every query parameter', () => {
    const tried = (id: string, start: string) =>
      requests.some(({ operationId, what }) => operationId === id && what.startsWith(start));
    const left = OPERATIONS.flatMap(({ id, body, parameters }) => [
      ...Object.keys(body?.properties ?? {})
        .filter((name) => !tried(id, `/${name}:`))
        .map((name) => `${id} ${name}`),
      ...parameters
        .filter((one) => one.in === 'query' && !tried(id, `?${one.name}=`))
        .map(({ name }) => `${id} ?${name}`),
    ]);
    expect(left).toEqual([]);
    expect(requests.length).toBeGreaterThan(2_000);
  });
});

describe('the judge of refusals', () => {
  const request: BadRequest = {
    operationId: 'debit',
    what: 'a fraction',
    method: 'POST',
    path: '/api/x?y=1',
    headers: {},
    body: '{}',
    pointers: ['/amount'],
    mayPass: false,
  };
  const problem = {
    type: '/problems/invalid-request',
    title: 'The request is not valid',
    status: 400,
    detail: 'must be a whole number',
    instance: '/api/x',
    requestId: 'r1',
    errors: [{ pointer: '/amount', detail: 'must be a whole number' }],
  };
  const judged = (
    status: number,
    body: object | string,
    contentType = 'application/problem+json',
  ) =>
    refusalFault(request, {
      status,
      contentType,
      requestId: 'r1',
      text: typeof body === 'string' ? body : JSON.stringify(body),
    });

  it('lets a whole refusal pass', () => {
    expect(judged(400, problem)).toBeNull();
  });

  it.each([
    ['a success', 200, {}],
    ['a failure of ours', 500, { ...problem, status: 500 }],
    ['another status inside', 400, { ...problem, status: 422 }],
    ['an unknown problem', 400, { ...problem, type: '/problems/none' }],
    ['another title', 400, { ...problem, title: 'Oops' }],
    ['no request id', 400, { ...problem, requestId: undefined }],
    ['another field', 400, { ...problem, errors: [{ pointer: '/reason', detail: 'x' }] }],
    ['no field', 400, { ...problem, errors: [] }],
    ['SQL', 400, { ...problem, detail: 'SELECT 1' }],
    ['a stack', 400, { ...problem, detail: 'at run (file.js:1)' }],
  ])('stops %s', (_, status, body) => {
    expect(judged(status, body)).not.toBeNull();
  });

  it('stops what is no problem document', () => {
    expect(judged(400, problem, 'application/json')).not.toBeNull();
  });
});

async function faultOf(request: BadRequest, client: HttpClient): Promise<string | null> {
  const { method, path, body, headers } = request;
  const response = await client.send(method, path, body, headers);
  const stream = (response.headers.get('content-type') ?? '').startsWith('text/event-stream');
  if (stream) await response.body?.cancel();
  return refusalFault(request, {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    requestId: response.headers.get('x-request-id'),
    text: stream ? '' : await response.text(),
  });
}

async function everyColumn(purser: Purser): Promise<string[]> {
  const { rows } = await purser.database.superuser.query<{ name: string }>(
    `SELECT DISTINCT column_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' ORDER BY 1`,
  );
  const camel = (name: string) =>
    name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return [...new Set(rows.flatMap(({ name }) => [name, camel(name)]))];
}
