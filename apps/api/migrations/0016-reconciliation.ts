import { dueColumns, tenantTable } from '@purser/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When provider, purchases, ledger and invoices of an organization were compared last. */
export class Reconciliation1767225600016 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  /** Migrations only go forward. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

const STATEMENTS = [
  `CREATE TABLE reconciliation_states (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     reconciled_at timestamptz NOT NULL,
     differences integer NOT NULL,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT reconciliation_states_one UNIQUE (organization_id),
     CONSTRAINT reconciliation_states_differences CHECK (differences >= 0),
     FOREIGN KEY (organization_id) REFERENCES organizations (organization_id)
   )`,
  ...tenantTable('reconciliation_states'),
  ...dueColumns('reconciliation_states', ['organization_id', 'reconciled_at', 'differences']),
  ...dueColumns('organization_token_wallets', ['last_at']),
  ...dueColumns('token_purchases', ['organization_id', 'created_at']),
  ...dueColumns('reconciliation_cases', ['organization_id', 'id', 'opened_at', 'resolved_at']),
  `CREATE INDEX reconciliation_cases_open ON reconciliation_cases (organization_id, opened_at)
     WHERE resolved_at IS NULL`,
  `CREATE INDEX reconciliation_cases_all_open ON reconciliation_cases (opened_at)
     WHERE resolved_at IS NULL`,
];
