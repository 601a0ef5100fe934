import { appendOnly, dueColumns, tenantTable } from '@purser/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { DEBIT_MANY } from './0004-wallet/debit-many.js';
import { LEDGER_SEQ_AT, WALLET_SETTLE } from './0004-wallet/wallet-settle.js';

/** The wallet: lots, holds, the ledger, suspensions, adjustments, and the spending functions. */
export class Wallet1767225600004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  /** Migrations only go forward. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

const WALLET_KEY =
  'FOREIGN KEY (organization_id, wallet_id) REFERENCES organization_token_wallets (organization_id, id)';

const STATEMENTS = [
  `CREATE TYPE wallet_status AS ENUM ('active', 'suspended')`,
  `CREATE TYPE ledger_entry_kind AS ENUM ('purchase', 'bonus', 'subscription', 'auto_topup',
     'debit', 'capture', 'reversal', 'expiry', 'adjustment', 'refund', 'dispute')`,

  // balance = sum(token_lots.remaining) + open_remaining. held, frozen and expired are as of
  // last_at and stay right until next_change_at. No index on a column that changes: updates are HOT.
  `CREATE TABLE organization_token_wallets (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     status wallet_status NOT NULL,
     balance bigint NOT NULL,
     held bigint NOT NULL,
     frozen bigint NOT NULL,
     expired bigint NOT NULL,
     open_lot uuid,
     open_remaining bigint NOT NULL,
     open_expires_at timestamptz,
     next_change_at timestamptz,
     watch_below bigint,
     seq bigint NOT NULL,
     version bigint NOT NULL,
     last_at timestamptz NOT NULL,
     created_at timestamptz NOT NULL,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT organization_token_wallets_one UNIQUE (organization_id),
     CONSTRAINT wallets_balance CHECK (balance BETWEEN 0 AND 9007199254740991),
     CONSTRAINT wallets_held CHECK (held >= 0),
     CONSTRAINT wallets_frozen CHECK (frozen >= 0),
     CONSTRAINT wallets_expired CHECK (expired >= 0),
     CONSTRAINT wallets_parts CHECK (held + frozen + expired <= balance),
     CONSTRAINT wallets_open_remaining CHECK (
       open_remaining BETWEEN 0 AND balance - held - frozen - expired),
     CONSTRAINT wallets_open_lot CHECK (open_lot IS NOT NULL OR open_remaining = 0),
     CONSTRAINT wallets_seq CHECK (seq >= 0),
     FOREIGN KEY (organization_id) REFERENCES organizations (organization_id)
   ) WITH (fillfactor = 50)`,
  ...tenantTable('organization_token_wallets'),
  ...dueColumns('organization_token_wallets', ['organization_id', 'id']),

  `CREATE TABLE token_lots (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     wallet_id uuid NOT NULL,
     source text NOT NULL,
     label text NOT NULL,
     granted bigint NOT NULL,
     remaining bigint NOT NULL,
     held bigint NOT NULL,
     frozen bigint NOT NULL,
     priority integer NOT NULL DEFAULT 100,
     effective_at timestamptz NOT NULL,
     expires_at timestamptz,
     closed_at timestamptz,
     cost_minor bigint NOT NULL,
     currency char(3) NOT NULL,
     granted_seq bigint NOT NULL,
     purchase_id uuid,
     purchase_reference_id text,
     invoice_id uuid,
     created_at timestamptz NOT NULL,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT token_lots_source CHECK (source IN
       ('purchase', 'bonus', 'subscription', 'auto_topup', 'adjustment', 'promotion')),
     CONSTRAINT token_lots_granted CHECK (granted > 0),
     CONSTRAINT token_lots_remaining CHECK (remaining BETWEEN 0 AND granted),
     CONSTRAINT token_lots_held CHECK (held >= 0),
     CONSTRAINT token_lots_frozen CHECK (frozen >= 0),
     CONSTRAINT token_lots_parts CHECK (held + frozen <= remaining),
     CONSTRAINT token_lots_cost CHECK (cost_minor >= 0),
     CONSTRAINT token_lots_effective CHECK (effective_at <= created_at),
     ${WALLET_KEY}
   )`,
  ...tenantTable('token_lots'),
  'CREATE INDEX token_lots_live ON token_lots (organization_id, priority) WHERE remaining > 0',
  `CREATE INDEX token_lots_purchase ON token_lots (organization_id, purchase_id)
     WHERE purchase_id IS NOT NULL`,
  `CREATE INDEX token_lots_due ON token_lots (expires_at, organization_id, id)
     WHERE closed_at IS NULL AND expires_at IS NOT NULL`,
  ...dueColumns('token_lots', [
    'organization_id',
    'id',
    'expires_at',
    'closed_at',
    'held',
    'frozen',
  ]),

  `CREATE TABLE lot_changes (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     lot_id uuid NOT NULL,
     kind text NOT NULL,
     frozen_change bigint NOT NULL,
     expires_before timestamptz,
     expires_after timestamptz,
     actor_type text NOT NULL,
     actor_id uuid,
     actor_name text NOT NULL,
     request_id text,
     reason text,
     at timestamptz NOT NULL,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT lot_changes_kind CHECK (kind IN
       ('freeze', 'unfreeze', 'extend', 'void', 'reopen')),
     CONSTRAINT lot_changes_actor CHECK (actor_type IN ('user', 'api_key', 'system')),
     FOREIGN KEY (organization_id, lot_id) REFERENCES token_lots (organization_id, id)
   )`,
  ...tenantTable('lot_changes'),
  ...appendOnly('lot_changes'),
  'CREATE INDEX lot_changes_lot ON lot_changes (organization_id, lot_id, at)',

  `CREATE TABLE token_holds (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     wallet_id uuid NOT NULL,
     reference text NOT NULL,
     amount bigint NOT NULL,
     captured bigint NOT NULL,
     status text NOT NULL,
     lots uuid[] NOT NULL,
     lot_amounts bigint[] NOT NULL,
     expires_at timestamptz NOT NULL,
     resolved_at timestamptz,
     entry_id uuid,
     actor_type text NOT NULL,
     actor_id uuid,
     actor_name text NOT NULL,
     request_id text,
     created_at timestamptz NOT NULL,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT token_holds_reference_key UNIQUE (organization_id, reference),
     CONSTRAINT token_holds_amount CHECK (amount > 0),
     CONSTRAINT token_holds_captured CHECK (captured BETWEEN 0 AND amount),
     CONSTRAINT token_holds_status CHECK (status IN ('open', 'captured', 'released', 'expired')),
     CONSTRAINT token_holds_resolved CHECK ((status = 'open') = (resolved_at IS NULL)),
     CONSTRAINT token_holds_entry CHECK ((status = 'captured') = (entry_id IS NOT NULL)),
     CONSTRAINT token_holds_lots CHECK (
       cardinality(lots) > 0 AND cardinality(lots) = cardinality(lot_amounts)),
     CONSTRAINT token_holds_actor CHECK (actor_type IN ('user', 'api_key', 'system')),
     ${WALLET_KEY}
   )`,
  ...tenantTable('token_holds'),
  `CREATE INDEX token_holds_open ON token_holds (organization_id, expires_at)
     WHERE status = 'open'`,
  `CREATE INDEX token_holds_due ON token_holds (expires_at, organization_id, id)
     WHERE status = 'open'`,
  ...dueColumns('token_holds', ['organization_id', 'id', 'status', 'expires_at']),

  // The ledger. Three keys and no foreign key: the wallet's lock is held by whoever inserts, and a
  // foreign key would take a second lock on that row for every debit. `seq` has no gap and `at`
  // never falls along it, so time is found by bisection over the seq key.
  `CREATE TABLE token_balance_history (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     wallet_id uuid NOT NULL,
     seq bigint NOT NULL,
     kind ledger_entry_kind NOT NULL,
     amount bigint NOT NULL,
     balance_before bigint NOT NULL,
     balance_after bigint NOT NULL,
     available_after bigint NOT NULL,
     reference text NOT NULL,
     lots uuid[] NOT NULL,
     lot_amounts bigint[] NOT NULL,
     actor_type text NOT NULL,
     actor_id uuid,
     actor_name text NOT NULL,
     request_id text,
     reason text,
     meta jsonb,
     purchase_id uuid,
     at timestamptz NOT NULL,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT token_balance_history_seq_key UNIQUE (organization_id, wallet_id, seq),
     CONSTRAINT token_balance_history_reference_key UNIQUE (organization_id, reference),
     CONSTRAINT token_balance_history_amount CHECK (amount <> 0),
     CONSTRAINT token_balance_history_chain CHECK (balance_after = balance_before + amount),
     CONSTRAINT token_balance_history_balance CHECK (balance_after >= 0 AND balance_before >= 0),
     CONSTRAINT token_balance_history_available CHECK (
       available_after BETWEEN 0 AND balance_after),
     CONSTRAINT token_balance_history_lots CHECK (
       cardinality(lots) > 0 AND cardinality(lots) = cardinality(lot_amounts)),
     CONSTRAINT token_balance_history_actor CHECK (actor_type IN ('user', 'api_key', 'system'))
   )`,
  ...tenantTable('token_balance_history'),
  ...appendOnly('token_balance_history'),
  // Everything but spending: few rows, costs a debit nothing, splits the days of the history.
  `CREATE INDEX token_balance_history_not_usage ON token_balance_history
     (organization_id, wallet_id, seq) WHERE kind NOT IN ('debit', 'capture')`,
  `CREATE INDEX token_balance_history_purchase ON token_balance_history
     (organization_id, purchase_id) WHERE purchase_id IS NOT NULL`,

  `CREATE TABLE wallet_suspensions (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     wallet_id uuid NOT NULL,
     source text NOT NULL,
     reason text NOT NULL,
     opened_by text NOT NULL,
     opened_at timestamptz NOT NULL,
     closed_by text,
     closed_reason text,
     closed_at timestamptz,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT wallet_suspensions_source CHECK (source IN ('dunning', 'support', 'dispute')),
     CONSTRAINT wallet_suspensions_closed CHECK ((closed_at IS NULL) = (closed_by IS NULL)),
     ${WALLET_KEY}
   )`,
  ...tenantTable('wallet_suspensions'),
  `CREATE UNIQUE INDEX wallet_suspensions_open ON wallet_suspensions
     (organization_id, wallet_id, source) WHERE closed_at IS NULL`,

  `CREATE TABLE wallet_adjustments (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     wallet_id uuid NOT NULL,
     amount bigint NOT NULL,
     reason_code text NOT NULL,
     reason text NOT NULL,
     status text NOT NULL,
     maker_type text NOT NULL,
     maker_id uuid,
     maker_name text NOT NULL,
     checker_type text,
     checker_id uuid,
     checker_name text,
     decision_reason text,
     entry_id uuid,
     created_at timestamptz NOT NULL,
     decided_at timestamptz,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT wallet_adjustments_amount CHECK (amount <> 0),
     CONSTRAINT wallet_adjustments_status CHECK (status IN ('pending', 'applied', 'rejected')),
     CONSTRAINT wallet_adjustments_entry CHECK ((status = 'applied') = (entry_id IS NOT NULL)),
     CONSTRAINT wallet_adjustments_decided CHECK ((status = 'pending') = (decided_at IS NULL)),
     CONSTRAINT wallet_adjustments_four_eyes CHECK (checker_id IS NULL OR checker_id <> maker_id),
     ${WALLET_KEY}
   )`,
  ...tenantTable('wallet_adjustments'),
  'CREATE INDEX wallet_adjustments_by_status ON wallet_adjustments (status, id)',
  ...dueColumns('wallet_adjustments', ['organization_id', 'id', 'status']),

  `CREATE TABLE wallet_refusals (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     wallet_id uuid NOT NULL,
     reason text NOT NULL,
     minute timestamptz NOT NULL,
     count bigint NOT NULL,
     last_reference text NOT NULL,
     last_request_id text NOT NULL,
     last_amount bigint NOT NULL,
     last_at timestamptz NOT NULL,
     balance bigint NOT NULL,
     held bigint NOT NULL,
     frozen bigint NOT NULL,
     expired bigint NOT NULL,
     status wallet_status NOT NULL,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT wallet_refusals_minute UNIQUE (organization_id, wallet_id, minute, reason),
     CONSTRAINT wallet_refusals_reason CHECK (reason IN
       ('insufficient-tokens', 'wallet-suspended')),
     CONSTRAINT wallet_refusals_count CHECK (count > 0),
     ${WALLET_KEY}
   )`,
  ...tenantTable('wallet_refusals'),
  'CREATE INDEX wallet_refusals_request ON wallet_refusals (organization_id, last_request_id)',

  `CREATE TABLE wallet_watches (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     wallet_id uuid NOT NULL,
     source text NOT NULL,
     mark bigint NOT NULL,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT wallet_watches_source UNIQUE (organization_id, wallet_id, source),
     CONSTRAINT wallet_watches_mark CHECK (mark > 0),
     ${WALLET_KEY}
   )`,
  ...tenantTable('wallet_watches'),

  WALLET_SETTLE,
  LEDGER_SEQ_AT,
  DEBIT_MANY,
  'REVOKE EXECUTE ON FUNCTION wallet_settle FROM PUBLIC',
  'GRANT EXECUTE ON FUNCTION wallet_settle TO purser_app',
  'GRANT EXECUTE ON FUNCTION wallet_settle TO purser_ledger',
  'REVOKE EXECUTE ON FUNCTION debit_many FROM PUBLIC',
  'GRANT EXECUTE ON FUNCTION debit_many TO purser_app',
  'GRANT SELECT, UPDATE ON organization_token_wallets TO purser_ledger',
  'GRANT SELECT, UPDATE ON token_lots TO purser_ledger',
  'GRANT SELECT, UPDATE ON token_holds TO purser_ledger',
  'GRANT SELECT, INSERT ON token_balance_history TO purser_ledger',
  'GRANT SELECT ON wallet_watches TO purser_ledger',
  'GRANT INSERT ON outbox TO purser_ledger',
  'ALTER FUNCTION debit_many OWNER TO purser_ledger',
];
