import { appendOnly, dueColumns, tenantTable } from '@purser/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What subscriptions need to be billed: counted declines, reminders once, one more end. */
export class Subscriptions1767225600008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  /** Migrations only go forward. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

const STATEMENTS = [
  `ALTER TABLE token_subscriptions ADD COLUMN reminder_at timestamptz`,
  `ALTER TABLE token_subscriptions DROP CONSTRAINT token_subscriptions_cancel_reason_check`,
  `ALTER TABLE token_subscriptions ADD CONSTRAINT token_subscriptions_cancel_reason_check
     CHECK (cancel_reason IN ('requested', 'grace_ended', 'incomplete', 'not_offered'))`,
  `CREATE INDEX token_subscriptions_reminder_due ON token_subscriptions (reminder_at)
     WHERE reminder_at IS NOT NULL`,
  ...dueColumns('token_subscriptions', ['reminder_at']),

  // attempts counts the charges that were tried, declines those that the bank refused.
  `ALTER TABLE subscription_periods ADD COLUMN declines integer NOT NULL DEFAULT 0
     CHECK (declines >= 0)`,
  `CREATE INDEX subscription_periods_by_purchase
     ON subscription_periods (organization_id, purchase_id)`,

  // The unique key is why nobody is reminded twice.
  `CREATE TABLE subscription_reminders (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     subscription_id uuid NOT NULL,
     period integer NOT NULL CHECK (period >= 0),
     kind text NOT NULL CHECK (kind IN ('renewal', 'grace')),
     days_left integer NOT NULL CHECK (days_left > 0),
     at timestamptz NOT NULL,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT subscription_reminders_once
       UNIQUE (organization_id, subscription_id, period, kind, days_left),
     CONSTRAINT subscription_reminders_subscription FOREIGN KEY (organization_id, subscription_id)
       REFERENCES token_subscriptions (organization_id, id)
   )`,
  ...tenantTable('subscription_reminders'),
  ...appendOnly('subscription_reminders'),
];
