import { median } from './rows.mjs';

const ITEMS = 64;
const CALLS = 400;
const WARM_UP = 20;

/**
 * What seals and row-level security add to a debit in the database, as a ratio to the same function
 * without both, built in the bench database only: the ratio of the medians of their calls, commits
 * included. One connection calls both in turn, so that both meet the machine in the same mood.
 *
 * @param {import('./server.mjs').Bench} bench
 * @param {readonly string[]} organizations whose open lot is open
 */
export async function sealAndPolicyCost(bench, organizations) {
  const client = await bench.superuser.connect();
  try {
    await client.query(BARE_VARIANT);
    const batches = await batchesOf(client, organizations);
    /** @type {Record<string, number[]>} */
    const tookMs = { debit_spread: [], debit_spread_bare: [] };
    for (const [n, ids] of batches.entries()) {
      const names = Object.keys(tookMs);
      for (const name of n % 2 === 0 ? names : names.toReversed()) {
        const ms = await milliseconds(client, name, ids);
        if (n >= WARM_UP) tookMs[name]?.push(ms);
      }
    }
    return median(tookMs['debit_spread'] ?? []) / median(tookMs['debit_spread_bare'] ?? []);
  } finally {
    await client.query('DROP FUNCTION IF EXISTS debit_spread_bare');
    client.release();
  }
}

/** The function as it is, without the seal, run as the superuser whom no policy binds. */
const BARE_VARIANT = `
  DO $make$
  DECLARE
    v_whole text := replace(pg_get_functiondef('debit_spread'::regproc),
                            'FUNCTION public.debit_spread(', 'FUNCTION public.debit_spread_bare(');
    v_bare text := regexp_replace(v_whole, 'CASE WHEN c\\.nth = c\\.items THEN.*END AS seal',
                                  'NULL::bytea AS seal');
  BEGIN
    IF v_bare = v_whole THEN RAISE EXCEPTION 'the seal is not where it was'; END IF;
    EXECUTE v_bare;
  END $make$`;

/**
 * @param {import('pg').PoolClient} client
 * @param {readonly string[]} organizations
 * @returns {Promise<string[][]>}
 */
async function batchesOf(client, organizations) {
  const { rows } = await client.query(
    `SELECT n, ids FROM generate_series(1, ${CALLS + WARM_UP}) AS n, LATERAL (
       SELECT array_agg(id) AS ids FROM (
         SELECT id FROM unnest($1::uuid[]) AS given (id)
          ORDER BY md5(id::text || n::text) LIMIT ${ITEMS}) AS picked) AS batch`,
    [organizations],
  );
  return rows.map(({ ids }) => ids);
}

/**
 * @param {import('pg').PoolClient} client
 * @param {string} name
 * @param {readonly string[]} ids
 */
async function milliseconds(client, name, ids) {
  const started = performance.now();
  const answered = await client.query({
    name,
    text: `SELECT count(*)::integer AS booked FROM ${name}($1::uuid[],
             ARRAY(SELECT generate_series(1, cardinality($1::uuid[]))),
             ARRAY(SELECT gen_random_uuid() FROM unnest($1::uuid[])),
             array_fill(1::bigint, ARRAY[cardinality($1::uuid[])]),
             ARRAY(SELECT gen_random_uuid()::text FROM unnest($1::uuid[])), now(),
             array_fill('system'::text, ARRAY[cardinality($1::uuid[])]),
             array_fill(NULL::uuid, ARRAY[cardinality($1::uuid[])]),
             array_fill('bench'::text, ARRAY[cardinality($1::uuid[])]),
             array_fill(NULL::text, ARRAY[cardinality($1::uuid[])]),
             array_fill(NULL::text, ARRAY[cardinality($1::uuid[])]))`,
    values: [ids],
  });
  const ms = performance.now() - started;
  if (answered.rows[0].booked !== ids.length) throw new Error('A debit was not booked');
  return ms;
}
