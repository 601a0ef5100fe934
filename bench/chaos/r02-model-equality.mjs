import { randomInt } from 'node:crypto';
import { runTests } from './support/jest.mjs';
import { mustHold, seconds, sizeOf } from './support/settings.mjs';

export const name = 'R2: model equality';

const OUTPUT_KEPT = 4_000;

/** The random tests, and how many of the sequences each takes. */
const MODELS = [
  { what: 'wallet', file: 'libs/wallet/src/model.int-spec', share: 0.9 },
  { what: 'sameDecision', file: 'libs/wallet/src/spending/same-decision.int-spec', share: 0.05 },
  { what: 'moneyBack', file: 'libs/purchases/src/refunds/money-back.int-spec', share: 0.05 },
];

/**
 * Random sequences against the single-threaded model of the wallet, both spending statements against
 * each other, and refunds and disputes at the same time as debits and holds: the tests of
 * `npm test`, many more of them.
 *
 * @param {{ full: boolean, log: (line: string) => void, seed?: number }} options
 * @throws Error a sequence was answered otherwise than its model; the seed repeats it
 */
export async function run({ full, log, seed = randomInt(2 ** 31) }) {
  const started = performance.now();
  const sequences = sizeOf('CHAOS_SEQUENCES', { full }, 11_200, 200);
  /** @type {Record<string, number>} */
  const figures = { sequences: 0, mismatches: 0 };
  for (const { what, file, share } of MODELS) {
    const runs = Math.max(1, Math.round(sequences * share));
    const since = performance.now();
    const { code, output } = await runTests('integration', file, {
      MODEL_RUNS: `${runs}`,
      PURSER_TEST_SEED: `${seed}`,
    });
    if (code !== 0) log(output.slice(-OUTPUT_KEPT));
    figures[what] = runs;
    figures.sequences = (figures.sequences ?? 0) + runs;
    figures.mismatches = (figures.mismatches ?? 0) + (code === 0 ? 0 : 1);
    log(`${what}: ${runs} sequences in ${seconds(since)} s, PURSER_TEST_SEED=${seed}`);
  }
  Object.assign(figures, { seed, seconds: seconds(started) });
  mustHold(name, { 'everything equals its model': figures.mismatches === 0 }, figures);
  return figures;
}
