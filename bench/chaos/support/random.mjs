/** Small and repeatable (mulberry32): numbers from 0 to 1. @param {number} seed */
export function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A whole number from `least` to `most`. @param {() => number} random */
export const whole = (random, /** @type {number} */ least, /** @type {number} */ most) =>
  least + Math.floor(random() * (most - least + 1));
