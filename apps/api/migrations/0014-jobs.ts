import { dueColumns } from '@purser/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What jobs look at to know when they are due, in the order in which they do it. */
export class Jobs1767225600014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  /** Migrations only go forward. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

const STATEMENTS = [
  // A month of auto top-up ends at midnight where its organization is.
  ...dueColumns('organizations', ['organization_id', 'time_zone']),
  ...dueColumns('auto_topup_months', ['policy_id', 'blocked_announced_at']),
  ...dueColumns('auto_topup_policies', ['cool_down_until']),
  `CREATE INDEX auto_topup_policies_retry_due ON auto_topup_policies (retry_at)
     WHERE retry_at IS NOT NULL`,

  // What is only kept for a while is found by its age; a block range index costs writers nothing.
  ...dueColumns('outbox', ['created_at']),
  ...dueColumns('idempotency_records', ['organization_id', 'id', 'created_at']),
  'CREATE INDEX outbox_age ON outbox USING brin (created_at)',
  'CREATE INDEX idempotency_records_age ON idempotency_records USING brin (created_at)',
  'CREATE INDEX provider_events_age ON provider_events USING brin (received_at)',
  'CREATE INDEX card_attempts_age ON card_attempts USING brin (at)',
];
