import { dueColumns } from '@purser/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Declined charges as decisions of auto top-up, and reservations that a crash left open. */
export class AutoTopUp1767225600009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  /** Migrations only go forward. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

const STATEMENTS = [
  // What the bank said of a charge is a decision too: it tells why nothing was bought.
  'ALTER TABLE auto_topup_decisions DROP CONSTRAINT auto_topup_decisions_verdict_check',
  `ALTER TABLE auto_topup_decisions ADD CONSTRAINT auto_topup_decisions_verdict_check
     CHECK (verdict IN ('buy', 'wait', 'blocked', 'declined'))`,
  'ALTER TABLE auto_topup_decisions DROP CONSTRAINT auto_topup_decisions_bought',
  `ALTER TABLE auto_topup_decisions ADD CONSTRAINT auto_topup_decisions_bought
     CHECK ((verdict IN ('buy', 'declined')) = (purchase_id IS NOT NULL))`,

  ...dueColumns('auto_topup_reservations', ['organization_id', 'id', 'status', 'created_at']),
  `CREATE INDEX auto_topup_reservations_open ON auto_topup_reservations (id)
     WHERE status = 'reserved'`,

  // The hourly job compares these across organizations and looks only at wallets that are short.
  ...dueColumns('auto_topup_policies', ['below_tokens']),
  ...dueColumns('organization_token_wallets', [
    'organization_id',
    'status',
    'balance',
    'held',
    'frozen',
    'expired',
    'next_change_at',
  ]),
];
