/**
 * Decides debits of one organization in arrival order and answers one row per item.
 *
 * Outcomes: `accepted`; `known` (the reference was booked with this amount, the row is the first
 * answer); `reference-reused`; `insufficient-tokens`; `wallet-suspended`. The columns of refused
 * items are the parts of the wallet at that point of the call.
 *
 * While the open lot covers everything and nothing is due, it locks and writes one wallet row and
 * inserts the entries; else it burns plain lots and opens the one it stops in.
 */
export const DEBIT_MANY = `
CREATE FUNCTION debit_many(
  p_org uuid, p_ids uuid[], p_amounts bigint[], p_references text[], p_now timestamptz,
  p_actor_types text[], p_actor_ids uuid[], p_actor_names text[], p_request_ids text[],
  p_metas text[], p_outbox_id uuid
) RETURNS TABLE (
  item integer, outcome text, entry_id uuid, balance_after bigint, available_after bigint,
  entry_lots uuid[], entry_lot_amounts bigint[], entry_at timestamptz,
  balance bigint, held bigint, frozen bigint, expired bigint
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  n CONSTANT integer := cardinality(p_ids);
  w organization_token_wallets;
  v_now timestamptz;
  v_available_before bigint;
  v_mark bigint;
  v_balance bigint;
  v_available bigint;
  v_seq bigint;
  v_open bigint;
  v_first integer[];
  v_first_item integer;
  v_known token_balance_history[];
  k token_balance_history;
  v_accepted_as integer[];
  v_same integer;
  v_balances bigint[];
  v_availables bigint[];
  v_lots text[];
  v_lot_amounts text[];
  v_rows text[];
  v_count integer := 0;
  v_last integer;
  v_loaded boolean := false;
  v_lot_ids uuid[];
  v_lot_expiries timestamptz[];
  v_in_row bigint[];
  v_left bigint[];
  v_next integer := 1;
  v_keep bigint;
  v_wanted bigint;
  v_part bigint;
  v_burnt uuid[];
  v_burnt_amounts bigint[];
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
    w := wallet_settle(p_org, v_now, 0, 0);
  END IF;
  v_balance := w.balance;
  v_available := w.balance - w.held - w.frozen - w.expired;
  v_seq := w.seq;
  v_open := w.open_remaining;

  -- Statements of their own, after the lock: they see what others committed while this one waited.
  -- Each reference is looked up by the whole key, so that no plan can fall back on the wallet's rows.
  IF n = 1 THEN
    v_first := ARRAY[1];
    SELECT * INTO k FROM token_balance_history
     WHERE organization_id = p_org AND reference = p_references[1];
    IF FOUND THEN v_known[1] := k; END IF;
  ELSE
    SELECT array_agg(first_place ORDER BY place) INTO v_first
      FROM (SELECT place, min(place) OVER (PARTITION BY reference)::integer AS first_place
              FROM unnest(p_references) WITH ORDINALITY AS given (reference, place)) AS places;
    FOR k IN
      SELECT booked.* FROM unnest(p_references) AS given (reference), LATERAL (
        SELECT * FROM token_balance_history h
         WHERE h.organization_id = p_org AND h.reference = given.reference) AS booked
    LOOP
      v_known[array_position(p_references, k.reference)] := k;
    END LOOP;
  END IF;

  FOR i IN 1 .. n LOOP
    IF p_amounts[i] < 1 OR p_amounts[i] IS NULL THEN
      RAISE EXCEPTION 'a debit takes at least one token' USING ERRCODE = 'check_violation';
    END IF;
    item := i;
    entry_id := NULL; balance_after := NULL; available_after := NULL;
    entry_lots := NULL; entry_lot_amounts := NULL; entry_at := NULL;
    balance := v_balance; held := w.held; frozen := w.frozen; expired := w.expired;
    v_first_item := v_first[i];
    k := v_known[v_first_item];
    v_same := v_accepted_as[v_first_item];

    IF k.id IS NOT NULL THEN
      IF k.kind = 'debit' AND k.amount = -p_amounts[i] THEN
        outcome := 'known';
        entry_id := k.id; balance_after := k.balance_after; available_after := k.available_after;
        entry_lots := k.lots; entry_lot_amounts := k.lot_amounts; entry_at := k.at;
      ELSE
        outcome := 'reference-reused';
      END IF;
    ELSIF v_same IS NOT NULL THEN
      IF p_amounts[v_same] = p_amounts[i] THEN
        outcome := 'known';
        entry_id := p_ids[v_same]; balance_after := v_balances[v_same];
        available_after := v_availables[v_same]; entry_lots := v_lots[v_same]::uuid[];
        entry_lot_amounts := v_lot_amounts[v_same]::bigint[]; entry_at := v_now;
      ELSE
        outcome := 'reference-reused';
      END IF;
    ELSIF w.status = 'suspended' THEN
      outcome := 'wallet-suspended';
    ELSIF p_amounts[i] > v_available THEN
      outcome := 'insufficient-tokens';
    ELSE
      IF NOT v_loaded AND p_amounts[i] > v_open THEN
        v_loaded := true;
        -- The open lot is the head of the burn order; what is left in its row is held or frozen.
        IF w.open_lot IS NOT NULL THEN
          v_lot_ids := ARRAY[w.open_lot]; v_lot_expiries := ARRAY[w.open_expires_at];
          v_in_row := ARRAY[0::bigint]; v_left := ARRAY[v_open];
        END IF;
        FOR l IN
          SELECT id, expires_at, remaining - held - frozen AS burnable FROM token_lots
           WHERE organization_id = p_org AND remaining > 0 AND remaining > held + frozen
             AND (expires_at IS NULL OR expires_at > v_now) AND effective_at <= v_now
             AND id IS DISTINCT FROM w.open_lot
           ORDER BY priority, expires_at NULLS LAST, cost_minor > 0, effective_at, created_at, id
        LOOP
          v_lot_ids := v_lot_ids || l.id; v_lot_expiries := v_lot_expiries || l.expires_at;
          v_in_row := v_in_row || l.burnable; v_left := v_left || l.burnable;
        END LOOP;
      END IF;
      IF v_loaded THEN
        v_wanted := p_amounts[i];
        v_burnt := '{}'; v_burnt_amounts := '{}';
        WHILE v_wanted > 0 LOOP
          IF v_next > coalesce(cardinality(v_lot_ids), 0) THEN
            RAISE EXCEPTION 'the lots hold less than the wallet says' USING ERRCODE = 'data_corrupted';
          END IF;
          v_part := LEAST(v_wanted, v_left[v_next]);
          IF v_part > 0 THEN
            v_burnt := v_burnt || v_lot_ids[v_next];
            v_burnt_amounts := v_burnt_amounts || v_part;
            v_left[v_next] := v_left[v_next] - v_part;
            v_wanted := v_wanted - v_part;
          END IF;
          IF v_left[v_next] = 0 THEN v_next := v_next + 1; END IF;
        END LOOP;
      ELSE
        v_open := v_open - p_amounts[i];
        v_burnt := ARRAY[w.open_lot];
        v_burnt_amounts := ARRAY[p_amounts[i]];
      END IF;

      v_seq := v_seq + 1;
      v_balance := v_balance - p_amounts[i];
      v_available := v_available - p_amounts[i];
      v_count := v_count + 1;
      v_last := i;
      v_accepted_as[v_first_item] := i;
      v_balances[i] := v_balance;
      v_availables[i] := v_available;
      v_lots[i] := v_burnt::text;
      v_lot_amounts[i] := v_burnt_amounts::text;
      IF n > 1 THEN
        v_rows[v_count] := format(
          '(%L, %L, %L, %s, ''debit'', %s, %s, %s, %s, %L, %L, %L, %L, %L, %L, %L, %L, %L)',
          p_org, p_ids[i], w.id, v_seq, -p_amounts[i], v_balance + p_amounts[i], v_balance,
          v_available, p_references[i], v_lots[i], v_lot_amounts[i], p_actor_types[i],
          p_actor_ids[i], p_actor_names[i], p_request_ids[i], p_metas[i], v_now);
      END IF;
      outcome := 'accepted';
      entry_id := p_ids[i]; balance_after := v_balance; available_after := v_available;
      entry_lots := v_burnt; entry_lot_amounts := v_burnt_amounts; entry_at := v_now;
    END IF;
    RETURN NEXT;
  END LOOP;

  IF v_count > 0 THEN
    IF n = 1 THEN
      INSERT INTO token_balance_history
        (organization_id, id, wallet_id, seq, kind, amount, balance_before, balance_after,
         available_after, reference, lots, lot_amounts, actor_type, actor_id, actor_name,
         request_id, meta, at)
      VALUES (p_org, p_ids[1], w.id, v_seq, 'debit', -p_amounts[1], w.balance, v_balance,
              v_available, p_references[1], v_burnt, v_burnt_amounts, p_actor_types[1],
              p_actor_ids[1], p_actor_names[1], p_request_ids[1], p_metas[1]::jsonb, v_now);
    ELSE
      EXECUTE 'INSERT INTO token_balance_history '
        '(organization_id, id, wallet_id, seq, kind, amount, balance_before, balance_after, '
        'available_after, reference, lots, lot_amounts, actor_type, actor_id, actor_name, '
        'request_id, meta, at) VALUES ' || array_to_string(v_rows, ', ');
    END IF;

    IF v_loaded THEN
      v_open := 0; w.open_lot := NULL; w.open_expires_at := NULL;
      IF v_next <= cardinality(v_lot_ids) THEN
        v_open := v_left[v_next];
        w.open_lot := v_lot_ids[v_next]; w.open_expires_at := v_lot_expiries[v_next];
      END IF;
      FOR j IN 1 .. LEAST(v_next, cardinality(v_lot_ids)) LOOP
        v_keep := CASE WHEN j = v_next THEN 0 ELSE v_left[j] END;
        IF v_keep <> v_in_row[j] THEN
          UPDATE token_lots SET remaining = remaining - v_in_row[j] + v_keep
           WHERE organization_id = p_org AND id = v_lot_ids[j];
        END IF;
      END LOOP;
    END IF;

    UPDATE organization_token_wallets
       SET balance = v_balance, seq = v_seq, version = version + 1, last_at = v_now,
           open_lot = w.open_lot, open_remaining = v_open, open_expires_at = w.open_expires_at
     WHERE organization_id = p_org AND id = w.id;
  END IF;

  -- Below the highest mark the others are looked at: each is watched by somebody else.
  IF v_available < w.watch_below THEN
    SELECT max(mark) INTO v_mark FROM wallet_watches
     WHERE organization_id = p_org AND wallet_id = w.id
       AND mark > v_available AND mark <= v_available_before;
    IF v_mark IS NOT NULL THEN
      INSERT INTO outbox (organization_id, id, event, payload, created_at)
      VALUES (p_org, p_outbox_id, 'wallet.fell-below',
              jsonb_build_object('available', v_available, 'mark', v_mark), v_now);
    END IF;
  END IF;
END $$`;
