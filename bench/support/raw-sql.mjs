import { randomUUID } from 'node:crypto';
import pg from 'pg';

/**
 * The yardstick: one named statement per debit that locks and updates the wallet row and inserts
 * the entry, the same rows that Purser writes; no lots to choose, no access to check, no HTTP.
 */
const DEBIT = `
WITH spent AS (
  UPDATE organization_token_wallets
     SET balance = balance - $2, open_remaining = open_remaining - $2, seq = seq + 1, version = version + 1, last_at = $4
   WHERE organization_id = $1 AND balance >= $2
  RETURNING id, seq, balance)
INSERT INTO token_balance_history
  (organization_id, id, wallet_id, seq, kind, amount, balance_before, balance_after,
   available_after, reference, lots, lot_amounts, actor_type, actor_name, at)
SELECT $1, $5, id, seq, 'debit', -$2::bigint, balance + $2, balance, balance, $3, ARRAY[$1::uuid],
       ARRAY[$2::bigint], 'system', 'raw', $4
  FROM spent`;

/**
 * Debits per second of the single statement over `organizations`, for `seconds`.
 *
 * @param {string} superuserUrl
 * @param {readonly string[]} organizations
 * @param {{ connections: number, seconds: number }} options
 */
export async function rawDebitsPerSecond(superuserUrl, organizations, { connections, seconds }) {
  const clients = await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = new pg.Client({ connectionString: superuserUrl });
      await client.connect();
      return client;
    }),
  );
  const until = performance.now() + seconds * 1_000;
  let done = 0;
  let next = 0;
  const started = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() < until) {
        const organization = organizations[(next += 1) % organizations.length];
        await client.query({
          name: 'raw-debit',
          text: DEBIT,
          values: [organization, 1, randomUUID(), new Date(), randomUUID()],
        });
        done += 1;
      }
    }),
  );
  const elapsed = (performance.now() - started) / 1_000;
  await Promise.all(clients.map((client) => client.end()));
  return done / elapsed;
}
