import { invalidParameter, invalidRequest } from './errors.js';
import { integer, required, text, type Parsed } from './params.js';
import type { Call } from './route.js';
import type { Records, TableName } from './store.js';

const limit = integer(1);
export const searchParams = { query: required(text()), limit, page: text() };

type Test = (record: object) => boolean;

// Longer than a line: a pattern cannot be broken without building it at run time.
const CLAUSE =
  /^\s*(-?)(\w+)(?:\[(?:'([^']*)'|"([^"]*)")\])?\s*(:|~|>=|<=|>|<)\s*(?:'([^']*)'|"([^"]*)"|(\d+)|null)/;

function compare(actual: unknown, operator: string, wanted: string | undefined): boolean {
  if (wanted === undefined) return actual === null || actual === undefined;
  if (actual === null || actual === undefined) return false;
  switch (operator) {
    case ':':
      return String(actual) === wanted;
    case '~':
      return String(actual).toLowerCase().includes(wanted.toLowerCase());
    case '>':
      return Number(actual) > Number(wanted);
    case '<':
      return Number(actual) < Number(wanted);
    case '>=':
      return Number(actual) >= Number(wanted);
    default:
      return Number(actual) <= Number(wanted);
  }
}

/** Stripe's search language: clauses joined by all AND or all OR. */
function parseQuery(query: string): Test {
  const tests: Test[] = [];
  let joint: string | undefined;
  let rest = query;
  for (;;) {
    const match = CLAUSE.exec(rest);
    if (!match) throw invalidParameter(`Invalid query: ${query}`, null, 'query');
    const [whole, minus, field = '', single, double, operator = ':', text1, text2, number] = match;
    const key = single ?? double;
    const wanted = text1 ?? text2 ?? number;
    tests.push((record) => {
      const member = (record as Record<string, unknown>)[field];
      const actual =
        key === undefined ? member : (member as Record<string, unknown> | undefined)?.[key];
      return compare(actual, operator, wanted) !== (minus === '-');
    });
    rest = rest.slice(whole.length).trim();
    if (rest === '') break;
    const word = /^(AND|OR)\s/i.exec(rest)?.[1]?.toUpperCase() ?? 'AND';
    if (joint !== undefined && joint !== word) {
      throw invalidParameter('A query joins its clauses by AND or by OR, not both', null, 'query');
    }
    joint = word;
    rest = rest.replace(/^(AND|OR)\s+/i, '');
  }
  return (record) =>
    joint === 'OR' ? tests.some((test) => test(record)) : tests.every((test) => test(record));
}

/** One page of a search, newest first; `next_page` is handed back to get the one after it. */
export function searchPage<N extends TableName>(
  { act, params, url }: Call<Parsed<typeof searchParams>>,
  table: N,
): object {
  const matches = parseQuery(params.query);
  const skipped = params.page === undefined ? 0 : Number(params.page);
  if (!Number.isInteger(skipped)) throw invalidRequest('Invalid page.', { param: 'page' });
  const size = Math.min(params.limit ?? 10, 100);
  const found: Records[N][] = [];
  for (const record of act.store.newestFirst(table)) {
    if (matches(record)) found.push(record);
  }
  const end = skipped + size;
  return {
    object: 'search_result',
    data: found.slice(skipped, end),
    has_more: found.length > end,
    next_page: found.length > end ? String(end) : null,
    url,
  };
}
