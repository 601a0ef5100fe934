import type { MigrationInterface, QueryRunner } from 'typeorm';
import { SPEND_MANY } from './0010-spending-path/spend-many.js';

/**
 * `spend_many` counts what a hold gives back into a lot under dispute as frozen at once, as the
 * trigger writes it at the commit: it is not available to the items that follow in the same call,
 * and no answer, ledger entry or mark says that it was.
 */
export class GivenBackIsFrozen1767225600022 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SPENDING_THAT_KNOWS_FREEZES);
  }

  /** Migrations only go forward. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

/** What changes in the function, and what takes its place; all places that read alike. */
const CHANGES: readonly (readonly [from: string, to: string])[] = [
  ['CREATE FUNCTION spend_many(', 'CREATE OR REPLACE FUNCTION spend_many('],
  [
    `  v_free bigint[] := '{}';`,
    `  v_free bigint[] := '{}';
  -- Of what is free in a lot: what a hold gave back while the lot is under dispute.
  v_withheld bigint[] := '{}';
  v_disputed boolean[] := '{}';
  v_frozen bigint;`,
  ],
  ['  v_held := w.held;\n', '  v_held := w.held;\n  v_frozen := w.frozen;\n'],
  [
    't.held + t.frozen AS reserved,',
    `t.held + t.frozen AS reserved, t.freezing_for <> '{}' AS disputed,`,
  ],
  [
    'v_in_row := v_in_row || l.in_row;',
    `v_in_row := v_in_row || l.in_row; v_disputed := v_disputed || l.disputed;
          v_withheld := v_withheld || 0::bigint;`,
  ],
  ['LEAST(v_wanted, v_free[v_next])', 'LEAST(v_wanted, v_free[v_next] - v_withheld[v_next])'],
  [
    'IF NOT v_usable[v_next] OR v_free[v_next] = 0 THEN',
    'IF NOT v_usable[v_next] OR v_free[v_next] = v_withheld[v_next] THEN',
  ],
  [
    '          IF v_usable[v_lot] THEN\n            IF v_part > 0',
    `          IF v_usable[v_lot] AND v_disputed[v_lot] THEN
            v_withheld[v_lot] := v_withheld[v_lot] + v_part;
            v_frozen := v_frozen + v_part;
          ELSIF v_usable[v_lot] THEN
            IF v_part > 0`,
  ],
  ['v_balance - v_held - w.frozen - v_expired', 'v_balance - v_held - v_frozen - v_expired'],
  ['frozen := w.frozen; expired', 'frozen := v_frozen; expired'],
  [
    'ARRAY[v_balance, v_held, w.frozen, v_expired]',
    'ARRAY[v_balance, v_held, v_frozen, v_expired]',
  ],
];

export const SPENDING_THAT_KNOWS_FREEZES = CHANGES.reduce((sql, [from, to]) => {
  if (!sql.includes(from)) throw new Error(`spend_many does not say: ${from}`);
  return sql.replaceAll(from, to);
}, SPEND_MANY);
