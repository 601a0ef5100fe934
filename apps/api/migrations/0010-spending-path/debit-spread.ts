import { entryBytes } from './entry-bytes.js';
import { isReference } from './is-reference.js';

/** While it is on, the ledger's role reaches the rows of many organizations. */
export const SPREAD_SETTING = 'app.many_organizations';

const SEQ = '(c.seq + c.nth)::bigint';
const BALANCE_BEFORE = '(c.balance - c.spent + c.amount)::bigint';
const BALANCE_AFTER = '(c.balance - c.spent)::bigint';
const AVAILABLE_AFTER = '(c.available - c.spent)::bigint';

const VALUES: Readonly<Record<string, string>> = {
  organization_id: 'c.organization_id',
  wallet_id: 'c.wallet_id',
  id: 'c.id',
  seq: SEQ,
  kind: `'debit'::text`,
  amount: '-c.amount',
  balance_before: BALANCE_BEFORE,
  balance_after: BALANCE_AFTER,
  available_after: AVAILABLE_AFTER,
  reference: 'c.reference',
  lots: 'ARRAY[c.open_lot]',
  lot_amounts: 'ARRAY[c.amount]',
  actor_type: 'c.actor_type',
  actor_id: 'c.actor_id',
  actor_name: 'c.actor_name',
  request_id: 'c.request_id',
  reason: 'NULL::text',
  meta: 'c.meta',
  purchase_id: 'NULL::uuid',
  at: 'c.at',
};

/**
 * Decides debits of many organizations at once, where that is simple. `p_places` says for each item
 * which of `p_orgs` (distinct) it belongs to; items of one organization are in arrival order.
 *
 * It answers one row for each organization all of whose items it accepted: the parts of the wallet
 * before the first of them, the lot they burnt and their instant. An organization without a row is
 * left as it was: somebody else holds its lock, it is suspended, something in it is due, the open
 * lot does not cover all of its items, a mark is crossed, or a reference is known. `spend_many`
 * decides those.
 *
 * Locks are never waited for, so a wallet that is busy elsewhere delays nobody else's.
 */
export const DEBIT_SPREAD = `
CREATE FUNCTION debit_spread(
  p_orgs uuid[], p_places integer[], p_ids uuid[], p_amounts bigint[], p_references text[],
  p_now timestamptz, p_actor_types text[], p_actor_ids uuid[], p_actor_names text[],
  p_request_ids text[], p_metas text[]
) RETURNS TABLE (
  place integer, balance_before bigint, available_before bigint, lot uuid, entry_at timestamptz
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = 'force_generic_plan' SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  v_locked uuid[];
BEGIN
  PERFORM set_config('${SPREAD_SETTING}', 'on', true);
  SELECT array_agg(locked.organization_id) INTO v_locked FROM (
    SELECT w.organization_id FROM organization_token_wallets w
     WHERE w.organization_id = ANY (p_orgs)
     ORDER BY w.organization_id FOR NO KEY UPDATE SKIP LOCKED) AS locked;
  IF v_locked IS NULL THEN RETURN; END IF;
  IF cardinality(v_locked) < cardinality(p_orgs) THEN
    p_orgs := ARRAY(
      SELECT CASE WHEN given.org = ANY (v_locked) THEN given.org END
        FROM unnest(p_orgs) WITH ORDINALITY AS given (org, place) ORDER BY given.place);
  END IF;

  -- A statement of its own: it sees what others committed before the locks were taken. A reference
  -- is looked up by a scalar subquery, which no plan can turn into one scan of the whole ledger.
  RETURN QUERY
  WITH asked AS (
    SELECT g.place, g.id, g.amount, g.reference, g.actor_type, g.actor_id, g.actor_name,
           g.request_id, g.meta::jsonb AS meta,
           w.organization_id, w.id AS wallet_id, w.balance, w.seq, w.open_lot, w.open_remaining,
           w.open_expires_at, w.next_change_at, w.watch_below, w.seal AS previous_seal,
           w.balance - w.held - w.frozen - w.expired AS available,
           GREATEST(p_now, w.last_at) AS at,
           sum(g.amount) OVER arrival AS spent, row_number() OVER arrival AS nth,
           sum(g.amount) OVER together AS total, count(*) OVER together AS items,
           bool_or(g.amount < 1 OR (
             SELECT h.id FROM token_balance_history h
              WHERE h.organization_id = w.organization_id AND ${isReference('h', 'g.reference')}
           ) IS NOT NULL) OVER together AS unusual
      FROM unnest(p_places, p_ids, p_amounts, p_references, p_actor_types, p_actor_ids,
                  p_actor_names, p_request_ids, p_metas) WITH ORDINALITY
           AS g (place, id, amount, reference, actor_type, actor_id, actor_name, request_id, meta,
                 item)
      JOIN organization_token_wallets w ON w.organization_id = p_orgs[g.place]
     WHERE w.status = 'active'
    WINDOW arrival AS (PARTITION BY g.place ORDER BY g.item ROWS UNBOUNDED PRECEDING),
           together AS (PARTITION BY g.place)
  ), covered AS (
    SELECT * FROM asked a
     WHERE NOT unusual AND open_remaining >= total
       AND (next_change_at IS NULL OR next_change_at > a.at)
       AND (open_expires_at IS NULL OR open_expires_at > a.at)
       AND (watch_below IS NULL OR available - total >= watch_below OR NOT EXISTS (
             SELECT FROM wallet_watches m
              WHERE m.organization_id = a.organization_id
                AND m.mark > available - total AND m.mark <= available))
  ), entry AS MATERIALIZED (
    SELECT c.*, CASE WHEN c.nth = c.items THEN
             sha256(coalesce(c.previous_seal, '') ||
               string_agg(${entryBytes((name) => VALUES[name] ?? name)}, ''::bytea)
                 OVER (PARTITION BY c.place ORDER BY c.nth
                       ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING))
           END AS seal
      FROM covered c
  ), booked AS (
    INSERT INTO token_balance_history
      (organization_id, id, wallet_id, seq, kind, amount, balance_before, balance_after,
       available_after, reference, lots, lot_amounts, actor_type, actor_id, actor_name, request_id,
       meta, at, seal)
    SELECT c.organization_id, c.id, c.wallet_id, ${SEQ}, 'debit', -c.amount, ${BALANCE_BEFORE},
           ${BALANCE_AFTER}, ${AVAILABLE_AFTER}, c.reference, ARRAY[c.open_lot], ARRAY[c.amount],
           c.actor_type, c.actor_id, c.actor_name, c.request_id, c.meta, c.at, c.seal
      FROM entry c
  ), moved AS (
    UPDATE organization_token_wallets w
       SET balance = ${BALANCE_AFTER}, seq = ${SEQ}, version = w.version + 1, last_at = c.at,
           open_remaining = w.open_remaining - c.total, seal = c.seal
      FROM entry c
     WHERE c.nth = c.items AND w.organization_id = c.organization_id AND w.id = c.wallet_id
  )
  SELECT c.place, c.balance, c.available, c.open_lot, c.at FROM entry c WHERE c.nth = c.items;
END $$`;
