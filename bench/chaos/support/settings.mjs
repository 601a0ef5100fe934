/**
 * A size: what the environment says, or the usual one.
 *
 * @param {string} name
 * @param {{ full: boolean }} options
 * @param {number} inFull
 * @param {number} inSmall
 */
export const sizeOf = (name, { full }, inFull, inSmall) =>
  Number(process.env[name] ?? (full ? inFull : inSmall));

/**
 * A claim that may run only so long.
 *
 * @param {number} minutes
 * @returns {() => void} throws once the time is over
 */
export function timeLimit(minutes) {
  const end = performance.now() + minutes * 60_000;
  return () => {
    if (performance.now() > end) throw new Error(`It takes longer than ${minutes} minutes`);
  };
}

export const seconds = (/** @type {number} */ started) =>
  Math.round((performance.now() - started) / 100) / 10;

/**
 * Throws when a claim does not hold, with the figures that show it.
 *
 * @param {string} name
 * @param {Readonly<Record<string, boolean>>} claims what is claimed, and whether it holds
 * @param {object} figures
 */
export function mustHold(name, claims, figures) {
  const broken = Object.keys(claims).filter((claim) => !claims[claim]);
  if (broken.length === 0) return;
  throw new Error(`${name} is broken: ${broken.join('; ')}. ${JSON.stringify(figures)}`);
}
