import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

// From the build, by its address: the sources need a compiler, and the type check needs no build.
const KEYS = path.resolve(
  import.meta.dirname,
  '../../dist/api/libs/identity/src/api-keys/api-key-secret.js',
);
const CHUNK = 1_000;
const TOKENS = 1_000_000_000;

/**
 * @typedef {object} Tenant
 * @property {string} organizationId
 * @property {string} apiKey
 */

/**
 * Makes `count` organizations, each with a wallet whose one paid lot is open, as it is after the
 * first debit, and an API key, by set-based SQL:
 * what is measured is spending, not signing up.
 *
 * @param {import('pg').Pool} database
 * @param {number} count
 * @returns {Promise<Tenant[]>}
 */
export async function populate(database, count) {
  const { newApiKeySecret } = await import(pathToFileURL(KEYS).href);
  /** @type {Tenant[]} */
  const tenants = [];
  for (let made = 0; made < count; made += CHUNK) {
    const rows = Array.from({ length: Math.min(CHUNK, count - made) }, () => ({
      organizationId: randomUUID(),
      keyId: randomUUID(),
      key: newApiKeySecret('live'),
    }));
    const ids = rows.map((row) => row.organizationId);
    const keyIds = rows.map((row) => row.keyId);
    for (const statement of ORGANIZATION_STATEMENTS) await database.query(statement, [ids]);
    await database.query(
      `INSERT INTO api_keys (organization_id, id, name, prefix, scopes, created_by, created_at)
       SELECT organization_id, id, 'bench', prefix, '{tokens.view,tokens.consume}', 'bench', now()
         FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS made (organization_id, id, prefix)`,
      [ids, keyIds, rows.map((row) => row.key.prefix)],
    );
    await database.query(
      `INSERT INTO key_directory (digest, organization_id, key_id)
       SELECT * FROM unnest($1::bytea[], $2::uuid[], $3::uuid[])`,
      [rows.map((row) => row.key.digest), ids, keyIds],
    );
    tenants.push(
      ...rows.map((row) => ({ organizationId: row.organizationId, apiKey: row.key.secret })),
    );
  }
  await database.query('VACUUM ANALYZE');
  return tenants;
}

const ORGANIZATION_STATEMENTS = [
  `INSERT INTO organizations (organization_id, id, name, legal_name, currency, time_zone, country,
                              billing_email, created_at)
   SELECT id, id, id::text, id::text, 'USD', 'UTC', 'US', 'bench@example.test', now()
     FROM unnest($1::uuid[]) AS made (id)`,
  `INSERT INTO organization_directory (organization_id, name, search, currency, created_at)
   SELECT id, id::text, id::text, 'USD', now() FROM unnest($1::uuid[]) AS made (id)`,
  `INSERT INTO organization_token_wallets
     (organization_id, id, status, balance, held, frozen, expired, open_lot, open_remaining, seq,
      version, last_at, created_at)
   SELECT id, id, 'active', ${TOKENS}, 0, 0, 0, id, ${TOKENS}, 0, 1, now(), now()
     FROM unnest($1::uuid[]) AS made (id)`,
  `INSERT INTO token_lots
     (organization_id, id, wallet_id, source, label, granted, remaining, held, frozen, effective_at,
      cost_minor, currency, granted_seq, created_at)
   SELECT id, id, id, 'purchase', 'bench', ${TOKENS}, 0, 0, 0, now(), 100000, 'USD', 0,
          now()
     FROM unnest($1::uuid[]) AS made (id)`,
];
