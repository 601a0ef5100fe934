/**
 * One figure; `bar` is null where none is set.
 *
 * @typedef {{ what: string, value: number, unit: string, bar: string | null, held: boolean }} Row
 */

/**
 * A plain table of figures against their bars.
 *
 * @param {readonly Row[]} rows
 */
export function table(rows) {
  const lines = rows.map(({ what, value, unit, bar, held }) => {
    const figure = `${value.toLocaleString('en-US')} ${unit}`.trim();
    const verdict = bar === null ? '' : `${held ? 'held' : 'MISSED'} (${bar})`;
    return `${what.padEnd(44)} ${figure.padStart(18)}   ${verdict}`.trimEnd();
  });
  return lines.join('\n');
}
