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

const BEFORE_REFUSALS = `  -- Counted here, in the same commit`;

const RISES = `  -- Above the lowest mark the others are looked at: each is watched by somebody else.
  IF v_available >= w.watch_above AND v_available > v_available_before AND EXISTS (
       SELECT FROM wallet_rise_watches
        WHERE organization_id = p_org AND wallet_id = w.id
          AND mark <= v_available AND mark > v_available_before) THEN
    INSERT INTO outbox (organization_id, id, event, payload, created_at)
    VALUES (p_org, p_spare_ids[1], 'wallet.rose',
            jsonb_build_object('available', v_available, 'at',
              to_char(v_now AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), v_now);
  END IF;

`;

function spendingThatTellsRises(): string {
  const [before, after, ...more] = SPENDING_THAT_KNOWS_FREEZES.split(BEFORE_REFUSALS);
  if (after === undefined || more.length > 0)
    throw new Error('spend_many counts refusals elsewhere');
  return `${before}${RISES}${BEFORE_REFUSALS}${after}`;
}

const STATEMENTS: readonly string[] = [
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
  spendingThatTellsRises(),

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
