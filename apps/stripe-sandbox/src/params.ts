import { invalidParameter } from './errors.js';
import type { FormRecord, FormValue } from './form.js';

/** Reads one parameter; throws Stripe's 400 when the text does not fit. */
export interface Parser<T> {
  (value: FormValue, name: string): T;
  readonly isRequired?: boolean;
}
export interface RequiredParser<T> extends Parser<T> {
  readonly isRequired: true;
}
export type Shape = Record<string, Parser<unknown>>;
type Value<P> = P extends Parser<infer T> ? T : never;
type RequiredNames<S> = {
  [K in keyof S]: S[K] extends RequiredParser<unknown> ? K : never;
}[keyof S];

/** What a shape yields: required parameters are there, the others may be. */
export type Parsed<S extends Shape> = { [K in RequiredNames<S>]: Value<S[K]> } & {
  [K in Exclude<keyof S, RequiredNames<S>>]?: Value<S[K]>;
};

function expectText(value: FormValue, name: string): string {
  if (typeof value !== 'string') throw invalidParameter('Invalid string: {…}', null, name);
  if (value === '') {
    throw invalidParameter(
      `You passed an empty string for '${name}'. We assume empty values are an attempt to unset ` +
        `a parameter; however '${name}' cannot be unset. You should remove '${name}' from your ` +
        'request or supply a non-empty value.',
      'parameter_invalid_empty',
      name,
    );
  }
  return value;
}

/** Text of at most `maxLength` characters. */
export const text =
  (maxLength = 5000): Parser<string> =>
  (value, name) => {
    const read = expectText(value, name);
    if (read.length > maxLength) {
      throw invalidParameter(
        `Invalid string: ${read.slice(0, 9)}...${read.slice(-9)}; must be at most ` +
          `${maxLength} characters`,
        'parameter_invalid_string_blank',
        name,
      );
    }
    return read;
  };

export const email: Parser<string> = (value, name) => {
  const read = expectText(value, name);
  if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(read)) {
    throw invalidParameter(`Invalid email address: ${read}`, 'email_invalid', name);
  }
  return read;
};

export const url: Parser<string> = (value, name) => {
  const read = expectText(value, name);
  if (!URL.canParse(read)) {
    throw invalidParameter('Not a valid URL', 'url_invalid', name);
  }
  return read;
};

/** A whole number of at least `least`. */
export const integer =
  (least = 0): Parser<number> =>
  (value, name) => {
    const read = expectText(value, name);
    const number = Number(read);
    if (!/^-?\d+$/.test(read) || !Number.isSafeInteger(number)) {
      throw invalidParameter(`Invalid integer: ${read}`, 'parameter_invalid_integer', name);
    }
    if (number < least) {
      throw invalidParameter(
        least === 1
          ? 'This value must be greater than or equal to 1.'
          : `Invalid integer: ${read}; must be at least ${least}`,
        'parameter_invalid_integer',
        name,
      );
    }
    return number;
  };

export const bool: Parser<boolean> = (value, name) => {
  if (value === 'true') return true;
  if (value === 'false') return false;
  throw invalidParameter(`Invalid boolean: ${String(value)}`, null, name);
};

export const oneOf =
  <const T extends string>(...values: T[]): Parser<T> =>
  (value, name) => {
    const found = values.find((candidate) => candidate === value);
    if (found !== undefined) return found;
    const list = values.join(', ').replace(/, ([^,]*)$/, values.length > 1 ? ', or $1' : ', $1');
    throw invalidParameter(`Invalid ${name}: must be one of ${list}`, null, name);
  };

/** Accepts the empty string as "unset". */
export const clearable =
  <T>(parser: Parser<T>): Parser<T | null> =>
  (value, name) =>
    value === '' ? null : parser(value, name);

export function required<T>(parser: Parser<T>): RequiredParser<T> {
  const wrapped = (value: FormValue, name: string): T => parser(value, name);
  return Object.assign(wrapped, { isRequired: true as const });
}

export const list =
  <T>(item: Parser<T>): Parser<T[]> =>
  (value, name) => {
    if (value === '') return [];
    if (typeof value === 'string' || Object.keys(value).some((key) => !/^\d+$/.test(key))) {
      throw invalidParameter('Invalid array', null, name);
    }
    return Object.entries(value)
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([index, entry]) => item(entry, `${name}[${index}]`));
  };

/** A nested record with known members. */
export const hash =
  <S extends Shape>(shape: S): Parser<Parsed<S>> =>
  (value, name) => {
    if (typeof value === 'string') throw invalidParameter('Invalid object', null, name);
    return parseShape(shape, value, name);
  };

/** A nested record whose members the sandbox accepts without reading them. */
export const anyHash: Parser<FormRecord> = (value, name) => {
  if (typeof value === 'string') throw invalidParameter('Invalid object', null, name);
  return value;
};

/** Changes to metadata: null clears all of it, an empty value removes that name. */
export type MetadataChange = Record<string, string> | null;

export const metadata: Parser<MetadataChange> = (value, name) => {
  if (value === '') return null;
  if (typeof value === 'string') throw invalidParameter('Invalid object', null, name);
  for (const [key, entry] of Object.entries(value)) {
    if (typeof entry !== 'string') {
      throw invalidParameter('Invalid string: metadata holds text only', null, `${name}[${key}]`);
    }
    if (key.length > 40 || entry.length > 500) {
      throw invalidParameter(
        `Metadata keys can have up to 40 characters and values up to 500; you passed '${key}'.`,
        'parameter_invalid_string_blank',
        `${name}[${key}]`,
      );
    }
  }
  return value as Record<string, string>;
};

/** A time filter: a number of seconds, or any of gt, gte, lt, lte. */
export interface TimeRange {
  gt?: number;
  gte?: number;
  lt?: number;
  lte?: number;
}

export const timeRange: Parser<TimeRange> = (value, name) => {
  if (typeof value === 'string') {
    const at = integer()(value, name);
    return { gte: at, lte: at };
  }
  const bound = integer();
  return parseShape({ gt: bound, gte: bound, lt: bound, lte: bound }, value, name);
};

/** A real Stripe parameter that has no counterpart here; sent, it is refused, never ignored. */
export const unsupported: Parser<never> = (_value, name) => {
  throw invalidParameter(`The Stripe sandbox does not simulate the parameter ${name}`, null, name);
};

const nested = (outer: string, name: string): string => (outer === '' ? name : `${outer}[${name}]`);

/** Reads all parameters of a call; unknown and missing ones are Stripe's 400. */
export function parseShape<S extends Shape>(shape: S, record: FormRecord, outer = ''): Parsed<S> {
  const parsed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(record)) {
    const parser = Object.hasOwn(shape, name) ? shape[name] : undefined;
    const path = nested(outer, name);
    if (!parser) {
      throw invalidParameter(`Received unknown parameter: ${path}`, 'parameter_unknown', path);
    }
    parsed[name] = parser(value, path);
  }
  for (const [name, parser] of Object.entries(shape)) {
    if (parser.isRequired && !(name in parsed)) {
      const path = nested(outer, name);
      throw invalidParameter(`Missing required param: ${path}.`, 'parameter_missing', path);
    }
  }
  return parsed as Parsed<S>;
}

/** Metadata after a change, the way Stripe merges it. */
export function mergeMetadata(
  before: Record<string, string>,
  change: MetadataChange | undefined,
): Record<string, string> {
  if (change === undefined) return before;
  if (change === null) return {};
  const merged = { ...before, ...change };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ''));
}
