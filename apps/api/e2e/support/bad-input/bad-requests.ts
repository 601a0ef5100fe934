import { randomUUID } from 'node:crypto';
import { pathOf, type OpenApiDocument, type Operation } from '../open-api.js';
import { requestFor, type Request } from '../routes/ask.js';
import { pathValues, type Route } from '../routes/route-table.js';
import type { Scene } from '../routes/scene.js';
import { badBodies, pointerOf } from './bad-values.js';

/** A request with one thing wrong. */
export interface BadRequest {
  readonly operationId: string;
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Pointers that a 400 `invalid-request` must all name; empty = any. */
  readonly pointers: readonly string[];
  /** It is odd, not wrong: a success is an answer too. */
  readonly mayPass: boolean;
}

/** What a request is built of. */
export interface Known {
  readonly document: OpenApiDocument;
  readonly scene: Scene;
  readonly organizationId: string;
  /** Names of all columns of all tables. */
  readonly columns: readonly string[];
}

const TOUCHED: readonly string[] = [
  'balance',
  'organization_id',
  'role',
  'status',
  'id',
  'version',
  'constructor',
  'prototype',
];
const RAW: readonly (readonly [string, string])[] = [
  ['an unfinished object', '{"amount":'],
  ['two objects', '{} {}'],
  ['single quotes', "{'amount':1}"],
  ['a byte order mark and nothing', '\ufeff'],
  ['nothing', ''],
  ['nesting without end', '['.repeat(20_000)],
  ['a prototype', '{"__proto__":{"role":"admin"}}'],
  ['a constructor', '{"constructor":{"prototype":{"role":"admin"}}}'],
  ['more than a megabyte', JSON.stringify({ nonsense: 'x'.repeat(1_100_000) })],
];
const NO_OBJECTS: readonly string[] = ['null', '[]', '[{}]', '"text"', '1', 'true'];
const NO_JSON: readonly string[] = [
  'text/plain',
  'application/xml',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/octet-stream',
  'nonsense',
];
const BAD_QUERY: Readonly<Record<string, readonly string[]>> = {
  integer: ['nonsense', '1.5', '-1', '0', '1e308', '9007199254740992', '', 'null', 'NaN'],
  enum: ['nonsense', '', 'null', '1'],
  uuid: ['nonsense', '', '1', 'x'.repeat(5_000)],
  instant: ['yesterday', '', '2026-02-30T00:00:00Z', '2026-01-01T00:00:00', '1', '1e308'],
  cursor: ['nonsense', '?', 'e30', 'bnVsbA', 'MA', 'LTE', 'WzEsMl0', 'x'.repeat(501)],
};
const ODD_QUERY = ['%00', '%FF', "'%20OR%201=1--", '0001-01-01', '9999-12-31'];
const BAD_IDS = ['nonsense', '%00', '%FF', '..%2F..', 'null', '-1', '1e308', 'x'.repeat(501), '%'];
const BAD_KEYS: readonly (readonly [string, string])[] = [
  ['no key', ''],
  ['a blank in the key', 'a b'],
  ['256 characters as key', 'k'.repeat(256)],
];

/** Every bad request that the document suggests for `operation`. */
export function badRequests(operation: Operation, route: Route, known: Known): BadRequest[] {
  const good = requestFor(operation, route, known.scene, known.organizationId);
  const bad = (what: string, more: Partial<BadRequest>): BadRequest => ({
    operationId: operation.id,
    what,
    method: good.method,
    path: good.path,
    body: good.body && JSON.stringify(good.body),
    pointers: [],
    mayPass: false,
    ...more,
    headers: {
      ...(takesHeader(operation, 'Idempotency-Key') && { 'idempotency-key': randomUUID() }),
      ...(more.headers ?? (good.body ? json.headers : {})),
    },
  });
  return [
    ...inBody(operation, good, known, bad),
    ...inQuery(operation, good, bad),
    ...inPath(operation, route, known, bad),
    ...inHeaders(operation, bad),
  ];
}

type Bad = (what: string, more: Partial<BadRequest>) => BadRequest;

