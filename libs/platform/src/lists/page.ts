import type { PageView } from '@purser/contracts';
import { encodeCursor } from './cursor.js';

/**
 * Makes a page of `limit` rows from `limit + 1` rows read: the extra row tells that there is a next
 * page. `keyOf` gives the keyset key of a row.
 */
export function toPage<Row, View>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => string,
  view: (row: Row) => View,
): PageView<View> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null;
  return { data: shown.map(view), nextCursor };
}
