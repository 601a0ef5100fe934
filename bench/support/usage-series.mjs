/**
 * Daily use as it comes in life, made up: each kind is a law and a seed, so a series is the same on
 * every machine.
 *
 * @typedef {{ uniform: () => number, normal: () => number, poisson: (mean: number) => number }} Chance
 * @typedef {(chance: Chance, days: number) => (day: number) => number} Law
 */

const WEEK = [1.2, 1.25, 1.2, 1.15, 1.05, 0.45, 0.35];

/** @type {(chance: Chance) => (day: number) => number} */
const aWeek = ({ uniform }) => {
  const factors = WEEK.map((factor) => factor * (0.85 + uniform() * 0.3));
  return (day) => factors[day % 7] ?? 1;
};

/** @satisfies {Record<string, Law>} */
export const LAWS = {
  'weekday pattern': (chance) => {
    const base = 100 * 10 ** (chance.uniform() * 2);
    const week = aWeek(chance);
    return (day) => base * week(day) * Math.exp(0.15 * chance.normal());
  },
  'business days only': (chance) => {
    const base = 20 * 10 ** (chance.uniform() * 2);
    return (day) => (day % 7 >= 5 ? 0 : chance.poisson(base));
  },
  growth: (chance) => {
    const base = 100 * 10 ** chance.uniform();
    const week = aWeek(chance);
    const rate = 0.002 + chance.uniform() * 0.006;
    return (day) => base * week(day) * Math.exp(rate * day + 0.12 * chance.normal());
  },
  decline: (chance) => {
    const base = 1_000 * 10 ** chance.uniform();
    const week = aWeek(chance);
    const rate = -0.002 - chance.uniform() * 0.006;
    return (day) => base * week(day) * Math.exp(rate * day + 0.12 * chance.normal());
  },
  'level shift': (chance, days) => {
    const week = aWeek(chance);
    const at = Math.floor(days * (0.35 + chance.uniform() * 0.3));
    const factor = chance.uniform() < 0.5 ? 0.4 : 2.2;
    return (day) => 500 * week(day) * (day >= at ? factor : 1) * Math.exp(0.15 * chance.normal());
  },
  spikes: (chance) => {
    const week = aWeek(chance);
    return (day) => {
      const spike = chance.uniform() < 0.03 ? 4 + 6 * chance.uniform() : 1;
      return 300 * week(day) * Math.exp(0.15 * chance.normal()) * spike;
    };
  },
  intermittent: (chance) => {
    const share = 0.1 + chance.uniform() * 0.3;
    const size = 50 * 10 ** chance.uniform();
    return () =>
      chance.uniform() < share ? Math.max(1, -size * Math.log(1 - chance.uniform())) : 0;
  },
  'random walk': (chance) => {
    let level = Math.log(500);
    return () => {
      level += 0.06 * chance.normal();
      return Math.exp(level + 0.08 * chance.normal());
    };
  },
  noise: (chance) => {
    const base = 50 * 10 ** (chance.uniform() * 2);
    return () => base * Math.exp(0.4 * chance.normal());
  },
  'runs of busy days': (chance) => {
    const week = aWeek(chance);
    let mood = 0;
    return (day) => {
      mood = 0.85 * mood + 0.15 * chance.normal();
      return 400 * week(day) * Math.exp(mood);
    };
  },
};

/**
 * Whole tokens of `days` days of one kind.
 *
 * @param {keyof typeof LAWS} kind
 * @param {number} seed
 * @param {number} days
 */
export function usageSeries(kind, seed, days) {
  const tokens = LAWS[kind](chanceOf(seed), days);
  return Array.from({ length: days }, (_, day) => Math.max(0, Math.round(tokens(day))));
}

/**
 * @param {number} seed
 * @returns {Chance}
 */
function chanceOf(seed) {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  /** @param {number} mean */
  const poisson = (mean) => {
    if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    let count = 0;
    let share = Math.exp(-mean);
    const drawn = uniform();
    for (let below = share; drawn > below && count < 1_000; below += share) {
      count += 1;
      share *= mean / count;
    }
    return count;
  };
  return { uniform, normal, poisson };
}