function inBody(operation: Operation, good: Request, known: Known, bad: Bad): BadRequest[] {
  if (operation.method === 'GET' || operation.method === 'DELETE') return [];
  const unreadable = RAW.map(([what, body]) => bad(`body: ${what}`, { ...json, body }));
  const foreign = NO_JSON.map((type) =>
    bad(`body: ${type}`, { headers: { 'content-type': type }, body: 'amount=1&reason=because' }),
  );
  if (!operation.body) return [...unreadable.filter(({ body }) => body !== ''), ...foreign];
  const { document, columns } = known;
  const documented = Object.keys(operation.body.properties ?? {});
  const unknown = columns.filter((name) => !documented.includes(name));
  const surplus = (names: readonly string[]) => ({
    body: JSON.stringify({ ...good.body, ...Object.fromEntries(names.map((name) => [name, 1])) }),
    pointers: documented.length === 0 ? [] : names.map((name) => `/${name}`),
  });
  return [
    ...unreadable,
    ...foreign,
    ...NO_OBJECTS.map((body) => bad(`body: ${body}`, { body })),
    ...(documented.length === 0 ? [] : [bad('every column of every table', surplus(unknown))]),
    ...TOUCHED.filter((name) => !documented.includes(name)).map((name) =>
      bad(`unknown field ${name}`, surplus([name])),
    ),
    ...badBodies(document, operation.body, good.body).map(({ what, place, body }) =>
      bad(`${pointerOf(place)}: ${what}`, {
        body: JSON.stringify(body),
        pointers: place[0] === 'organizationId' ? [] : [pointerOf(place)],
      }),
    ),
  ];
}

const json = { headers: { 'content-type': 'application/json' } };

function inQuery({ parameters }: Operation, { path }: Request, bad: Bad): BadRequest[] {
  const queries = parameters.filter((parameter) => parameter.in === 'query');
  if (queries.length === 0) return [];
  const [before, present = ''] = path.split('?');
  const ask = (name: string, texts: readonly string[], mayPass: boolean) => {
    const others = present.split('&').filter((one) => one && !one.startsWith(`${name}=`));
    const query = [...others, ...texts.map((text) => `${name}=${text}`)].join('&');
    return bad(`?${name}=${texts.join()}`.slice(0, 80), { path: `${before}?${query}`, mayPass });
  };
  return [
    ...queries.flatMap(({ name, schema }) => {
      const instant = schema.format === 'date-time' || name === 'from' || name === 'to';
      const kind = schema.enum ? 'enum' : instant ? 'instant' : (schema.format ?? schema.type);
      const wrong = BAD_QUERY[name === 'cursor' ? 'cursor' : String(kind)] ?? [];
      const tooLong = schema.maxLength ? ['x'.repeat(schema.maxLength + 1)] : [];
      return [
        ...[...wrong, ...tooLong].map((text) => ask(name, [encodeURIComponent(text)], false)),
        ...ODD_QUERY.map((text) => ask(name, [text], true)),
        ask(name, ['1', '2'], false),
        ask(`${name}[a]`, ['1'], false),
      ];
    }),
    ...['balance', 'organization_id', 'constructor'].map((name) => ask(name, ['1'], false)),
  ];
}

function inPath(operation: Operation, route: Route, known: Known, bad: Bad): BadRequest[] {
  const good = pathValues(route, known.scene, known.organizationId);
  return operation.parameters
    .filter((parameter) => parameter.in === 'path')
    .flatMap(({ name }) =>
      BAD_IDS.map((id) => {
        const path = pathOf(operation, { ...good, [name]: '\u0001' }).replace('%01', id);
        return bad(`{${name}} ${id}`.slice(0, 80), { path });
      }),
    );
}

function takesHeader({ parameters }: Operation, name: string): boolean {
  return parameters.some((one) => one.in === 'header' && one.name === name);
}

function inHeaders(operation: Operation, bad: Bad): BadRequest[] {
  const type = operation.body ? json.headers : {};
  const keys = takesHeader(operation, 'Idempotency-Key') ? BAD_KEYS : [];
  const tags = takesHeader(operation, 'If-Match')
    ? ['nonsense', '"0"', 'W/"1"', 'x'.repeat(5_000)]
    : [];
  const accepts = operation.method === 'GET' ? ['nonsense', '/', 'x'.repeat(5_000)] : [];
  return [
    ...keys.map(([what, key]) => bad(what, { headers: { ...type, 'idempotency-key': key } })),
    ...tags.map((tag) =>
      bad(`If-Match ${tag}`.slice(0, 80), { headers: { ...type, 'if-match': tag } }),
    ),
    ...accepts.map((accept) =>
      bad(`Accept ${accept}`.slice(0, 80), { headers: { accept }, mayPass: true }),
    ),
  ];
}
