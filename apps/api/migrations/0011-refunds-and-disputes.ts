import { dueColumns, platformTable } from '@purser/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Refunds and disputes to the end: what was taken, frozen, credited and lost, and the cursor. */
export class RefundsAndDisputes1767225600011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  /** Migrations only go forward. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

const STATEMENTS = [
  // What a freeze is for, so that exactly what was frozen for it is given back, once.
  'ALTER TABLE lot_changes ADD COLUMN reference text',
  `CREATE INDEX lot_changes_reference ON lot_changes (organization_id, reference)
     WHERE reference IS NOT NULL`,
  `CREATE UNIQUE INDEX lot_changes_unfrozen_once ON lot_changes (organization_id, lot_id, reference)
     WHERE kind = 'unfreeze' AND reference IS NOT NULL`,

  'ALTER TABLE purchase_events ADD COLUMN details jsonb',

  // A refund: recorded with its tokens taken, then asked for at the provider, then booked.
  'ALTER TABLE refunds DROP CONSTRAINT refunds_status_check',
  `ALTER TABLE refunds
     ADD COLUMN origin text NOT NULL DEFAULT 'purser',
     ADD COLUMN asked_minor bigint,
     ADD COLUMN tax_minor bigint NOT NULL DEFAULT 0,
     ADD COLUMN cost_minor bigint NOT NULL DEFAULT 0,
     ADD COLUMN shortfall_minor bigint NOT NULL DEFAULT 0,
     ADD COLUMN attempt integer NOT NULL DEFAULT 0,
     ADD COLUMN effect_key text,
     ADD COLUMN request_id text,
     ADD COLUMN credit_note_number text,
     ADD COLUMN checker_type text,
     ADD COLUMN checker_id uuid,
     ADD COLUMN checker_name text,
     ADD COLUMN decision_reason text,
     ADD COLUMN decided_at timestamptz,
     ADD CONSTRAINT refunds_status CHECK (status IN
       ('pending_approval', 'pending', 'succeeded', 'failed', 'rejected')),
     ADD CONSTRAINT refunds_origin CHECK (origin IN ('purser', 'provider')),
     ADD CONSTRAINT refunds_asked CHECK (asked_minor > 0),
     ADD CONSTRAINT refunds_tax CHECK (tax_minor BETWEEN 0 AND amount_minor),
     ADD CONSTRAINT refunds_cost CHECK (cost_minor BETWEEN 0 AND amount_minor),
     ADD CONSTRAINT refunds_shortfall CHECK (shortfall_minor BETWEEN 0 AND amount_minor),
     ADD CONSTRAINT refunds_attempt CHECK (attempt >= 0),
     ADD CONSTRAINT refunds_effect UNIQUE (organization_id, effect_key),
     ADD CONSTRAINT refunds_four_eyes CHECK (checker_id IS NULL OR checker_id <> actor_id),
     ADD CONSTRAINT refunds_due CHECK (status <> 'pending' OR due_at IS NOT NULL)`,
  'REVOKE DELETE, TRUNCATE ON refunds FROM purser_app',
  ...dueColumns('refunds', ['status']),
  'CREATE INDEX refunds_sweep ON refunds (due_at, id) WHERE due_at IS NOT NULL',
  'CREATE INDEX refunds_by_status ON refunds (status, id)',

  'ALTER TABLE disputes DROP CONSTRAINT disputes_status_check',
  `ALTER TABLE disputes
     ADD COLUMN frozen_tokens bigint NOT NULL DEFAULT 0,
     ADD COLUMN frozen_bonus_tokens bigint NOT NULL DEFAULT 0,
     ADD COLUMN voided_tokens bigint NOT NULL DEFAULT 0,
     ADD COLUMN voided_bonus_tokens bigint NOT NULL DEFAULT 0,
     ADD COLUMN cost_minor bigint NOT NULL DEFAULT 0,
     ADD COLUMN credited_minor bigint NOT NULL DEFAULT 0,
     ADD COLUMN credited_tax_minor bigint NOT NULL DEFAULT 0,
     ADD COLUMN shortfall_minor bigint NOT NULL DEFAULT 0,
     ADD COLUMN evidence_due_by timestamptz,
     ADD COLUMN credit_note_id uuid,
     ADD COLUMN credit_note_number text,
     ADD COLUMN due_at timestamptz,
     ADD CONSTRAINT disputes_status CHECK (status IN
       ('inquiry', 'open', 'won', 'lost', 'closed')),
     ADD CONSTRAINT disputes_frozen CHECK (frozen_tokens >= 0 AND frozen_bonus_tokens >= 0),
     ADD CONSTRAINT disputes_voided CHECK (voided_tokens >= 0 AND voided_bonus_tokens >= 0),
     ADD CONSTRAINT disputes_shortfall CHECK (shortfall_minor BETWEEN 0 AND amount_minor),
     ADD CONSTRAINT disputes_closed CHECK (
       (status IN ('inquiry', 'open')) = (closed_at IS NULL)),
     ADD CONSTRAINT disputes_due CHECK ((status IN ('inquiry', 'open')) = (due_at IS NOT NULL))`,
  'REVOKE DELETE, TRUNCATE ON disputes FROM purser_app',
  ...dueColumns('disputes', ['organization_id', 'id', 'status', 'due_at']),
  'CREATE INDEX disputes_sweep ON disputes (due_at, id) WHERE due_at IS NOT NULL',
  'CREATE INDEX disputes_by_status ON disputes (status, id)',

  // A credit note whose refund came back is cancelled by an invoice of its own.
  'ALTER TABLE invoices ADD COLUMN reinstates uuid',
  `ALTER TABLE invoices ADD CONSTRAINT invoices_reinstates
     FOREIGN KEY (organization_id, reinstates) REFERENCES invoices (organization_id, id)`,
  'ALTER TABLE invoices ADD CONSTRAINT invoices_reinstated_once UNIQUE (organization_id, reinstates)',
  'DROP INDEX invoices_once_per_purchase',
  `CREATE UNIQUE INDEX invoices_once_per_purchase ON invoices (organization_id, purchase_id)
     WHERE kind = 'invoice' AND reinstates IS NULL`,

  'ALTER TABLE payment_methods ADD COLUMN warned_at timestamptz',
  ...dueColumns('payment_methods', [
    'organization_id',
    'id',
    'exp_year',
    'exp_month',
    'removed_at',
    'warned_at',
  ]),

  // How far the provider's events were read, in the provider's own time.
  `CREATE TABLE provider_cursors (
     name text PRIMARY KEY,
     seen_until timestamptz NOT NULL,
     read_at timestamptz NOT NULL
   )`,
  ...platformTable('provider_cursors'),
];
