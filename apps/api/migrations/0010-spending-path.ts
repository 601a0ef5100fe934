import type { MigrationInterface, QueryRunner } from 'typeorm';
import { DEBIT_SPREAD, SPREAD_SETTING } from './0010-spending-path/debit-spread.js';
import { LEDGER_SEAL, SEAL_WHAT_EXISTS } from './0010-spending-path/seal-ledger.js';
import { SPEND_MANY } from './0010-spending-path/spend-many.js';
import { WALLET_SETTLE } from './0010-spending-path/wallet-settle.js';

/**
 * The spending path: debits of many organizations in one statement, debits and holds of one
 * organization in one function, and a sealed ledger.
 */
export class SpendingPath1767225600010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  /** Migrations only go forward. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

/** Lets the ledger's role, inside `debit_spread` alone, reach the rows of many organizations. */
const spread = (table: string, name: string) =>
  `CREATE POLICY ${name} ON ${table} TO purser_ledger
     USING (current_setting('${SPREAD_SETTING}', true) = 'on')
     WITH CHECK (current_setting('${SPREAD_SETTING}', true) = 'on')`;

const STATEMENTS = [
  // The seal of the wallet's last commit; null while its ledger is empty.
  'ALTER TABLE organization_token_wallets ADD COLUMN seal bytea',
  // Up to which entry the head was written into the audit chain.
  'ALTER TABLE organization_token_wallets ADD COLUMN anchored_seq bigint NOT NULL DEFAULT 0',
  'GRANT SELECT (seq, anchored_seq) ON organization_token_wallets TO purser_jobs',
  // On the last entry that a commit writes for the wallet, null on the others.
  'ALTER TABLE token_balance_history ADD COLUMN seal bytea',
  ...SEAL_WHAT_EXISTS,

  // An organization has one wallet: its id in the key of every entry would say nothing.
  'ALTER TABLE token_balance_history DROP CONSTRAINT token_balance_history_seq_key',
  `ALTER TABLE token_balance_history ADD CONSTRAINT token_balance_history_seq_key
     UNIQUE (organization_id, seq)`,

  spread('organization_token_wallets', 'wallets_spread'),
  spread('token_balance_history', 'ledger_spread'),
  spread('wallet_watches', 'watches_spread'),

  'DROP FUNCTION debit_many',
  'DROP FUNCTION wallet_settle',
  WALLET_SETTLE,
  LEDGER_SEAL,
  SPEND_MANY,
  DEBIT_SPREAD,
  'REVOKE EXECUTE ON FUNCTION wallet_settle FROM PUBLIC',
  'GRANT EXECUTE ON FUNCTION wallet_settle TO purser_app',
  'GRANT EXECUTE ON FUNCTION wallet_settle TO purser_ledger',
  'REVOKE EXECUTE ON FUNCTION ledger_seal FROM PUBLIC',
  'GRANT EXECUTE ON FUNCTION ledger_seal TO purser_app',
  'REVOKE EXECUTE ON FUNCTION spend_many FROM PUBLIC',
  'GRANT EXECUTE ON FUNCTION spend_many TO purser_app',
  'REVOKE EXECUTE ON FUNCTION debit_spread FROM PUBLIC',
  'GRANT EXECUTE ON FUNCTION debit_spread TO purser_app',
  'GRANT INSERT ON token_holds TO purser_ledger',
  'GRANT SELECT ON wallet_suspensions TO purser_ledger',
  'GRANT SELECT, INSERT, UPDATE ON wallet_refusals TO purser_ledger',
  'ALTER FUNCTION spend_many OWNER TO purser_ledger',
  'ALTER FUNCTION debit_spread OWNER TO purser_ledger',
];
