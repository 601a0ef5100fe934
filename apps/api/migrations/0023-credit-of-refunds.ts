import { acrossTenants } from '@purser/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A refund says how much of it is credited. Until now a refund was credited in full or, where the
 * invoice had less left, not at all.
 */
export class CreditOfRefunds1767225600023 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  /** Migrations only go forward. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

const STATEMENTS: readonly string[] = [
  `ALTER TABLE refunds
     ADD COLUMN credited_minor bigint NOT NULL DEFAULT 0,
     ADD CONSTRAINT refunds_credited CHECK (credited_minor BETWEEN 0 AND amount_minor)`,
  ...acrossTenants(
    ['refunds'],
    'UPDATE refunds SET credited_minor = amount_minor WHERE credit_note_id IS NOT NULL',
  ),
  // A process of before, while it is replaced, cannot book a refund: one of now does it then.
  `ALTER TABLE refunds ADD CONSTRAINT refunds_credit_note
     CHECK ((credit_note_id IS NULL) = (credited_minor = 0))`,
];
