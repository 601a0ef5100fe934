const ITEMS = 64;
const CALLS = 40;
const ROUNDS = 9;

/**
 * What seals and row-level security add to a debit in the database, as a ratio to the same function
 * without both, built in the bench database only. Both are called in turn by one connection, commits
 * included, so that both meet the machine in the same mood.
 *
 * @param {import('./server.mjs').Bench} bench
 * @param {readonly string[]} organizations whose open lot is open
 */
export async function sealAndPolicyCost(bench, organizations) {
  const client = await bench.superuser.connect();
  try {
    await client.query(BARE_VARIANT);
    /** @type {number[]} */
    const ratios = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const whole = await milliseconds(client, 'debit_spread', organizations);
      const bare = await milliseconds(client, 'debit_spread_bare', organizations);
      // The first round makes the plans.
      if (round > 0) ratios.push(whole / bare);
    }
    return ratios.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0;
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
 * @param {string} name
 * @param {readonly string[]} organizations
 */
async function milliseconds(client, name, organizations) {
  const { rows } = await client.query(
    `SELECT n, ids FROM generate_series(1, ${CALLS}) AS n, LATERAL (
       SELECT array_agg(id) AS ids FROM (
         SELECT id FROM unnest($1::uuid[]) AS given (id)
          ORDER BY md5(id::text || n::text) LIMIT ${ITEMS}) AS picked) AS batch`,
    [organizations],
  );
  const started = performance.now();
  for (const { ids } of rows) {
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
    if (answered.rows[0].booked !== ids.length) throw new Error('A debit was not booked');
  }
  return performance.now() - started;
}
