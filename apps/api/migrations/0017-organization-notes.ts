import { appendOnly } from '@purser/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What support wrote down about a customer stays as it was written. */
export class OrganizationNotes1767225600017 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of appendOnly('organization_notes')) await runner.query(statement);
  }

  /** Migrations only go forward. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}
