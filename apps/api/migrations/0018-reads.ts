import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Reads that every request may need, for many organizations by one statement. Both functions belong
 * to the ledger's role, which nobody can log in as; a caller learns about the ids and digests it
 * names and nothing else. purser_app may name any: the access guard has decided before.
 */
export class Reads1767225600018 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  /** Migrations only go forward. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

const STATEMENTS = [
  `CREATE POLICY wallets_balances ON organization_token_wallets FOR SELECT TO purser_ledger
     USING (true)`,
  // A wallet in which something changes by itself at or before the present is left out.
  `CREATE FUNCTION wallet_balances(p_organizations uuid[], p_at timestamptz)
   RETURNS TABLE (organization_id uuid, balance bigint, held bigint, frozen bigint, expired bigint,
                  status wallet_status, version bigint, last_at timestamptz)
   LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
   SET enable_seqscan = off
   BEGIN ATOMIC
     SELECT w.organization_id, w.balance, w.held, w.frozen, w.expired, w.status, w.version,
            w.last_at
       FROM organization_token_wallets w
      WHERE w.organization_id = ANY (p_organizations)
        AND (w.next_change_at IS NULL OR w.next_change_at > greatest(p_at, w.last_at));
   END`,
  'REVOKE ALL ON FUNCTION wallet_balances FROM PUBLIC',
  'GRANT EXECUTE ON FUNCTION wallet_balances TO purser_app',
  'ALTER FUNCTION wallet_balances OWNER TO purser_ledger',

  'GRANT SELECT ON api_keys TO purser_ledger',
  'GRANT SELECT ON key_directory TO purser_ledger',
  'CREATE POLICY api_keys_principals ON api_keys FOR SELECT TO purser_ledger USING (true)',
  // Revoked keys are left out: they stand for nobody.
  `CREATE FUNCTION api_key_principals(p_digests bytea[])
   RETURNS TABLE (digest bytea, organization_id uuid, id uuid, name text, scopes text[],
                  expires_at timestamptz)
   LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
   SET enable_seqscan = off
   BEGIN ATOMIC
     SELECT d.digest, k.organization_id, k.id, k.name, k.scopes, k.expires_at
       FROM key_directory d
       JOIN api_keys k ON k.organization_id = d.organization_id AND k.id = d.key_id
      WHERE d.digest = ANY (p_digests) AND k.revoked_at IS NULL;
   END`,
  'REVOKE ALL ON FUNCTION api_key_principals FROM PUBLIC',
  'GRANT EXECUTE ON FUNCTION api_key_principals TO purser_app',
  'ALTER FUNCTION api_key_principals OWNER TO purser_ledger',
];
