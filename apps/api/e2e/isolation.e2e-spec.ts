import { v7 } from 'uuid';
import { openApiDocument } from '../src/http/docs.js';
import { fingerprint } from './support/fingerprint.js';
import { operationsOf, readOpenApi, type Operation } from './support/open-api.js';
import { startPurser, type Purser } from './support/purser.js';
import { allowed, memberPermission, staffPermission } from './support/routes/allowed.js';
import { ask, comparable, requestFor, type Request } from './support/routes/ask.js';
import { impostors } from './support/routes/impostors.js';
import { ROUTES, tableFaults, type Route } from './support/routes/route-table.js';
import { aCast, aScene, type People, type Scene } from './support/routes/scene.js';

const OPERATIONS = operationsOf(readOpenApi());
/** Reads first, removals last: each is asked about things that are still there. */
const ORDER = ['GET', 'PUT', 'POST', 'DELETE'];

const routeOf = ({ id }: Operation): Route => ROUTES[id] ?? { access: 'public' };
const guarded = OPERATIONS.filter((operation) => routeOf(operation).access !== 'public');
const inOrganization = guarded.filter((operation) => organizationIn(routeOf(operation)) !== null);
const ofStaff = guarded.filter((operation) => staffPermission(routeOf(operation)) !== '');
const withThings = inOrganization.filter((operation) => {
  const { access, path } = routeOf(operation);
  return path !== undefined && typeof access === 'object' && 'by' in access && access.by === 'path';
});

const named = (operations: readonly Operation[]) =>
  operations.map((operation): [string, Operation] => [operation.id, operation]);

describe('every route', () => {
  let purser: Purser;
  let people: People;
  let acme: string;
  let globex: string;
  let scene: Scene;
  let before: Record<string, string>;
  let worthless: Readonly<Record<string, string | null>>;

  beforeAll(async () => {
    purser = await startPurser({ config: { PURSER_ROLE: 'http' } });
    ({ Acme: acme, Globex: globex } = purser.demo.organizations);
    people = await aCast(purser);
    scene = await aScene(purser, people);
    worthless = await impostors(purser, people.admin);
    before = await fingerprint(purser.database.superuser);
  });
  afterAll(() => purser.close());

  const requestOf = (operation: Operation, things: Scene, organization: string): Request =>
    requestFor(operation, routeOf(operation), things, organization);

  /** The same request with a field no body has; what it is refused for must not change. */
  const malformed = (request: Request): Request =>
    request.body ? { ...request, body: { ...request.body, nonsense: {} } } : request;
  /** Another that is no JSON, where the organization is not in the body. */
  const variants = (operation: Operation, request: Request): Request[] => {
    const unreadable = organizationIn(routeOf(operation)) !== 'body' && operation.method !== 'GET';
    const text = '{"reason":';
    return [request, malformed(request), ...(unreadable ? [{ ...request, text }] : [])];
  };

  it('is in the committed document as the code has it', () => {
    const inCode = operationsOf(openApiDocument(purser.app) as never);
    const lines = (operations: readonly Operation[]) =>
      operations.map(({ id, method, path, isPublic }) => `${id} ${method} ${path} ${isPublic}`);
    expect(lines(OPERATIONS).toSorted()).toEqual(lines(inCode).toSorted());
  });

  it.each(named(guarded))('%s is refused to whoever cannot say who it is', async (_, operation) => {
    const request = requestOf(operation, scene, acme);
    for (const [what, token] of Object.entries(worthless)) {
      const stranger = purser.http.as(token);
      for (const one of variants(operation, request)) {
        const reply = await ask(stranger, one);
        expect([what, reply.status, reply.problem['type']]).toEqual([
          what,
          401,
          '/problems/not-authenticated',
        ]);
        expect(reply.headers.get('www-authenticate')).toBe('Bearer');
      }
    }
  });

  it.each(named(inOrganization))(
    "%s answers another organization's caller as if Acme did not exist",
    async (_, operation) => {
      const request = requestOf(operation, scene, acme);
      const nowhere = requestOf(operation, nothing(), v7());
      const broken = requestOf(operation, nonsense(), 'nonsense');
      for (const caller of [people.globexAdmin, people.globexKey]) {
        const refused = await ask(caller, request);
        expect([refused.status, refused.problem['type']]).toEqual([404, '/problems/not-found']);
        for (const other of [
          ...variants(operation, request),
          ...variants(operation, nowhere),
          broken,
        ]) {
          expect(comparable(await ask(caller, other))).toEqual(comparable(refused));
        }
        for (const accept of operation.formats) {
          expect(comparable(await ask(caller, request, { accept }))).toEqual(comparable(refused));
        }
      }
    },
  );

  it.each(named(withThings))(
    "%s finds nothing of Acme under Globex's own path",
    async (_, operation) => {
      const caller = allowed(routeOf(operation), { ...people, admin: people.globexAdmin });
      const foreign = await ask(caller, requestOf(operation, scene, globex));
      expect([foreign.status, foreign.problem['type']]).toEqual([404, '/problems/not-found']);
      for (const things of [nothing(), nonsense()]) {
        const other = await ask(caller, requestOf(operation, things, globex));
        expect(comparable(other)).toEqual(comparable(foreign));
      }
    },
  );

  it.each(named(inOrganization))(
    '%s names the permission to a member who lacks it',
    async (_, operation) => {
      const permission = memberPermission(routeOf(operation));
      const request = requestOf(operation, scene, acme);
      const lacking = permission === 'tokens.view' ? [people.spender] : [people.viewer];
      if (!['tokens.view', 'tokens.adjust'].includes(permission)) lacking.push(people.support);
      if (['tokens.adjust', 'platform.admin'].includes(permission)) {
        lacking.push(people.admin, people.key);
      }
      for (const caller of lacking) {
        for (const one of variants(operation, request)) {
          const { status, problem } = await ask(caller, one);
          expect([status, problem['type'], problem['permission']]).toEqual([
            403,
            '/problems/not-permitted',
            permission,
          ]);
        }
      }
    },
  );

  it.each(named(ofStaff))('%s is for staff who hold its permission', async (_, operation) => {
    const permission = staffPermission(routeOf(operation));
    const request = requestOf(operation, scene, acme);
    const lacking = [people.admin, people.key, people.globexAdmin];
    if (permission !== 'tokens.view') lacking.push(people.support);
    for (const caller of lacking) {
      for (const one of variants(operation, request)) {
        const { status, problem } = await ask(caller, one);
        expect([status, problem['type'], problem['permission']]).toEqual([
          403,
          '/problems/not-permitted',
          permission,
        ]);
      }
    }
  });

  it('takes no id of another organization in a body', async () => {
    const own = { organizationId: globex, customTokens: 10_000 };
    const ordered = await people.globexAdmin.post('/api/tokens/purchase', own);
    expect(ordered.status).toBe(201);
    const settled = await fingerprint(purser.database.superuser);
    const asks = (paymentMethodId: string): readonly (readonly [string, object])[] => [
      ['/api/tokens/purchase', { ...own, paymentMethodId }],
      [`/api/tokens/purchase/${String(ordered.body['referenceId'])}/execute`, { paymentMethodId }],
      ['/api/tokens/payment-methods', { organizationId: globex, paymentMethodId }],
    ];
    const unknown = asks(v7());
    for (const [index, [path, body]] of asks(scene.paymentMethod).entries()) {
      const foreign = await ask(people.globexAdmin, post(path, body));
      const [otherPath, otherBody] = unknown[index] ?? ['', {}];
      const absent = await ask(people.globexAdmin, post(otherPath, otherBody));
      expect([path, foreign.status]).toEqual([path, 404]);
      expect(comparable(foreign)).toEqual(comparable(absent));
    }
    expect(await fingerprint(purser.database.superuser)).toEqual(settled);
    before = settled;
  });

  it('has changed nothing for any of these callers', async () => {
    expect(await fingerprint(purser.database.superuser)).toEqual(before);
  });

  it('lets those who may in', async () => {
    const inOrder = OPERATIONS.toSorted(
      (one, other) => ORDER.indexOf(one.method) - ORDER.indexOf(other.method),
    );
    for (const operation of inOrder) {
      const caller = allowed(routeOf(operation), people);
      const { status } = await ask(caller, requestOf(operation, scene, acme));
      if (routeOf(operation).access === 'public') continue;
      // What its body or the state of things lacks may be refused; who asks may not.
      const refused = status === 401 || status === 403 || status === 404 || status >= 500;
      expect([operation.id, refused ? status : 'let in']).toEqual([
        operation.id,
        SECRET_NEEDED.includes(operation.id) ? 404 : 'let in',
      ]);
    }
  });
});

