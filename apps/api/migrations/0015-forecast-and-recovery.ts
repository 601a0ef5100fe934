import { dueColumns, tenantTable } from '@purser/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Daily use as forecasts read it, what forecasts are scored by, and links to pay a declined charge. */
export class ForecastAndRecovery1767225600015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  /** Migrations only go forward. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

const STATEMENTS = [
  // Counted once per day from the ledger, so that a forecast never reads a long one.
  `CREATE TABLE token_usage_days (
     organization_id uuid NOT NULL,
     local_date date NOT NULL,
     time_zone text NOT NULL,
     tokens bigint NOT NULL,
     last_seq bigint NOT NULL CHECK (last_seq >= 0),
     balance_after bigint NOT NULL CHECK (balance_after >= 0),
     PRIMARY KEY (organization_id, local_date),
     FOREIGN KEY (organization_id) REFERENCES organizations (organization_id)
   )`,
  ...tenantTable('token_usage_days'),

  // A row of an older version names no zone and is computed again.
  `ALTER TABLE token_usage_forecasts
     ADD COLUMN time_zone text NOT NULL DEFAULT '',
     ADD COLUMN coverage double precision,
     ADD COLUMN score_origins integer,
     ADD COLUMN score_horizon_days integer`,
  'ALTER TABLE token_usage_forecasts ALTER COLUMN time_zone DROP DEFAULT',

  // The nightly job walks all wallets by organization.
  ...dueColumns('organization_token_wallets', ['id']),

  `CREATE TABLE purchase_recovery_links (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     purchase_id uuid NOT NULL,
     attempt integer NOT NULL CHECK (attempt > 0),
     issued_at timestamptz NOT NULL,
     expires_at timestamptz NOT NULL,
     started_at timestamptz,
     used_at timestamptz,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT purchase_recovery_links_once UNIQUE (organization_id, purchase_id, attempt),
     CONSTRAINT purchase_recovery_links_used CHECK (used_at IS NULL OR started_at IS NOT NULL),
     CONSTRAINT purchase_recovery_links_purchase
       FOREIGN KEY (organization_id, purchase_id) REFERENCES token_purchases (organization_id, id)
   )`,
  ...tenantTable('purchase_recovery_links'),
];
