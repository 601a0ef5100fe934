import { BOOKINGS } from './spend-many-bookings.js';
import { DECISIONS } from './spend-many-decisions.js';
import { LOOKUPS } from './spend-many-lookups.js';

/**
 * Decides debits, holds, captures and releases of one organization in arrival order and answers one
 * row per item. `p_kinds` are `debit`, `hold`, `capture` and `release`; `p_references` name debits
 * and holds, `p_holds` the holds that are captured and released, `p_ttls` (seconds) is for holds.
 * `p_ids` become the ids of entries and holds.
 *
 * Outcomes: `accepted`; `known` (decided before with this amount, the row is the first answer);
 * `reference-reused`; `insufficient-tokens`; `wallet-suspended`; `hold-not-found`;
 * `hold-state-conflict`; `capture-exceeds-hold`. The last columns are the parts of the wallet at
 * that point of the call, and the open suspensions where one refused.
 *
 * While the open lot covers the debits and nothing is due, it locks and writes one wallet row and
 * inserts the entries; else it works on plain lots in memory and opens the one it stops in. What it
 * refuses it counts; a call that books nothing does not wait for the disk.
 */
export const SPEND_MANY = `
CREATE FUNCTION spend_many(
  p_org uuid, p_now timestamptz, p_kinds text[], p_ids uuid[], p_amounts bigint[],
  p_references text[], p_holds uuid[], p_ttls integer[], p_actor_types text[], p_actor_ids uuid[],
  p_actor_names text[], p_request_ids text[], p_metas text[], p_spare_ids uuid[]
) RETURNS TABLE (
  item integer, outcome text, entry_id uuid, balance_after bigint, available_after bigint,
  item_lots uuid[], item_lot_amounts bigint[], item_at timestamptz,
  hold_id uuid, hold_reference text, hold_amount bigint, hold_captured bigint, hold_status text,
  hold_expires_at timestamptz,
  balance bigint, held bigint, frozen bigint, expired bigint, suspensions jsonb
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = 'force_generic_plan' SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  n CONSTANT integer := cardinality(p_ids);
  w organization_token_wallets;
  v_now timestamptz;
  v_available_before bigint;
  v_mark bigint;
  v_balance bigint;
  v_held bigint;
  v_expired bigint;
  v_available bigint;
  v_seq bigint;
  v_open bigint;
  v_kind text;
  v_amount bigint;
  v_reference text;
  v_meta jsonb;
  v_entry uuid;
  v_first integer[];
  v_first_item integer;
  v_booked token_balance_history[];
  k token_balance_history;
  v_same integer;
  v_accepted_as integer[];
  v_balances bigint[];
  v_availables bigint[];
  v_lots text[];
  v_lot_amounts text[];
  v_holds token_holds[];
  h token_holds;
  v_hold_rows text[] := '{}';
  v_changed_holds integer[] := '{}';
  v_rows text[];
  v_bytes bytea[];
  v_count integer := 0;
  v_seal bytea;
  v_loaded boolean := false;
  v_lot_ids uuid[] := '{}';
  v_lot_expiries timestamptz[] := '{}';
  v_usable boolean[] := '{}';
  v_reserved bigint[] := '{}';
  v_in_row bigint[] := '{}';
  v_free bigint[] := '{}';
  v_held_change bigint[] := '{}';
  v_next integer := 1;
  v_lot integer;
  v_wanted bigint;
  v_part bigint;
  v_rest bigint;
  v_burnt uuid[];
  v_burnt_amounts bigint[];
  v_next_change timestamptz;
  v_refused integer := 0;
  v_refused_last integer;
  v_refused_parts bigint[];
  v_reason text;
  v_suspensions jsonb;
  l record;
BEGIN
  PERFORM set_config('app.organization_id', p_org::text, true);
  SELECT * INTO w FROM organization_token_wallets
   WHERE organization_id = p_org FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the organization has no wallet' USING ERRCODE = 'no_data_found';
  END IF;
  v_now := GREATEST(p_now, w.last_at);
  v_available_before := w.balance - w.held - w.frozen - w.expired;
  IF w.next_change_at <= v_now THEN
    w := wallet_settle(p_org, v_now, 0, 0, w.seal);
  END IF;
  v_balance := w.balance;
  v_held := w.held;
  v_expired := w.expired;
  v_available := w.balance - w.held - w.frozen - w.expired;
  v_seq := w.seq;
  v_open := w.open_remaining;
  v_next_change := w.next_change_at;

${LOOKUPS}

${DECISIONS}

${BOOKINGS}`;
