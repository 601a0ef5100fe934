import { acrossTenants } from '@purser/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A dispute says what was lost of it. Until now that was what was credited and the shortfall, which
 * held rests that no whole token costs, too. A shortfall is a claim from here on: a case is open, or
 * was, wherever there is one. What a refund had given back before is told apart from it.
 */
export class WhatWasLost1767225600025 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  /** Migrations only go forward. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

/** SQL: that no case of `kind` was opened about the row `of`. */
const unclaimed = (of: string, kind: string): string =>
  `NOT EXISTS (SELECT FROM reconciliation_cases c WHERE c.organization_id = ${of}.organization_id
                  AND c.kind = '${kind}' AND c.subject_id = ${of}.id::text)`;

const STATEMENTS: readonly string[] = [
  `ALTER TABLE disputes
     ADD COLUMN lost_minor bigint,
     ADD COLUMN returned_twice_minor bigint NOT NULL DEFAULT 0`,
  ...acrossTenants(
    ['disputes', 'refunds', 'reconciliation_cases'],
    `UPDATE disputes d
        SET lost_minor = credited_minor + shortfall_minor,
            shortfall_minor = CASE WHEN ${unclaimed('d', 'dispute-shortfall')} THEN 0
                                   ELSE shortfall_minor END
      WHERE status = 'lost'`,
    `UPDATE refunds r SET shortfall_minor = 0
      WHERE shortfall_minor > 0 AND ${unclaimed('r', 'refund-shortfall')}`,
  ),
  // A process of before, while it is replaced, cannot lose a dispute: one of now does it then.
  `ALTER TABLE disputes
     ADD CONSTRAINT disputes_lost CHECK (
       (status = 'lost') = (lost_minor IS NOT NULL) AND lost_minor BETWEEN 0 AND amount_minor),
     ADD CONSTRAINT disputes_claim CHECK (returned_twice_minor >= 0
       AND shortfall_minor + returned_twice_minor <= COALESCE(lost_minor, 0))`,
];
