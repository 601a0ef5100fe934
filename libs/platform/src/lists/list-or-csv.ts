import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { PageView } from '@purser/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';

const CSV_PAGE_ROWS = 200;

/** One CSV column: its heading, and its value in a row. */
export type CsvColumns<View> = Readonly<
  Record<string, (row: View) => string | number | boolean | null | undefined>
>;

/**
 * Answers a list as JSON, or the whole filtered list as a CSV stream when the client prefers
 * `text/csv`. Cells that a spreadsheet would take for a formula are escaped.
 */
export async function listOrCsv<View>(
  request: FastifyRequest,
  reply: FastifyReply,
  query: { limit: number; cursor?: string },
  columns: CsvColumns<View>,
  page: (query: { limit: number; cursor?: string }) => Promise<PageView<View>>,
): Promise<PageView<View> | undefined> {
  if (!wantsCsv(request)) return page(query);
  const first = await page({ limit: CSV_PAGE_ROWS });
  const csv = csvStream(Object.keys(columns), csvRows(first, columns, page));
  await reply.header('content-type', 'text/csv; charset=utf-8').send(csv);
  return undefined;
}

/**
 * Rows of cells as CSV under `headings`. Cells that a spreadsheet would take for a formula are
 * escaped. When reading the rows fails the stream is destroyed: the client sees the answer cut off,
 * not a shorter list.
 */
export function csvStream(
  headings: readonly string[],
  rows: AsyncIterable<readonly unknown[]> | Iterable<readonly unknown[]>,
): Readable {
  const csv = stringify({
    header: true,
    columns: [...headings],
    escape_formulas: true,
    cast: { boolean: String },
  });
  pipeline(Readable.from(rows), csv, () => undefined);
  return csv;
}

/** Whether the client asks for CSV rather than JSON. */
export function wantsCsv(request: FastifyRequest): boolean {
  return (request.headers.accept ?? '').toLowerCase().includes('text/csv');
}

async function* csvRows<View>(
  first: PageView<View>,
  columns: CsvColumns<View>,
  page: (query: { limit: number; cursor?: string }) => Promise<PageView<View>>,
): AsyncGenerator<unknown[]> {
  const cells = Object.values(columns);
  for (let current = first; ;) {
    for (const row of current.data) yield cells.map((cell) => cell(row) ?? '');
    if (current.nextCursor === null) return;
    current = await page({ limit: CSV_PAGE_ROWS, cursor: current.nextCursor });
  }
}
