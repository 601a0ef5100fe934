import type pg from 'pg';

/**
 * Tables that a refused request may write to: it is counted, remembered or logged there. An id in
 * `public_ids` that nothing points back to is harmless.
 */
const COUNTERS: readonly string[] = [
  'access_failures',
  'idempotency_records',
  'job_runs',
  'login_failures',
  'public_ids',
  'wallet_refusals',
];

/** When something was last used is not a change. */
const NOTES: Readonly<Record<string, readonly string[]>> = {
  key_directory: ['last_used_at'],
  sessions: ['last_used_at'],
};

/** Per table, how many rows and a hash over all of them; `superuser` sees every organization. */
export async function fingerprint(superuser: pg.Pool): Promise<Record<string, string>> {
  const { rows: tables } = await superuser.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`,
  );
  const prints: Record<string, string> = {};
  for (const { name } of tables) {
    if (COUNTERS.includes(name)) continue;
    const row = `(to_jsonb(t) - $1::text[])::text`;
    const { rows } = await superuser.query<{ rows: string; hash: string }>(
      `SELECT count(*) AS rows, coalesce(md5(string_agg(md5(${row}), '' ORDER BY md5(${row}))), '')
         AS hash FROM "${name}" t`,
      [NOTES[name] ?? []],
    );
    prints[name] = `${rows[0]?.rows} ${rows[0]?.hash}`;
  }
  return prints;
}
