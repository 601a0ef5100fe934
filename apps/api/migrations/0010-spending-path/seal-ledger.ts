import { storedEntryBytes } from './entry-bytes.js';

/** Entries that are sealed together where a ledger existed before its seals. */
const SEALED_TOGETHER = 1_000;

/**
 * The seal of a commit: SHA-256 over the wallet's previous seal and the bytes of the commit's
 * entries by sequence. `p_entries` are the entries as a JSON array of ledger rows.
 */
export const LEDGER_SEAL = `
CREATE FUNCTION ledger_seal(p_previous bytea, p_entries jsonb) RETURNS bytea
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT sha256(coalesce(p_previous, '') ||
           string_agg(${storedEntryBytes('e')}, ''::bytea ORDER BY e.seq))
    FROM jsonb_populate_recordset(NULL::token_balance_history, p_entries) AS e
$$`;

/**
 * Seals the entries that exist, every thousandth and the last of each wallet, in the order of their
 * sequence. The owner is let past the policies and the guard of the append-only table for it.
 */
export const SEAL_WHAT_EXISTS = [
  'ALTER TABLE organization_token_wallets NO FORCE ROW LEVEL SECURITY',
  'ALTER TABLE token_balance_history NO FORCE ROW LEVEL SECURITY',
  'ALTER TABLE token_balance_history DISABLE TRIGGER token_balance_history_no_change',
  `DO $$
   DECLARE
     w record;
     v_seal bytea;
     v_last bigint;
     v_from bigint;
   BEGIN
     FOR w IN SELECT organization_id, id, seq FROM organization_token_wallets WHERE seq > 0 LOOP
       v_seal := NULL;
       v_from := 1;
       WHILE v_from <= w.seq LOOP
         v_last := LEAST(v_from + ${SEALED_TOGETHER} - 1, w.seq);
         SELECT sha256(coalesce(v_seal, '') ||
                  string_agg(${storedEntryBytes('e')}, ''::bytea ORDER BY e.seq))
           INTO v_seal FROM token_balance_history e
          WHERE e.organization_id = w.organization_id AND e.wallet_id = w.id
            AND e.seq BETWEEN v_from AND v_last;
         UPDATE token_balance_history SET seal = v_seal
          WHERE organization_id = w.organization_id AND wallet_id = w.id AND seq = v_last;
         v_from := v_last + 1;
       END LOOP;
       UPDATE organization_token_wallets SET seal = v_seal
        WHERE organization_id = w.organization_id AND id = w.id;
     END LOOP;
   END $$`,
  'ALTER TABLE token_balance_history ENABLE TRIGGER token_balance_history_no_change',
  'ALTER TABLE token_balance_history FORCE ROW LEVEL SECURITY',
  'ALTER TABLE organization_token_wallets FORCE ROW LEVEL SECURITY',
];
