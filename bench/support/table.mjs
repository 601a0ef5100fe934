/** @typedef {{ what: string, value: number, unit: string, bar: number, held: boolean }} Row */

/**
 * A plain table of figures against their bars.
 *
 * @param {readonly Row[]} rows
 */
export function table(rows) {
  const lines = rows.map(({ what, value, unit, bar, held }) => {
    const figure = `${value.toLocaleString('en-US')} ${unit}`.trim();
    const verdict = bar === 0 && held ? '' : `${held ? 'held' : 'MISSED'} (bar ${bar})`;
    return `${what.padEnd(36)} ${figure.padStart(16)}   ${verdict}`;
  });
  return lines.join('\n');
}
