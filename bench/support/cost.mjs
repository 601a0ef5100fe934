import { load } from './http-load.mjs';
import { told } from './rows.mjs';
import { debits } from './spending-load.mjs';

/** @typedef {import('./server.mjs').Bench} Bench */

const COST_SECONDS = 3;
/** A session that falls idle reports its counters within ten seconds. */
const STATISTICS_MS = 11_000;

/**
 * What a debit writes: alone (one caller, nothing shared in a batch) and among 64 callers.
 *
 * @param {Bench} bench
 * @param {import('./population.mjs').Tenant[]} tenants
 */
export async function costPerDebit(bench, tenants) {
  const alone = await written(bench, tenants, 1);
  const shared = await written(bench, tenants, 64);
  return [
    told('WAL per debit, one at a time', alone.walBytes, 'bytes'),
    told('WAL per debit, 64 callers', shared.walBytes, 'bytes'),
    told('rows inserted per debit, 64 callers', shared.inserts, ''),
    told('rows updated per debit, 64 callers', shared.updates, ''),
    told('  of them without an index write (HOT)', shared.hotUpdates, ''),
    told('index entries written per debit, 64 callers', shared.indexEntries, ''),
  ];
}

/** @param {Bench} bench @param {import('./population.mjs').Tenant[]} tenants @param {number} connections */
async function written(bench, tenants, connections) {
  const before = await counters(bench);
  await load(bench.address, { connections, seconds: COST_SECONDS }, debits(tenants));
  const after = await counters(bench);
  const count = after.entries - before.entries;
  /** @param {keyof typeof before} name */
  const per = (name) => (after[name] - before[name]) / count;
  const cold = per('updates') - per('hotUpdates');
  return {
    walBytes: per('walBytes'),
    inserts: per('inserts'),
    updates: per('updates'),
    hotUpdates: per('hotUpdates'),
    indexEntries: per('entries') * after.ledgerIndexes + cold * after.walletIndexes,
  };
}

/** @param {Bench} bench */
async function counters(bench) {
  await new Promise((resolve) => setTimeout(resolve, STATISTICS_MS));
  const { rows } = await bench.superuser.query(
    `SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 AS "walBytes",
            sum(n_tup_ins)::float8 AS inserts, sum(n_tup_upd)::float8 AS updates,
            sum(n_tup_hot_upd)::float8 AS "hotUpdates",
            (SELECT sum(seq) FROM organization_token_wallets)::float8 AS entries,
            (SELECT count(*) FROM pg_index WHERE indrelid = 'token_balance_history'::regclass
                AND indpred IS NULL)::float8 AS "ledgerIndexes",
            (SELECT count(*) FROM pg_index
              WHERE indrelid = 'organization_token_wallets'::regclass)::float8 AS "walletIndexes"
       FROM pg_stat_user_tables
      WHERE relname IN ('token_balance_history', 'organization_token_wallets', 'token_lots',
                        'outbox')`,
  );
  return rows[0];
}
