import { platformTable, tenantTable, dueColumns } from '@purser/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Grants, the append-only guard, organizations, and what every room stands on. */
export class Foundation1767225600001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  /** Migrations only go forward. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

const STATEMENTS = [
  'GRANT USAGE ON SCHEMA public TO purser_app',
  'GRANT USAGE ON SCHEMA public TO purser_jobs',
  // CREATE lets the migration hand a function to this role; it cannot log in to use it.
  'GRANT USAGE, CREATE ON SCHEMA public TO purser_ledger',
  'CREATE SCHEMA IF NOT EXISTS pgboss AUTHORIZATION purser_app',
  `CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     RAISE EXCEPTION '% is append-only', TG_ARGV[0] USING ERRCODE = 'insufficient_privilege';
   END $$`,

  `CREATE TABLE organizations (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     name text NOT NULL,
     legal_name text NOT NULL,
     currency char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
     time_zone text NOT NULL,
     country char(2) NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
     address_lines text[] NOT NULL DEFAULT '{}',
     tax_id text,
     tax_exempt boolean NOT NULL DEFAULT false,
     billing_email text NOT NULL,
     po_number text,
     version integer NOT NULL DEFAULT 1,
     created_at timestamptz NOT NULL,
     PRIMARY KEY (organization_id),
     UNIQUE (organization_id, id),
     CHECK (organization_id = id)
   )`,
  ...tenantTable('organizations'),

  `CREATE TABLE organization_directory (
     organization_id uuid PRIMARY KEY,
     name text NOT NULL,
     search text NOT NULL,
     currency char(3) NOT NULL,
     created_at timestamptz NOT NULL
   )`,
  ...platformTable('organization_directory'),

  `CREATE TABLE public_ids (
     id uuid PRIMARY KEY,
     organization_id uuid NOT NULL,
     kind text NOT NULL
   )`,
  ...platformTable('public_ids'),

  `CREATE TABLE outbox (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     event text NOT NULL,
     payload jsonb NOT NULL,
     created_at timestamptz NOT NULL,
     sent_at timestamptz,
     PRIMARY KEY (organization_id, id),
     FOREIGN KEY (organization_id) REFERENCES organizations (organization_id)
   )`,
  ...tenantTable('outbox'),
  ...dueColumns('outbox', ['organization_id', 'id', 'sent_at']),
  'CREATE INDEX outbox_unsent ON outbox (organization_id, id) WHERE sent_at IS NULL',

  `CREATE TABLE idempotency_records (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     principal_id uuid NOT NULL,
     route text NOT NULL,
     key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
     request_hash bytea NOT NULL,
     leased_until timestamptz NOT NULL,
     status integer,
     content_type text,
     body text,
     created_at timestamptz NOT NULL,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT idempotency_records_key UNIQUE (organization_id, principal_id, route, key)
   )`,
  ...tenantTable('idempotency_records'),

  `CREATE TABLE job_runs (
     id uuid PRIMARY KEY,
     job text NOT NULL,
     started_at timestamptz NOT NULL,
     finished_at timestamptz,
     items integer NOT NULL,
     errors integer NOT NULL,
     first_error text
   )`,
  ...platformTable('job_runs'),
  'CREATE INDEX job_runs_by_job ON job_runs (job, id)',
];
