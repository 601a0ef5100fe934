import { resolve, type OpenApiDocument, type Schema } from '../open-api.js';

/** A value that a schema forbids, and why. */
export interface BadValue {
  readonly what: string;
  readonly value: unknown;
}

/** A place in a body, such as `['items', 0, 'amount']`. */
export type Place = readonly (string | number)[];

/** A body with one thing wrong at `place`. */
export interface BadBody {
  readonly what: string;
  readonly place: Place;
  readonly body: unknown;
}

const LONG = 'x'.repeat(10_000);
const OF_OTHER_TYPES: readonly (readonly [string, string, unknown])[] = [
  ['string', 'digits as text', '1'],
  ['string', 'a word', 'nonsense'],
  ['number', 'a number', 1],
  ['boolean', 'true', true],
  ['null', 'null', null],
  ['array', 'an array', [1]],
  ['object', 'an object', { amount: 1 }],
];
const BAD_BY_FORMAT: Readonly<Record<string, readonly unknown[]>> = {
  uuid: ['nonsense', '00000000-0000-0000-0000-00000000000g', '../..'],
  email: ['nobody', 'a@', '@acme.test', 'a b@acme.test'],
  date: ['yesterday', '2026-02-30', '20260101'],
  'date-time': ['yesterday', '2026-02-30T00:00:00Z', '2026-01-01T00:00:00'],
};
/** PostgreSQL cannot keep the first, UTF-8 cannot carry the second. */
const UNSTORABLE = ['a\u0000b', 'a\ud800b'];

/** Everything `schema` forbids that a value of its kind is likely to be. */
export function badValues(document: OpenApiDocument, given: Schema): BadValue[] {
  const schema = withoutNull(document, given);
  const types = typesOf(document, given);
  const wrong = OF_OTHER_TYPES.filter(([type]) => !types.has(type)).map(([, what, value]) => ({
    what,
    value,
  }));
  const own = types.has('number')
    ? badNumbers(schema)
    : types.has('string')
      ? badStrings(schema)
      : types.has('array')
        ? badLists(document, schema)
        : schema.additionalProperties === true
          ? badFreeObjects()
          : [];
  return [...wrong, ...own];
}

function badNumbers({ minimum, maximum }: Schema): BadValue[] {
  return [
    { what: 'a fraction', value: 1.5 },
    { what: 'the largest double', value: 1e308 },
    { what: '2^53', value: 2 ** 53 },
    { what: '-2^53', value: -(2 ** 53) },
    ...(minimum === undefined ? [] : [{ what: 'below the least', value: minimum - 1 }]),
    ...(maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER
      ? []
      : [{ what: 'above the most', value: maximum + 1 }]),
  ];
}

function badStrings({ enum: values, format, minLength, maxLength, pattern }: Schema): BadValue[] {
  const unstorable = UNSTORABLE.map((value) => ({ what: JSON.stringify(value), value }));
  return [
    { what: '10,000 characters', value: LONG },
    ...unstorable,
    ...(values ? [{ what: 'none of the values', value: 'nonsense' }] : []),
    ...(BAD_BY_FORMAT[format ?? ''] ?? []).map((value) => ({ what: `no ${format}`, value })),
    ...(minLength ? [{ what: 'too short', value: 'x'.repeat(minLength - 1) }] : []),
    ...(maxLength ? [{ what: 'too long', value: 'x'.repeat(maxLength + 1) }] : []),
    ...(pattern && !new RegExp(pattern, 'u').test('?!') ? [{ what: 'no match', value: '?!' }] : []),
  ];
}

/** In a place where any member may be. */
function badFreeObjects(): BadValue[] {
  return [
    ...UNSTORABLE.map((value) => ({
      what: `${JSON.stringify(value)} inside`,
      value: { a: value },
    })),
    ...UNSTORABLE.map((name) => ({
      what: `${JSON.stringify(name)} as name`,
      value: { [name]: 1 },
    })),
    { what: 'much inside', value: { a: LONG } },
  ];
}

