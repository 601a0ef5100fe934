import { mkdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { measureSpending } from './cases/spending.mjs';
import { booksFaults, costPerDebit } from './cases/books.mjs';
import { populate } from './support/population.mjs';
import { startBench } from './support/server.mjs';
import { table } from './support/table.mjs';

const WALLETS = Number(process.env['BENCH_WALLETS'] ?? 10_000);
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 5);
const REPEATS = Number(process.env['BENCH_REPEATS'] ?? 3);
const RAW_WALLETS = Math.max(1, Math.round(WALLETS / 10));

/** @param {number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const bench = await startBench();
const superuserUrl = bench.superuser.options.connectionString ?? '';
/** @type {import('./support/table.mjs').Row[]} */
const report = [];
try {
  console.log(`${WALLETS} wallets, ${REPEATS} repeats of ${SECONDS} s each; medians`);
  const tenants = await populate(bench.superuser, WALLETS + RAW_WALLETS);
  const spread = tenants.slice(0, WALLETS);
  const raw = tenants.slice(WALLETS);
  // The first round warms connections, plans and caches and is not counted.
  await measureSpending(bench, superuserUrl, spread, raw, 2);
  /** @type {Awaited<ReturnType<typeof measureSpending>>[]} */
  const rounds = [];
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    rounds.push(await measureSpending(bench, superuserUrl, spread, raw, SECONDS));
  }
  /** @param {(round: (typeof rounds)[number]) => number} figure */
  const of = (figure) => median(rounds.map(figure));
  /** @type {(what: string, value: number, unit: string, bar: number, atLeast?: boolean) => void} */
  const row = (what, value, unit, bar, atLeast = true) => {
    const held = atLeast ? value >= bar : value <= bar;
    report.push({ what, value: Math.round(value * 100) / 100, unit, bar, held });
  };
  const spreadRate = of((round) => round.spread.requestsPerSecond);
  const hotRate = of((round) => round.hot.requestsPerSecond);
  row('single debits, spread', spreadRate, '/s', 5_000);
  row(
    '  raw SQL, spread',
    of((round) => round.rawSpread),
    '/s',
    0,
  );
  row(
    '  ratio to raw SQL',
    of((r) => r.spread.requestsPerSecond / r.rawSpread),
    'x',
    0.6,
  );
  row(
    '  p99',
    of((round) => round.spread.p99Ms),
    'ms',
    30,
    false,
  );
  row('single debits, one hot wallet', hotRate, '/s', 8_000);
  row(
    '  raw SQL, one row',
    of((round) => round.rawHot),
    '/s',
    0,
  );
  row(
    '  ratio to raw SQL',
    of((r) => r.hot.requestsPerSecond / r.rawHot),
    'x',
    3,
  );
  row(
    '  p99',
    of((round) => round.hot.p99Ms),
    'ms',
    30,
    false,
  );
  row(
    'hot / spread',
    of((r) => r.hot.requestsPerSecond / r.spread.requestsPerSecond),
    'x',
    0.8,
  );
  row(
    'batches of 100, spread',
    of((r) => r.batchSpread.requestsPerSecond * 100),
    '/s',
    25_000,
  );
  row(
    'batches of 100, one hot wallet',
    of((r) => r.batchHot.requestsPerSecond * 100),
    '/s',
    25_000,
  );
  row(
    'balance reads',
    of((round) => round.balance.requestsPerSecond),
    '/s',
    8_000,
  );
  row(
    '  p99',
    of((round) => round.balance.p99Ms),
    'ms',
    20,
    false,
  );
  const refused = rounds.flatMap((round) =>
    [round.spread, round.hot, round.batchSpread, round.batchHot, round.balance].map(
      (load) => load.refused,
    ),
  );
  row(
    'answers that were not 2xx',
    refused.reduce((sum, count) => sum + count, 0),
    '',
    0,
    false,
  );
  const httpIds = spread.map((tenant) => tenant.organizationId);
  row('wallets whose books do not balance', await booksFaults(bench, httpIds), '', 0, false);
  const cost = await costPerDebit(bench, spread);
  row('WAL per debit, one at a time', cost.walBytes, 'bytes', 2_000, false);
} finally {
  await bench.close();
}
const result = {
  machine: { cpus: os.cpus().length, model: os.cpus()[0]?.model, node: process.version },
  settings: { wallets: WALLETS, seconds: SECONDS, repeats: REPEATS, connections: 64 },
  report,
};
const target = path.join(import.meta.dirname, 'result.json');
await mkdir(path.dirname(target), { recursive: true });
await writeFile(target, `${JSON.stringify(result, null, 2)}\n`);
console.log(table(report));
process.exitCode = report.every(({ held }) => held) ? 0 : 1;
