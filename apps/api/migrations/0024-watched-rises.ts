import { acrossTenants, tenantTable } from '@purser/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { SPENDING_THAT_KNOWS_FREEZES } from './0022-given-back-is-frozen.js';

/**
 * A wallet that rises by what a hold gives back tells it in the same commit, to whoever watches for
 * it: an alert that has fired is armed again at once. Where nobody watches a rise costs nothing.
 */
export class WatchedRises1767225600024 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  /** Migrations only go forward. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

const RISES = `  -- What was available for a moment within the call counts too: it may be spent again by now.
  IF v_peak >= w.watch_above AND v_peak > v_available_before AND EXISTS (
       SELECT FROM wallet_rise_watches
        WHERE organization_id = p_org AND wallet_id = w.id
          AND mark <= v_peak AND mark > v_available_before) THEN
    INSERT INTO outbox (organization_id, id, event, payload, created_at)
    VALUES (p_org, uuidv7(), 'wallet.rose',
            jsonb_build_object('available', v_peak, 'at',
              to_char(v_now AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), v_now);
  END IF;

`;

/** What changes in the function, and what takes its place; each stands there once. */
const CHANGES: readonly (readonly [from: string, to: string])[] = [
  ['  v_available_before bigint;\n', '  v_available_before bigint;\n  v_peak bigint;\n'],
  [
    '  v_next_change := w.next_change_at;\n',
    '  v_next_change := w.next_change_at;\n  v_peak := v_available;\n',
  ],
  [
    '        v_changed_holds := v_changed_holds || v_first_item;\n',
    `        v_changed_holds := v_changed_holds || v_first_item;
        v_peak := GREATEST(v_peak, v_available);
`,
  ],
  ['  -- Counted here, in the same commit', `${RISES}  -- Counted here, in the same commit`],
];

const SPENDING_THAT_TELLS_RISES = CHANGES.reduce((sql, [from, to]) => {
  if (sql.split(from).length !== 2) throw new Error(`spend_many does not say once: ${from}`);
  return sql.replace(from, () => to);
}, SPENDING_THAT_KNOWS_FREEZES);

const STATEMENTS: readonly string[] = [
  // In the order in which the application locks rows of both, so that it is waited for and not met.
  'LOCK TABLE low_balance_notifications, organization_token_wallets IN ACCESS EXCLUSIVE MODE',
  `CREATE TABLE wallet_rise_watches (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     wallet_id uuid NOT NULL,
     source text NOT NULL,
     mark bigint NOT NULL,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT wallet_rise_watches_source UNIQUE (organization_id, wallet_id, source),
     CONSTRAINT wallet_rise_watches_mark CHECK (mark > 0),
     FOREIGN KEY (organization_id, wallet_id)
       REFERENCES organization_token_wallets (organization_id, id)
   )`,
  ...tenantTable('wallet_rise_watches'),
  'GRANT SELECT ON wallet_rise_watches TO purser_ledger',
  'ALTER TABLE organization_token_wallets ADD COLUMN watch_above bigint',
  SPENDING_THAT_TELLS_RISES,

  // What has fired until now is watched from here on.
  ...acrossTenants(
    ['low_balance_notifications', 'organization_token_wallets', 'wallet_rise_watches'],
    `INSERT INTO wallet_rise_watches (organization_id, id, wallet_id, source, mark)
   SELECT n.organization_id, uuidv7(), w.id, 'threshold:' || n.id, n.rearm_tokens
     FROM low_balance_notifications n
     JOIN organization_token_wallets w ON w.organization_id = n.organization_id
    WHERE n.state = 'fired' AND n.rearm_tokens > 0`,
    `UPDATE organization_token_wallets w SET watch_above = r.mark
     FROM (SELECT organization_id, wallet_id, min(mark) AS mark FROM wallet_rise_watches
            GROUP BY organization_id, wallet_id) r
    WHERE w.organization_id = r.organization_id AND w.id = r.wallet_id`,
  ),
];
