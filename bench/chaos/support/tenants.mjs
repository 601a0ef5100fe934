import { randomUUID } from 'node:crypto';
import { built } from '../../support/fleet.mjs';

/** Most that one adjustment may give without a second person. */
const GIFT = 100_000;
const SCOPES = ['tokens.view', 'tokens.consume', 'tokens.purchase', 'tokens.adjust'];

/**
 * @typedef {import('../../support/fleet.mjs').Fleet} Fleet
 * @typedef {import('./http.mjs').HttpClient} HttpClient
 * @typedef {{ organizationId: string, apiKey: string }} Tenant
 */

/**
 * Organizations in the United States with an API key each and no wallet: their first credit makes it.
 *
 * @param {Fleet} fleet
 * @param {number} count
 * @returns {Promise<Tenant[]>}
 */
export async function openTenants({ superuser }, count) {
  const { newApiKeySecret } = await built('libs/identity/src/api-keys/api-key-secret');
  const rows = Array.from({ length: count }, () => ({
    organizationId: randomUUID(),
    keyId: randomUUID(),
    key: newApiKeySecret('test'),
  }));
  const ids = rows.map((row) => row.organizationId);
  const keyIds = rows.map((row) => row.keyId);
  await superuser.query(
    `INSERT INTO organizations (organization_id, id, name, legal_name, currency, time_zone, country,
                                billing_email, tax_exempt, created_at)
     SELECT id, id, id::text, id::text, 'USD', 'UTC', 'US', 'chaos@example.test', true, now()
       FROM unnest($1::uuid[]) AS made (id)`,
    [ids],
  );
  await superuser.query(
    `INSERT INTO organization_directory (organization_id, name, search, currency, created_at)
     SELECT id, id::text, id::text, 'USD', now() FROM unnest($1::uuid[]) AS made (id)`,
    [ids],
  );
  await superuser.query(
    `INSERT INTO api_keys (organization_id, id, name, prefix, scopes, created_by, created_at)
     SELECT organization_id, id, 'chaos', prefix, $4::text[], 'chaos', now()
       FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS made (organization_id, id, prefix)`,
    [ids, keyIds, rows.map((row) => row.key.prefix), SCOPES],
  );
  await superuser.query(
    `INSERT INTO key_directory (digest, organization_id, key_id)
     SELECT * FROM unnest($1::bytea[], $2::uuid[], $3::uuid[])`,
    [rows.map((row) => row.key.digest), ids, keyIds],
  );
  return rows.map((row) => ({ organizationId: row.organizationId, apiKey: row.key.secret }));
}

/**
 * The token of a person who may do everything.
 *
 * @param {Fleet} fleet
 * @param {HttpClient} http
 * @returns {Promise<string>}
 */
export async function signInRoot({ instances }, http) {
  const [instance] = instances;
  const answer = await http.post(`${instance?.address}/api/auth/login`, {
    token: '',
    body: { email: 'root@purser.test', password: 'purser-demo' },
  });
  if (answer?.status !== 200) throw new Error(`Nobody could sign in: ${answer?.text}`);
  return JSON.parse(answer.text).accessToken;
}

/**
 * Credits tokens as support does.
 *
 * @param {Fleet} fleet
 * @param {HttpClient} http
 * @param {{ organizationId: string, tokens: number, token: string }} gift
 */
export async function give({ instances }, http, { organizationId, tokens, token }) {
  for (let left = tokens; left > 0; left -= GIFT) {
    const path = `/api/tokens/wallet/${organizationId}/adjustments`;
    const answer = await http.post(`${instances[0]?.address}${path}`, {
      token,
      key: randomUUID(),
      body: { amount: Math.min(left, GIFT), reasonCode: 'goodwill', reason: 'To be spent' },
    });
    if (answer?.status !== 201) throw new Error(`Nothing was credited: ${answer?.text}`);
  }
}