function badLists(document: OpenApiDocument, { items, minItems, maxItems }: Schema): BadValue[] {
  const item = items ? sampleOf(document, items) : null;
  return [
    { what: 'a list of null', value: [null] },
    { what: 'a list of lists', value: [[]] },
    ...(minItems ? [{ what: 'an empty list', value: [] }] : []),
    ...(maxItems ? [{ what: 'too many', value: Array(maxItems + 1).fill(item) }] : []),
  ];
}

/** Bodies like `good` with one thing wrong each, down to the members of listed objects. */
export function badBodies(
  document: OpenApiDocument,
  schema: Schema,
  good: unknown,
  place: Place = [],
): BadBody[] {
  const { properties = {}, required = [] } = withoutNull(document, schema);
  return Object.entries(properties).flatMap(([name, property]) => {
    const here = [...place, name];
    const own = badValues(document, property).map(({ what, value }) => ({
      what,
      place: here,
      body: withValue(good, here, value),
    }));
    const missing = required.includes(name)
      ? [{ what: 'missing', place: here, body: withValue(good, here, undefined) }]
      : [];
    const { items, properties: members } = withoutNull(document, property);
    const inside = items ? [...here, 0] : here;
    const nested = items ?? (members ? property : null);
    if (!nested || !withoutNull(document, nested).properties) return [...own, ...missing];
    const present = !items && isRecord(good) && isRecord(good[name]);
    const filled = present
      ? good
      : withValue(good, inside, sampleOf(document, nested), items ? [] : {});
    const deeper = badBodies(document, nested, filled, inside);
    const unknown = { what: 'an unknown member', place: [...inside, 'balance'] };
    const surplus = { ...unknown, body: withValue(filled, unknown.place, 1) };
    return [...own, ...missing, ...deeper, surplus];
  });
}

/** A value that `schema` allows. */
export function sampleOf(document: OpenApiDocument, given: Schema): unknown {
  const schema = withoutNull(document, given);
  const types = typesOf(document, given);
  const [example] = (schema as { examples?: unknown[] }).examples ?? [];
  if (example !== undefined) return example;
  if (schema.enum) return schema.enum[0];
  if (types.has('number')) return schema.minimum ?? 1;
  if (types.has('boolean')) return true;
  if (types.has('array')) return [];
  if (types.has('string')) return 'x'.repeat(schema.minLength ?? 1);
  const members = (schema.required ?? []).map((name) => [
    name,
    sampleOf(document, schema.properties?.[name] ?? {}),
  ]);
  return Object.fromEntries(members) as unknown;
}

/** A copy of `root` with `value` at `place`; undefined takes it away. */
export function withValue(
  root: unknown,
  place: Place,
  value: unknown,
  empty: object = {},
): unknown {
  const [head, ...rest] = place;
  if (head === undefined) return value;
  const nothing = typeof head === 'number' ? [] : empty;
  const container = typeof root === 'object' && root !== null ? root : nothing;
  const inner = (container as Record<string | number, unknown>)[head];
  const changed = withValue(inner, rest, value);
  if (Array.isArray(container))
    return Object.assign([...(container as unknown[])], { [head]: changed });
  return { ...container, [head]: changed };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function pointerOf(place: Place): string {
  return place.map((part) => `/${part}`).join('');
}

function withoutNull(document: OpenApiDocument, given: Schema): Schema {
  const schema = resolve(document, given);
  const some = schema.anyOf?.find(({ type }) => type !== 'null');
  return some ? resolve(document, some) : schema;
}

function typesOf(document: OpenApiDocument, given: Schema): Set<string> {
  const outer = resolve(document, given);
  const inner = withoutNull(document, given);
  const types = new Set(
    [inner.type ?? (inner.properties ? 'object' : [])]
      .flat()
      .map((type) => (type === 'integer' ? 'number' : type)),
  );
  if (outer.anyOf?.some(({ type }) => type === 'null')) types.add('null');
  return types;
}
