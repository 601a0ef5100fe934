type Cell = string | number | null;

/** A figure may begin with a sign: nothing in it can run. */
const FIGURE = /^[+-]?\d[\d\s.,'\u00a0\u202f\u2019]*%?$/;

/** A table that was made here as CSV (RFC 4180). Text that would begin a formula is escaped. */
export function csvText(headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [headings, ...rows].map((row) => `${row.map(cellText).join(',')}\r\n`).join('');
}

function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) && !FIGURE.test(cell) ? `'${cell}` : cell;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
