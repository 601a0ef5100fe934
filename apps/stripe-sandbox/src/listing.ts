import type { Act } from './act.js';
import type { Records, TableName } from './store.js';
import { resourceMissing } from './errors.js';
import { integer, text, timeRange, type Parsed, type TimeRange } from './params.js';

const limit = integer(1);

/** The parameters that every list takes. */
export const page = {
  limit: ((value, name) => Math.min(limit(value, name), 100)) as typeof limit,
  starting_after: text(),
  ending_before: text(),
};
export const pageByTime = { ...page, created: timeRange };

export interface ListAnswer<T> {
  object: 'list';
  data: T[];
  has_more: boolean;
  url: string;
}

function isWithin(range: TimeRange | undefined, created: number): boolean {
  if (!range) return true;
  if (range.gt !== undefined && created <= range.gt) return false;
  if (range.gte !== undefined && created < range.gte) return false;
  if (range.lt !== undefined && created >= range.lt) return false;
  return range.lte === undefined || created <= range.lte;
}

function* upTo<T extends { id: string }>(items: Iterable<T>, cursor: string): Iterable<T> {
  for (const item of items) {
    if (item.id === cursor) return;
    yield item;
  }
}

function* after<T extends { id: string }>(items: Iterable<T>, cursor: string): Iterable<T> {
  let isPast = false;
  for (const item of items) {
    if (isPast) yield item;
    isPast ||= item.id === cursor;
  }
}

/** One page, newest first, of the records that `matches` lets through. */
export function listPage<N extends TableName>(
  act: Act,
  table: N,
  url: string,
  params: Partial<Parsed<typeof pageByTime>>,
  matches: (record: Records[N]) => boolean = () => true,
): ListAnswer<Records[N]> {
  const size = params.limit ?? 10;
  const cursor = params.starting_after ?? params.ending_before;
  if (cursor !== undefined && !act.get(table, cursor)) {
    const param = params.starting_after === undefined ? 'ending_before' : 'starting_after';
    throw resourceMissing(table.replace(/s$/, ''), cursor, param, 'body');
  }
  let candidates = act.store.newestFirst(table) as Iterable<Records[N] & { id: string }>;
  if (params.starting_after !== undefined) candidates = after(candidates, params.starting_after);
  if (params.ending_before !== undefined) candidates = upTo(candidates, params.ending_before);
  const found: Records[N][] = [];
  const isBackwards = params.ending_before !== undefined && params.starting_after === undefined;
  for (const record of candidates) {
    const created = 'created' in record ? Number(record.created) : 0;
    if (!isWithin(params.created, created) || !matches(record)) continue;
    found.push(record);
    if (!isBackwards && found.length > size) break;
  }
  const data = isBackwards ? found.slice(-size) : found.slice(0, size);
  return { object: 'list', data, has_more: found.length > size, url };
}

/** A list that holds all of `data`, for sub-lists of an object. */
export function fullList<T>(data: T[], url: string): ListAnswer<T> {
  return { object: 'list', data, has_more: false, url };
}
