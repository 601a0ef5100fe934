import { appendOnly, dueColumns, platformTable, tenantTable } from '@purser/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Lots under dispute: what comes back into one from a hold is frozen in the same transaction, whoever
 * ends the hold. The spending functions do not know of it. And one series of invoices for each seller,
 * where that is set.
 */
export class FreezesAndNumbers1767225600020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...FREEZES, ...SELLER_NUMBERS]) await runner.query(statement);
  }

  /** Migrations only go forward. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

/**
 * Freezes what a hold gave back into lots that are frozen for somebody, dated by the end of the hold.
 *
 * A hold past its TTL is booked by `wallet_settle`, which counts the lots after it: there the trigger
 * fires at once. What `spend_many` ends it writes down after having decided all of its items: there
 * the trigger fires at the commit. If another item of that call burned the tokens meanwhile, the call
 * fails, and its caller decides each item alone.
 */
const FREEZE_GIVEN_BACK = `
CREATE FUNCTION freeze_given_back() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  w organization_token_wallets;
  l token_lots;
  v_rest bigint := NEW.captured;
  v_given bigint;
  v_frozen bigint := 0;
BEGIN
  PERFORM set_config('app.organization_id', NEW.organization_id::text, true);
  IF NOT EXISTS (SELECT FROM token_lots
                  WHERE organization_id = NEW.organization_id AND id = ANY (NEW.lots)
                    AND freezing_for <> '{}') THEN
    RETURN NULL;
  END IF;
  IF NEW.status <> 'expired' THEN
    SELECT * INTO STRICT w FROM organization_token_wallets
     WHERE organization_id = NEW.organization_id;
    PERFORM wallet_settle(NEW.organization_id, w.last_at, 0, 0, w.seal);
  END IF;
  FOR i IN 1 .. cardinality(NEW.lots) LOOP
    v_given := NEW.lot_amounts[i] - LEAST(v_rest, NEW.lot_amounts[i]);
    v_rest := v_rest - LEAST(v_rest, NEW.lot_amounts[i]);
    CONTINUE WHEN v_given = 0;
    SELECT * INTO l FROM token_lots
     WHERE organization_id = NEW.organization_id AND id = NEW.lots[i] AND freezing_for <> '{}'
       AND (expires_at IS NULL OR expires_at > NEW.resolved_at);
    CONTINUE WHEN NOT FOUND;
    IF l.remaining - l.held - l.frozen < v_given THEN
      RAISE EXCEPTION 'tokens that a hold gave back into a frozen lot were burnt by the same call';
    END IF;
    UPDATE token_lots SET frozen = frozen + v_given
     WHERE organization_id = NEW.organization_id AND id = l.id;
    INSERT INTO lot_changes
      (organization_id, id, lot_id, kind, frozen_change, expires_before, expires_after, actor_type,
       actor_name, reason, reference, at)
    VALUES (NEW.organization_id, uuidv7(), l.id, 'freeze', v_given, l.expires_at, l.expires_at,
            'system', 'freezeGivenBack', 'A hold gave it back', l.freezing_for[1],
            NEW.resolved_at);
    v_frozen := v_frozen + v_given;
  END LOOP;
  IF NEW.status <> 'expired' AND v_frozen > 0 THEN
    UPDATE organization_token_wallets SET frozen = frozen + v_frozen, version = version + 1
     WHERE organization_id = NEW.organization_id;
  END IF;
  RETURN NULL;
END $$`;

const FREEZES = [
  // The references of the freezes that are not over, for example `dispute:<id>`.
  `ALTER TABLE token_lots ADD COLUMN freezing_for text[] NOT NULL DEFAULT '{}'`,
  'ALTER TABLE token_lots NO FORCE ROW LEVEL SECURITY',
  'ALTER TABLE disputes NO FORCE ROW LEVEL SECURITY',
  `UPDATE token_lots l SET freezing_for = d.refs
     FROM (SELECT organization_id, purchase_id, array_agg('dispute:' || id ORDER BY id) AS refs
             FROM disputes WHERE status = 'open' GROUP BY 1, 2) d
    WHERE l.organization_id = d.organization_id AND l.purchase_id = d.purchase_id`,
  'ALTER TABLE disputes FORCE ROW LEVEL SECURITY',
  'ALTER TABLE token_lots FORCE ROW LEVEL SECURITY',
  'GRANT INSERT ON lot_changes TO purser_ledger',
  FREEZE_GIVEN_BACK,
  'REVOKE EXECUTE ON FUNCTION freeze_given_back FROM PUBLIC',
  `CREATE TRIGGER token_holds_freeze_expired AFTER UPDATE ON token_holds FOR EACH ROW
     WHEN (OLD.status = 'open' AND NEW.status = 'expired')
     EXECUTE FUNCTION freeze_given_back()`,
  `CREATE CONSTRAINT TRIGGER token_holds_freeze_resolved AFTER UPDATE ON token_holds
     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
     WHEN (OLD.status = 'open' AND NEW.status IN ('released', 'captured')
           AND NEW.captured < NEW.amount)
     EXECUTE FUNCTION freeze_given_back()`,
  'ALTER FUNCTION freeze_given_back OWNER TO purser_ledger',
];

const SELLER_NUMBERS = [
  // The row of a series stays locked while a number of it is given: only the numberer waits here.
  `CREATE TABLE seller_series (
     seller text NOT NULL,
     series text NOT NULL,
     next_number integer NOT NULL CHECK (next_number > 0),
     PRIMARY KEY (seller, series)
   )`,
  ...platformTable('seller_series'),
  'REVOKE DELETE ON seller_series FROM purser_app',

  // The number that a document has in the series of its seller, beside the organization's own.
  `CREATE TABLE seller_numbers (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     seller text NOT NULL,
     series text NOT NULL,
     series_number integer NOT NULL CHECK (series_number > 0),
     number text NOT NULL,
     numbered_at timestamptz NOT NULL,
     PRIMARY KEY (organization_id, id),
     FOREIGN KEY (organization_id, id) REFERENCES invoices (organization_id, id)
   )`,
  ...tenantTable('seller_numbers'),
  ...appendOnly('seller_numbers'),

  // Documents that wait for theirs.
  `CREATE TABLE seller_number_queue (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     issued_at timestamptz NOT NULL,
     PRIMARY KEY (organization_id, id),
     FOREIGN KEY (organization_id, id) REFERENCES invoices (organization_id, id)
   )`,
  ...tenantTable('seller_number_queue'),
  ...dueColumns('seller_number_queue', ['organization_id', 'id', 'issued_at']),
  'CREATE INDEX seller_number_queue_oldest ON seller_number_queue (issued_at, id)',
];
