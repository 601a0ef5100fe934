import { randomInt } from 'node:crypto';
import { runTests } from './support/jest.mjs';
import { mustHold, seconds, sizeOf } from './support/settings.mjs';

export const name = 'R16: the books of a random year';

const SPEC = 'apps/api/e2e/random-year.e2e-spec';
const CURRENCIES = 3;

/**
 * A random year over HTTP and the virtual clock, the test of `npm test` with more people who do more:
 * purchases of every outcome, subscriptions, top-ups, debits, holds, refunds here and at the
 * provider, disputes, expiry, adjustments, in JPY, USD and KWD. Then every book is compared with
 * every other, to the minor unit and the token.
 *
 * @param {{ full: boolean, log: (line: string) => void, seed?: number }} options
 * @throws Error two books differ; the seed repeats it
 */
export async function run({ full, log, seed = randomInt(2 ** 31) }) {
  const started = performance.now();
  const perCurrency = sizeOf('CHAOS_YEAR_ORGANIZATIONS', { full }, 4, 1);
  const steps = sizeOf('CHAOS_YEAR_STEPS', { full }, 52, 12);
  const { code, output } = await runTests('e2e', SPEC, {
    PURSER_TEST_SEED: `${seed}`,
    YEAR_ORGANIZATIONS: `${perCurrency}`,
    YEAR_STEPS: `${steps}`,
    YEAR_ACTS: full ? '10' : '7',
    YEAR_JOBS: full ? 'run' : 'off',
  });
  const years = output
    .split('\n')
    .filter((line) => /^(JPY|USD|KWD) \{/.test(line))
    .map((line) => JSON.parse(line.slice(4)));
  if (code !== 0) log(output.slice(-4_000));
  const sum = (/** @type {string} */ what) => years.reduce((all, year) => all + year[what], 0);
  const figures = {
    ...{ organizations: years.length, steps },
    ...Object.fromEntries(
      ['entries', 'purchases', 'invoices', 'creditNotes'].map((what) => [what, sum(what)]),
    ),
    seconds: seconds(started),
  };
  mustHold(
    name,
    {
      'every book agrees with every other': code === 0,
      'every year was compared': years.length === perCurrency * CURRENCIES,
    },
    figures,
  );
  return figures;
}
