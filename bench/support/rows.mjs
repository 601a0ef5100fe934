/** @typedef {import('./table.mjs').Row} Row */

/** @param {readonly number[]} values @returns {number} the middle one */
export const median = (values) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** @param {number} value @returns {number} with two decimals */
const rounded = (value) => Math.round(value * 100) / 100;

/**
 * A figure that must reach its bar.
 *
 * @param {string} what @param {number} value @param {string} unit @param {number} bar
 * @returns {Row}
 */
export const atLeast = (what, value, unit, bar) => ({
  what,
  value: rounded(value),
  unit,
  bar: `>= ${bar}`,
  held: value >= bar,
});

/**
 * A figure that must stay under its bar.
 *
 * @param {string} what @param {number} value @param {string} unit @param {number} bar
 * @returns {Row}
 */
export const atMost = (what, value, unit, bar) => ({
  what,
  value: rounded(value),
  unit,
  bar: `<= ${bar}`,
  held: value <= bar,
});

/**
 * A figure without a bar.
 *
 * @param {string} what @param {number} value @param {string} unit
 * @returns {Row}
 */
export const told = (what, value, unit) => ({
  what,
  value: rounded(value),
  unit,
  bar: null,
  held: true,
});
