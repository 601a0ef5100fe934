/**
 * The text form of a PostgreSQL array of values that hold no quotes, commas, braces or spaces: ids
 * and numbers. Much cheaper than letting the driver quote each one.
 */
export function arrayOfPlain(values: readonly (string | number | bigint | null)[]): string {
  return `{${values.map((value) => value ?? 'NULL').join(',')}}`;
}

/** The text form of a PostgreSQL `text[]`. */
export function arrayOfTexts(values: readonly (string | null)[]): string {
  return `{${values.map(quoted).join(',')}}`;
}

const NEEDS_ESCAPE = /["\\]/;
const ESCAPED = /["\\]/g;

function quoted(value: string | null): string {
  if (value === null) return 'NULL';
  return NEEDS_ESCAPE.test(value) ? `"${value.replace(ESCAPED, '\\$&')}"` : `"${value}"`;
}