/** Knowing a client secret is the right to use it; the test's secret names nothing. */
const SECRET_NEEDED = ['authenticateSandboxPayment'];

describe('the table of routes', () => {
  const documented = OPERATIONS.map(({ id }) => id);

  it('has every route of the document and no other', () => {
    expect(tableFaults(documented, ROUTES)).toEqual([]);
  });

  it('is found out when a route is missing, or is none', () => {
    const { getWallet, ...rest } = ROUTES;
    expect(getWallet).toBeDefined();
    expect(tableFaults(documented, { ...rest, openDoor: { access: 'public' } })).toEqual([
      'getWallet: no entry',
      'openDoor: no such route',
    ]);
  });

  it('says of each route what the document says: public or not', () => {
    const asTable = OPERATIONS.filter(
      (operation) => operation.isPublic !== (routeOf(operation).access === 'public'),
    );
    expect(asTable.map(({ id }) => id)).toEqual([]);
  });

  it('has one template for paths that differ only in the names of their ids', () => {
    const templates = new Set(OPERATIONS.map(({ path }) => path));
    const shapes = new Set([...templates].map((path) => path.replace(/\{\w+\}/g, '{}')));
    expect(shapes.size).toBe(templates.size);
  });
});

function organizationIn({ access }: Route): string | null {
  return typeof access === 'object' && 'by' in access ? access.by : null;
}

const post = (path: string, body: object): Request => ({ method: 'POST', path, body: { ...body } });

const NAMES: readonly (keyof Scene)[] = [
  'purchase',
  'invoice',
  'paymentMethod',
  'subscription',
  'policy',
  'adjustment',
  'refund',
  'notification',
  'delivery',
  'threshold',
  'lotId',
  'entryId',
  'holdId',
  'refusal',
  'memberUserId',
  'keyId',
  'priceId',
  'packageId',
  'webhookEndpoint',
  'webhookDelivery',
  'reconciliationCase',
];
const sceneOf = (value: () => string) =>
  Object.fromEntries(NAMES.map((name) => [name, value()])) as unknown as Scene;

/** Ids of nothing. */
const nothing = (): Scene => sceneOf(v7);
/** Ids that are none. */
const nonsense = (): Scene => sceneOf(() => 'nonsense');
