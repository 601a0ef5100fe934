import { randomUUID } from 'node:crypto';
import { load } from './http-load.mjs';
import { rawDebitsPerSecond } from './raw-sql.mjs';

const BATCH = 100;

/** @typedef {import('./population.mjs').Tenant} Tenant */
/** @typedef {import('./http-load.mjs').RequestOf} RequestOf */

/** @param {Tenant} tenant @param {string} path @param {unknown} body */
const post = (tenant, path, body) => ({
  method: 'POST',
  path: `/api/tokens/wallet/${tenant.organizationId}/${path}`,
  headers: { authorization: `Bearer ${tenant.apiKey}`, 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** @param {Tenant[]} tenants @param {number} n @returns {Tenant} */
const pick = (tenants, n) => /** @type {Tenant} */ (tenants[n % tenants.length]);

/** One debit per request. @param {Tenant[]} tenants */
export const debits = (tenants) => (/** @type {number} */ n) =>
  post(pick(tenants, n), 'debits', { amount: 1, reference: randomUUID() });

/** A hundred debits per request. @param {Tenant[]} tenants */
export const batches = (tenants) => (/** @type {number} */ n) =>
  post(pick(tenants, n), 'debits/batch', {
    items: Array.from({ length: BATCH }, () => ({ amount: 1, reference: randomUUID() })),
  });

/** @param {Tenant[]} tenants */
export const balances = (tenants) => (/** @type {number} */ n) => {
  const tenant = pick(tenants, n);
  return {
    method: 'GET',
    path: `/api/tokens/wallet/${tenant.organizationId}/balance`,
    headers: { authorization: `Bearer ${tenant.apiKey}` },
  };
};

/**
 * Measures every spending row once: HTTP and raw SQL right after each other, so that both meet the
 * machine in the same mood.
 *
 * @param {import('./server.mjs').Bench} bench
 * @param {Tenant[]} spread tenants served over HTTP
 * @param {Tenant[]} raw tenants that only the yardstick spends from
 * @param {number} seconds
 */
export async function measureSpending(bench, spread, raw, seconds) {
  const [hot] = spread;
  const [rawHot] = raw;
  if (!hot || !rawHot) throw new Error('Nobody to spend from');
  /** @type {(tenants: Tenant[], connections: number, requests: (tenants: Tenant[]) => RequestOf) => Promise<import('./http-load.mjs').Load>} */
  const over = (tenants, connections, requests) =>
    load(bench.address, { connections, seconds }, requests(tenants));
  const rawOver = (/** @type {Tenant[]} */ tenants) =>
    rawDebitsPerSecond(
      bench.superuserUrl,
      tenants.map((tenant) => tenant.organizationId),
      { connections: 16, seconds },
    );
  return {
    spread: await over(spread, 64, debits),
    rawSpread: await rawOver(raw),
    hot: await over([hot], 64, debits),
    rawHot: await rawOver([rawHot]),
    batchSpread: await over(spread, 16, batches),
    batchHot: await over([hot], 16, batches),
    balance: await over(spread, 64, balances),
  };
}
