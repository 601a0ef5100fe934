import fs from 'node:fs';
import path from 'node:path';
import { CONFIG_SCHEMA } from '@purser/platform';

const PAGE = path.resolve(import.meta.dirname, '../docs/operations.md');
const LEAST = { DATABASE_URL: 'x', DATABASE_JOBS_URL: 'x', JWT_PRIVATE_KEY: 'x' };

/** The rows the page must have, from the schema itself. */
function expectedRows(): string[] {
  const defaults: Readonly<Record<string, unknown>> = CONFIG_SCHEMA.parse(LEAST);
  return Object.entries(CONFIG_SCHEMA.shape).map(([name, field]) => {
    const value = name in LEAST ? 'required' : defaultText(defaults[name]);
    return `| \`${name}\` | ${value} | ${field.description} |`;
  });
}

function defaultText(value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return '';
  return `\`${String(value)}\``;
}

/** The formatter pads the columns of a table. */
const withoutPadding = (row: string) => row.replaceAll(/ +/g, ' ');

describe('docs/operations.md', () => {
  it('lists every variable with its default and its meaning', () => {
    const rows = fs
      .readFileSync(PAGE, 'utf8')
      .split('\n')
      .filter((row) => /^\| `[A-Z][A-Z_]+` +\|/.test(row));
    expect(rows.map(withoutPadding)).toEqual(expectedRows().map(withoutPadding));
  });
});
