import { populate } from '../support/population.mjs';
import { atMost, median, told } from '../support/rows.mjs';
import { startBench } from '../support/server.mjs';
import { HISTORY_ENTRIES } from '../support/settings.mjs';

const PAGE = 50;
const DEEP_PAGE = Math.min(100_000, Math.floor(HISTORY_ENTRIES / PAGE) - 1);
const CHUNK = 500_000;
const READS = 200;

export const title = `History: a wallet with ${HISTORY_ENTRIES.toLocaleString('en-US')} entries`;

/** @param {(line: string) => void} say */
export async function measure(say) {
  const bench = await startBench();
  try {
    const [tenant] = await populate(bench.superuser, 1);
    if (!tenant) throw new Error('No wallet');
    await fill(bench, tenant.organizationId, say);
    const first = await times(bench.address, tenant, null);
    const deep = await times(bench.address, tenant, HISTORY_ENTRIES - (DEEP_PAGE - 1) * PAGE + 1);
    const balance = await timesOf(bench.address, tenant, 'balance');
    const deepName = `page ${DEEP_PAGE.toLocaleString('en-US')}`;
    return [
      atMost('page 1, median, HTTP included', median(first), 'ms', 10),
      atMost(`${deepName}, median, HTTP included`, median(deep), 'ms', 10),
      atMost(`${deepName} / page 1`, median(deep) / median(first), 'x', 1.5),
      told('balance of that wallet, median', median(balance), 'ms'),
    ];
  } finally {
    await bench.close();
  }
}

/**
 * Writes the entries by set-based SQL, as spending would have left them, and makes the wallet agree.
 * In a session without triggers and foreign keys, which would look at each entry, and without
 * waiting for the disk: what is measured comes after.
 *
 * @param {import('../support/server.mjs').Bench} bench
 * @param {string} organizationId
 * @param {(line: string) => void} say
 */
async function fill(bench, organizationId, say) {
  const started = performance.now();
  const client = await bench.superuser.connect();
  try {
    await client.query('SET session_replication_role = replica');
    await client.query('SET synchronous_commit = off');
    for (let from = 1; from <= HISTORY_ENTRIES; from += CHUNK) {
      const to = Math.min(from + CHUNK - 1, HISTORY_ENTRIES);
      await client.query(ENTRIES, [organizationId, from, to]);
      const seconds = Math.round((performance.now() - started) / 1_000);
      say(`${to.toLocaleString('en-US')} entries written after ${seconds} s`);
    }
    await client.query(
      `UPDATE organization_token_wallets
          SET balance = balance - $2, open_remaining = open_remaining - $2, seq = $2,
              version = $2 + 1, last_at = timestamptz '2026-01-01' + $2 * interval '1 second'
        WHERE organization_id = $1`,
      [organizationId, HISTORY_ENTRIES],
    );
    await client.query('VACUUM (ANALYZE, FREEZE) token_balance_history');
  } finally {
    client.release(true);
  }
}

const ENTRIES = `
  INSERT INTO token_balance_history
    (organization_id, id, wallet_id, seq, kind, amount, balance_before, balance_after,
     available_after, reference, lots, lot_amounts, actor_type, actor_name, at)
  SELECT $1, uuidv7(), $1, n, 'debit', -1, l.granted - n + 1, l.granted - n, l.granted - n,
         'entry-' || lpad(n::text, 9, '0'), ARRAY[$1::uuid], ARRAY[1], 'system', 'bench',
         timestamptz '2026-01-01' + n * interval '1 second'
    FROM generate_series($2::bigint, $3::bigint) AS n, token_lots l
   WHERE l.organization_id = $1`;

/**
 * Milliseconds of reading one page again and again, one at a time.
 *
 * @param {string} address
 * @param {import('../support/population.mjs').Tenant} tenant
 * @param {number | null} before the sequence the page ends before; null = the newest
 */
function times(address, tenant, before) {
  const cursor = before === null ? '' : `&cursor=${cursorOf(before)}`;
  return timesOf(address, tenant, `history?limit=${PAGE}${cursor}`);
}

/** The API's cursor: version and key, base64url. @param {number} seq */
const cursorOf = (seq) => Buffer.from(`v1:${seq}`).toString('base64url');

/** @param {string} address @param {import('../support/population.mjs').Tenant} tenant @param {string} path */
async function timesOf(address, tenant, path) {
  const url = `${address}/api/tokens/wallet/${tenant.organizationId}/${path}`;
  const headers = { authorization: `Bearer ${tenant.apiKey}` };
  /** @type {number[]} */
  const taken = [];
  for (let read = 0; read < READS; read += 1) {
    const started = performance.now();
    const response = await fetch(url, { headers });
    const body = /** @type {{ data?: unknown[] }} */ (await response.json());
    taken.push(performance.now() - started);
    if (response.status !== 200) throw new Error(`${path}: ${JSON.stringify(body)}`);
    if (body.data && body.data.length !== PAGE) throw new Error(`${path}: not a full page`);
  }
  return taken;
}
