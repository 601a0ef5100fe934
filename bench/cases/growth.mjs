import { costPerDebit } from '../support/cost.mjs';
import { load } from '../support/http-load.mjs';
import { populate } from '../support/population.mjs';
import { median, told } from '../support/rows.mjs';
import { startBench } from '../support/server.mjs';
import { REPEATS } from '../support/settings.mjs';
import { debits } from '../support/spending-load.mjs';

const POPULATIONS = (process.env['BENCH_GROWTH'] ?? '1000,10000,100000').split(',').map(Number);
const CONNECTIONS = [1, 8, 64, 256];
const LOAD_SECONDS = 2;

export const title = 'Growth: single debits by number of wallets and of connections';

/** @param {(line: string) => void} say */
export async function measure(say) {
  const bench = await startBench();
  try {
    /** @type {import('../support/population.mjs').Tenant[]} */
    const tenants = [];
    const rows = [];
    for (const wallets of POPULATIONS) {
      tenants.push(...(await populate(bench.superuser, wallets - tenants.length)));
      // Every wallet once, so that its key and its pages are known.
      await loadEach(bench.address, tenants);
      for (const connections of CONNECTIONS) {
        const { rate, p99 } = await debitRate(bench.address, tenants, connections);
        const what = `${wallets.toLocaleString('en-US')} wallets, ${connections} connections`;
        say(`${what}: ${Math.round(rate)}/s`);
        rows.push(told(what, rate, '/s'), told('  p99', p99, 'ms'));
      }
    }
    rows.push(...(await costPerDebit(bench, tenants)));
    return rows;
  } finally {
    await bench.close();
  }
}

/** @param {string} address @param {import('../support/population.mjs').Tenant[]} tenants */
async function loadEach(address, tenants) {
  const request = debits(tenants);
  await load(address, { connections: 64, amount: tenants.length }, request);
}

/**
 * @param {string} address
 * @param {import('../support/population.mjs').Tenant[]} tenants
 * @param {number} connections
 */
async function debitRate(address, tenants, connections) {
  const loads = [];
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    loads.push(await load(address, { connections, seconds: LOAD_SECONDS }, debits(tenants)));
  }
  return {
    rate: median(loads.map(({ requestsPerSecond }) => requestsPerSecond)),
    p99: median(loads.map(({ p99Ms }) => p99Ms)),
  };
}
