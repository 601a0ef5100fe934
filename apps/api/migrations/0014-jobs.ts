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

/** The index of what is due, with the rest of the order in it. */
function paged(table: string, index: string, column: string): string[] {
  return [
    `DROP INDEX ${index}`,
    `CREATE INDEX ${index} ON ${table} (${column}, organization_id, id)
       WHERE ${column} IS NOT NULL`,
  ];
}

const STATEMENTS = [
  // A month of auto top-up ends at midnight where its organization is.
  ...dueColumns('organizations', ['organization_id', 'time_zone']),
  ...dueColumns('auto_topup_months', ['policy_id', 'blocked_announced_at']),
  ...dueColumns('auto_topup_policies', ['cool_down_until']),
  `CREATE INDEX auto_topup_policies_retry_due ON auto_topup_policies (retry_at)
     WHERE retry_at IS NOT NULL`,

  // A run walks what is due, the longest due first, and each page starts where the last one ended.
  ...paged('token_subscriptions', 'token_subscriptions_charge_due', 'next_charge_at'),
  ...paged('token_subscriptions', 'token_subscriptions_reminder_due', 'reminder_at'),
  ...paged('token_subscriptions', 'token_subscriptions_grace_due', 'grace_ends_at'),
  ...paged('subscription_periods', 'subscription_periods_attempt_due', 'next_attempt_at'),

  // What is only kept for a while is found by its age; a block range index costs writers nothing.
  ...dueColumns('outbox', ['created_at']),
  ...dueColumns('idempotency_records', ['organization_id', 'id', 'created_at']),
  'CREATE INDEX outbox_age ON outbox USING brin (created_at)',
  'CREATE INDEX idempotency_records_age ON idempotency_records USING brin (created_at)',
  'CREATE INDEX provider_events_age ON provider_events USING brin (received_at)',
  'CREATE INDEX card_attempts_age ON card_attempts USING brin (at)',
];
