import { randomInt } from 'node:crypto';
import { inParallel } from './support/http.mjs';
import { runTests } from './support/jest.mjs';
import { mustHold, seconds, sizeOf } from './support/settings.mjs';

export const name = 'R2: model equality';

const OUTPUT_KEPT = 4_000;

/**
 * The random tests, and how many sequences each takes for one of the wallet's. The wallet's run in two
 * processes, each with a seed of its own, to use two cores.
 */
const MODELS = [
  { what: 'wallet', file: 'libs/wallet/src/model.int-spec', share: 0.5, seeds: 0 },
  { what: 'walletToo', file: 'libs/wallet/src/model.int-spec', share: 0.5, seeds: 1 },
  {
    what: 'sameDecision',
    file: 'libs/wallet/src/spending/same-decision.int-spec',
    share: 0.05,
    seeds: 0,
  },
  {
    what: 'moneyBack',
    file: 'libs/purchases/src/refunds/money-back.int-spec',
    share: 0.005,
    seeds: 0,
  },
];
const LANES = 2;

/** The seed repeats the counterexample, which fills pages. @param {string} output */
const shown = (output) => output.replace(/^ *Counterexample: .*$/m, '').slice(0, OUTPUT_KEPT);

/**
 * Random sequences of grants, purchases, debits, holds, captures, releases, reversals, expiries,
 * refunds and disputes against the single-threaded model of the wallet, many wallets at a time and
 * several steps of one wallet at a time; both spending statements against each other; refunds and
 * disputes through the payment provider. They are the tests of `npm test`, many more of them.
 *
 * @param {{ full: boolean, log: (line: string) => void, seed?: number }} options
 * @throws Error a sequence was answered otherwise than its model; the seed repeats it
 */
export async function run({ full, log, seed = randomInt(2 ** 31) }) {
  const started = performance.now();
  const sequences = sizeOf('CHAOS_SEQUENCES', { full }, 10_000, 200);
  /** @type {Record<string, number>} */
  const figures = { sequences: 0, mismatches: 0 };
  await inParallel(MODELS.length, LANES, async (n) => {
    const { what, file, share, seeds } = /** @type {(typeof MODELS)[number]} */ (MODELS[n]);
    const runs = Math.max(1, Math.ceil(sequences * share));
    const since = performance.now();
    const { code, output } = await runTests('integration', file, {
      MODEL_RUNS: `${runs}`,
      PURSER_TEST_SEED: `${seed + seeds}`,
    });
    if (code !== 0) log(shown(output));
    figures[what] = runs;
    figures['sequences'] = (figures['sequences'] ?? 0) + runs;
    figures['mismatches'] = (figures['mismatches'] ?? 0) + (code === 0 ? 0 : 1);
    log(`${what}: ${runs} sequences in ${seconds(since)} s, PURSER_TEST_SEED=${seed + seeds}`);
  });
  Object.assign(figures, { seed, seconds: seconds(started) });
  mustHold(name, { 'everything equals its model': figures['mismatches'] === 0 }, figures);
  return figures;
}
