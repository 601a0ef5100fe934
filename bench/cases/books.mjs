import { load } from '../support/http-load.mjs';
import { debits } from './spending.mjs';

const COST_SECONDS = 3;

/**
 * How many of the wallets break `sum(entries) + what they started with = balance = sum(lots)`.
 *
 * @param {import('../support/server.mjs').Bench} bench
 * @param {readonly string[]} organizations
 */
export async function booksFaults(bench, organizations) {
  const { rows } = await bench.superuser.query(
    `SELECT count(*)::integer AS faults
       FROM organization_token_wallets w
       JOIN token_lots l USING (organization_id)
       LEFT JOIN (SELECT organization_id, sum(amount) AS spent, count(*) AS entries
                    FROM token_balance_history GROUP BY organization_id) AS h
         USING (organization_id)
      WHERE organization_id = ANY ($1)
        AND (w.balance <> l.granted + coalesce(h.spent, 0)
             OR w.balance <> l.remaining + w.open_remaining
             OR w.seq <> coalesce(h.entries, 0))`,
    [organizations],
  );
  return rows[0].faults;
}

/**
 * WAL bytes of one debit when callers come one at a time, so that nothing is shared in a batch.
 *
 * @param {import('../support/server.mjs').Bench} bench
 * @param {import('../support/population.mjs').Tenant[]} tenants
 */
export async function costPerDebit(bench, tenants) {
  const before = await walPosition(bench);
  const { requestsPerSecond } = await load(
    bench.address,
    { connections: 1, seconds: COST_SECONDS },
    debits(tenants),
  );
  const after = await walPosition(bench);
  return { walBytes: (after - before) / (requestsPerSecond * COST_SECONDS) };
}

/** @param {import('../support/server.mjs').Bench} bench */
async function walPosition(bench) {
  const { rows } = await bench.superuser.query(
    "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 AS bytes",
  );
  return rows[0].bytes;
}
