import { booksFaults } from '../support/books.mjs';
import { costPerDebit } from '../support/cost.mjs';
import { load } from '../support/http-load.mjs';
import { populate } from '../support/population.mjs';
import { atLeast, atMost, median, told } from '../support/rows.mjs';
import { sealAndPolicyCost } from '../support/seal-cost.mjs';
import { startBench } from '../support/server.mjs';
import { REPEATS, SECONDS, WALLETS } from '../support/settings.mjs';
import { debits, measureSpending } from '../support/spending-load.mjs';

/** @typedef {Awaited<ReturnType<typeof measureSpending>>} Round */
/** @typedef {import('../support/table.mjs').Row} Row */

const RAW_WALLETS = Math.max(1, Math.round(WALLETS / 10));
const WARM_UP_SECONDS = 5;

export const title = `Spending: ${WALLETS} wallets, medians of ${REPEATS} rounds of ${SECONDS} s`;

/** @param {(line: string) => void} say */
export async function measure(say) {
  const bench = await startBench();
  try {
    const tenants = await populate(bench.superuser, WALLETS + RAW_WALLETS);
    const spread = tenants.slice(0, WALLETS);
    const raw = tenants.slice(WALLETS);
    // Every key once, then a round that warms connections, plans and caches; neither is counted.
    await load(bench.address, { connections: 64, amount: WALLETS }, debits(spread));
    await measureSpending(bench, spread, raw, WARM_UP_SECONDS);
    /** @type {Round[]} */
    const rounds = [];
    for (let repeat = 1; repeat <= REPEATS; repeat += 1) {
      const round = await measureSpending(bench, spread, raw, SECONDS);
      rounds.push(round);
      const rates = [round.spread, round.hot, round.balance].map((load) =>
        Math.round(load.requestsPerSecond),
      );
      say(`round ${repeat}: spread, hot, balance reads per second ${rates.join(', ')}`);
    }
    const ids = spread.map((tenant) => tenant.organizationId);
    const rows = figures(rounds);
    rows.push(
      atMost('wallets whose books do not balance', await booksFaults(bench, ids), '', 0),
      atMost('seals and row-level security, cost', await sealAndPolicyCost(bench, ids), 'x', 1.25),
      ...(await costPerDebit(bench, spread)),
    );
    return rows;
  } finally {
    await bench.close();
  }
}

/** @param {readonly Round[]} rounds @returns {Row[]} */
function figures(rounds) {
  /** @param {(round: Round) => number} figure */
  const of = (figure) => median(rounds.map(figure));
  const refused = rounds
    .flatMap((one) => [one.spread, one.hot, one.batchSpread, one.batchHot, one.balance])
    .reduce((sum, load) => sum + load.refused, 0);
  return [...singles(of), ...others(of), atMost('answers that were not 2xx', refused, '', 0)];
}

/** @param {(figure: (round: Round) => number) => number} of @returns {Row[]} */
function singles(of) {
  const spread = (/** @type {Round} */ one) => one.spread.requestsPerSecond;
  const hot = (/** @type {Round} */ one) => one.hot.requestsPerSecond;
  const toRaw = '  ratio to raw SQL';
  return [
    atLeast('single debits, spread', of(spread), '/s', 5_000),
    told(
      '  raw SQL, spread',
      of((one) => one.rawSpread),
      '/s',
    ),
    atLeast(
      toRaw,
      of((one) => spread(one) / one.rawSpread),
      'x',
      0.6,
    ),
    atMost(
      '  p99',
      of((one) => one.spread.p99Ms),
      'ms',
      30,
    ),
    atLeast('single debits, one hot wallet', of(hot), '/s', 8_000),
    told(
      '  raw SQL, one row',
      of((one) => one.rawHot),
      '/s',
    ),
    atLeast(
      toRaw,
      of((one) => hot(one) / one.rawHot),
      'x',
      3,
    ),
    told(
      '  p99',
      of((one) => one.hot.p99Ms),
      'ms',
    ),
    atLeast(
      'hot / spread',
      of((one) => hot(one) / spread(one)),
      'x',
      0.8,
    ),
  ];
}

/** @param {(figure: (round: Round) => number) => number} of @returns {Row[]} */
function others(of) {
  const debitsOf = (/** @type {import('../support/http-load.mjs').Load} */ batches) =>
    batches.requestsPerSecond * 100;
  const name = 'debits in batches of 100';
  return [
    atLeast(
      `${name}, spread`,
      of((one) => debitsOf(one.batchSpread)),
      '/s',
      25_000,
    ),
    atLeast(
      `${name}, one hot wallet`,
      of((one) => debitsOf(one.batchHot)),
      '/s',
      25_000,
    ),
    atLeast(
      'balance reads',
      of((one) => one.balance.requestsPerSecond),
      '/s',
      8_000,
    ),
    atMost(
      '  p99',
      of((one) => one.balance.p99Ms),
      'ms',
      20,
    ),
  ];
}
