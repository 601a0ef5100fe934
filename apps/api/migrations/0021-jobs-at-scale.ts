import { dueColumns } from '@purser/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What lets a job do hundreds of organizations by one call, and skip those with nothing to do. */
export class JobsAtScale1767225600021 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  /** Migrations only go forward. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

/**
 * Each organization in turn, under its own row-level security: the caller reaches nothing by it that
 * it could not reach in a transaction per organization.
 */
const ENTER = `PERFORM set_config('app.organization_id', p_organizations[i]::text, true);`;

const CLOSE_TOPUP_MONTHS = `
CREATE FUNCTION close_topup_months(p_organizations uuid[], p_ids uuid[], p_now timestamptz)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  FOR i IN 1 .. cardinality(p_organizations) LOOP
    ${ENTER}
    UPDATE auto_topup_months SET closed_at = p_now
     WHERE organization_id = p_organizations[i] AND id = p_ids[i] AND closed_at IS NULL;
  END LOOP;
END $$`;

const AUDIT_ENDS = `
CREATE FUNCTION audit_ends(p_organizations uuid[])
RETURNS TABLE (organization_id uuid, sequence bigint, hash bytea)
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  FOR i IN 1 .. cardinality(p_organizations) LOOP
    ${ENTER}
    RETURN QUERY SELECT h.organization_id, h.sequence, h.hash FROM audit_heads h
      WHERE h.organization_id = p_organizations[i] AND h.sequence > h.anchored_sequence;
  END LOOP;
END $$`;

/** Gives the organizations whose anchor was not there already. */
const ANCHOR_AUDIT_ENDS = `
CREATE FUNCTION anchor_audit_ends(
  p_organizations uuid[], p_ids uuid[], p_sequences bigint[], p_hashes bytea[],
  p_signatures bytea[], p_key_id text, p_at timestamptz
) RETURNS SETOF uuid
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  FOR i IN 1 .. cardinality(p_organizations) LOOP
    ${ENTER}
    UPDATE audit_heads SET anchored_sequence = p_sequences[i]
     WHERE organization_id = p_organizations[i] AND anchored_sequence < p_sequences[i];
    CONTINUE WHEN NOT FOUND;
    INSERT INTO audit_anchors
      (organization_id, id, sequence, hash, key_id, signature, anchored_at)
    VALUES (p_organizations[i], p_ids[i], p_sequences[i], p_hashes[i], p_key_id, p_signatures[i],
            p_at);
    RETURN NEXT p_organizations[i];
  END LOOP;
END $$`;

/** Organizations that were compared at `p_at` and in which nothing differed. */
const NOTE_RECONCILED = `
CREATE FUNCTION note_reconciled(p_organizations uuid[], p_at timestamptz)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  FOR i IN 1 .. cardinality(p_organizations) LOOP
    ${ENTER}
    INSERT INTO reconciliation_states (organization_id, id, reconciled_at, differences)
    VALUES (p_organizations[i], p_organizations[i], p_at, 0)
    ON CONFLICT (organization_id, id) DO UPDATE SET reconciled_at = p_at, differences = 0;
  END LOOP;
END $$`;

const FUNCTIONS = ['close_topup_months', 'audit_ends', 'anchor_audit_ends', 'note_reconciled'];

const STATEMENTS = [
  CLOSE_TOPUP_MONTHS,
  AUDIT_ENDS,
  ANCHOR_AUDIT_ENDS,
  NOTE_RECONCILED,
  ...FUNCTIONS.flatMap((name) => [
    `REVOKE EXECUTE ON FUNCTION ${name} FROM PUBLIC`,
    `GRANT EXECUTE ON FUNCTION ${name} TO purser_app`,
  ]),

  // The clock of the sandbox stops where an event of the provider waits to be worked on.
  ...dueColumns('provider_events', ['received_at', 'processed_at']),

  // Tokens that expired since a wallet changed last do not make everybody look at it.
  ...dueColumns('token_lots', ['remaining']),
  ...dueColumns('organization_token_wallets', ['open_remaining', 'open_expires_at']),

  // A wallet that was never used, and has not moved since its last forecast, needs none.
  ...dueColumns('token_usage_days', ['organization_id', 'local_date']),
  ...dueColumns('token_usage_forecasts', ['organization_id', 'computed_at']),
];
