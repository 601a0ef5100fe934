import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The audit trail has a chain that is no organization's: the platform's, for packages, prices, tax
 * rates and the seller. Its rows are tenant rows of an id that no organization has.
 */
export class PlatformTrail1767225600026 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // In the order in which the application comes to them, so that it is waited for and not met.
    await runner.query(
      'LOCK TABLE organizations, audit_heads, token_audit_log, audit_anchors IN ACCESS EXCLUSIVE MODE',
    );
    for (const table of ['token_audit_log', 'audit_heads', 'audit_anchors']) {
      await runner.query(`ALTER TABLE ${table} DROP CONSTRAINT ${table}_organization_id_fkey`);
    }
  }

  /** Migrations only go forward. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}
