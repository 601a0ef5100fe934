import { entryBytes } from './entry-bytes.js';

const BYTES: Readonly<Record<string, string>> = {
  organization_id: 'p_org',
  wallet_id: 'w.id',
  id: 'v_entry',
  seq: 'v_seq',
  kind: 'v_kind',
  amount: '-v_amount',
  balance_before: 'v_balance + v_amount',
  balance_after: 'v_balance',
  available_after: 'v_available',
  reference: 'v_reference',
  lots: 'v_burnt',
  lot_amounts: 'v_burnt_amounts',
  actor_type: 'p_actor_types[i]',
  actor_id: 'p_actor_ids[i]',
  actor_name: 'p_actor_names[i]',
  request_id: 'p_request_ids[i]',
  reason: 'NULL::text',
  meta: 'v_meta',
  purchase_id: 'NULL::uuid',
  at: 'v_now',
};

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
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
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

  -- Statements of their own, after the lock: they see what others committed while this one waited.
  -- Each key is looked up by a scalar subquery: no plan can turn that into a scan of the wallet.
  SELECT array_agg(first_place ORDER BY place) INTO v_first
    FROM (SELECT place, min(place) OVER (
                   PARTITION BY kind = 'debit', coalesce(hold::text, reference)
                 )::integer AS first_place
            FROM unnest(p_kinds, p_references, p_holds) WITH ORDINALITY
                 AS given (kind, reference, hold, place)) AS places;
  FOR l IN
    SELECT found.entry, found.place FROM (
      SELECT (SELECT e FROM token_balance_history e
               WHERE e.organization_id = p_org AND e.reference = given.reference) AS entry,
             given.place::integer AS place
        FROM unnest(p_references, p_kinds) WITH ORDINALITY AS given (reference, kind, place)
       WHERE given.kind = 'debit' OFFSET 0) AS found
     WHERE (found.entry).id IS NOT NULL
  LOOP
    v_booked[l.place] := l.entry;
  END LOOP;
  IF 'hold' = ANY (p_kinds) THEN
    FOR l IN
      SELECT found.hold, found.place FROM (
        SELECT (SELECT t FROM token_holds t
                 WHERE t.organization_id = p_org AND t.reference = given.reference) AS hold,
               given.place::integer AS place
          FROM unnest(p_references, p_kinds) WITH ORDINALITY AS given (reference, kind, place)
         WHERE given.kind = 'hold' OFFSET 0) AS found
       WHERE (found.hold).id IS NOT NULL
    LOOP
      v_holds[l.place] := l.hold;
    END LOOP;
  END IF;
  IF p_kinds && ARRAY['capture', 'release'] THEN
    FOR l IN
      SELECT found.hold, found.place FROM (
        SELECT (SELECT t FROM token_holds t
                 WHERE t.organization_id = p_org AND t.id = given.id) AS hold,
               given.place::integer AS place
          FROM unnest(p_holds) WITH ORDINALITY AS given (id, place)
         WHERE given.id IS NOT NULL OFFSET 0) AS found
       WHERE (found.hold).id IS NOT NULL
    LOOP
      v_holds[l.place] := l.hold;
    END LOOP;
  END IF;

  FOR i IN 1 .. n LOOP
    item := i;
    entry_id := NULL; balance_after := NULL; available_after := NULL;
    item_lots := NULL; item_lot_amounts := NULL; item_at := NULL;
    hold_id := NULL; hold_reference := NULL; hold_amount := NULL; hold_captured := NULL;
    hold_status := NULL; hold_expires_at := NULL; suspensions := NULL;
    balance := v_balance; held := v_held; frozen := w.frozen; expired := v_expired;
    v_amount := p_amounts[i];
    v_first_item := v_first[i];
    outcome := NULL;

    IF p_kinds[i] <> 'release' AND (v_amount IS NULL OR v_amount < 1) THEN
      RAISE EXCEPTION 'at least one token is moved' USING ERRCODE = 'check_violation';
    END IF;
    IF p_kinds[i] = 'debit' THEN
      k := v_booked[v_first_item];
      v_same := v_accepted_as[v_first_item];
      IF k.id IS NOT NULL THEN
        IF k.kind = 'debit' AND k.amount = -v_amount THEN
          outcome := 'known';
          entry_id := k.id; balance_after := k.balance_after; available_after := k.available_after;
          item_lots := k.lots; item_lot_amounts := k.lot_amounts; item_at := k.at;
        ELSE
          outcome := 'reference-reused';
        END IF;
      ELSIF v_same IS NOT NULL THEN
        IF p_amounts[v_same] = v_amount THEN
          outcome := 'known';
          entry_id := p_ids[v_same]; balance_after := v_balances[v_same];
          available_after := v_availables[v_same]; item_lots := v_lots[v_same]::uuid[];
          item_lot_amounts := v_lot_amounts[v_same]::bigint[]; item_at := v_now;
        ELSE
          outcome := 'reference-reused';
        END IF;
      END IF;
    ELSE
      h := v_holds[v_first_item];
      IF p_kinds[i] = 'hold' THEN
        IF h.id IS NOT NULL THEN
          outcome := CASE WHEN h.amount = v_amount THEN 'known' ELSE 'reference-reused' END;
        END IF;
      ELSIF h.id IS NULL THEN
        outcome := 'hold-not-found';
      ELSIF p_kinds[i] = 'capture' THEN
        outcome := CASE
          WHEN h.status = 'captured' AND h.captured = v_amount THEN 'known'
          WHEN h.status <> 'open' THEN 'hold-state-conflict'
          WHEN v_amount > h.amount THEN 'capture-exceeds-hold' END;
      ELSE
        outcome := CASE
          WHEN h.status = 'captured' THEN 'hold-state-conflict'
          WHEN h.status <> 'open' THEN 'known' END;
      END IF;
    END IF;

    IF outcome IS NULL AND p_kinds[i] IN ('debit', 'hold') THEN
      IF w.status = 'suspended' THEN
        outcome := 'wallet-suspended';
        v_suspensions := coalesce(v_suspensions, (
          SELECT jsonb_agg(jsonb_build_object('id', s.id, 'source', s.source, 'reason', s.reason,
                   'openedAtMs', floor(extract(epoch FROM s.opened_at) * 1000))
                   ORDER BY s.opened_at, s.id)
            FROM wallet_suspensions s WHERE s.organization_id = p_org AND s.closed_at IS NULL), '[]');
        suspensions := v_suspensions;
      ELSIF v_amount > v_available THEN
        outcome := 'insufficient-tokens';
      END IF;
      IF outcome IS NOT NULL THEN
        v_refused := v_refused + 1;
        v_refused_last := i;
        v_refused_parts := ARRAY[v_balance, v_held, w.frozen, v_expired];
      END IF;
    END IF;

    IF outcome IS NULL THEN
      outcome := 'accepted';
      IF NOT v_loaded AND (p_kinds[i] <> 'debit' OR v_amount > v_open) THEN
        v_loaded := true;
        -- In a lot's row stands what it holds but for the open part; what is expired burns no more.
        FOR l IN
          SELECT t.id, t.expires_at, t.held + t.frozen AS reserved,
                 t.remaining - t.held - t.frozen AS in_row,
                 (t.expires_at IS NULL OR t.expires_at > v_now) AND t.effective_at <= v_now AS usable
            FROM token_lots t
           WHERE t.organization_id = p_org AND (t.remaining > 0 OR t.id = w.open_lot)
           ORDER BY t.priority, t.expires_at NULLS LAST, t.cost_minor > 0, t.effective_at,
                    t.created_at, t.id
        LOOP
          v_lot_ids := v_lot_ids || l.id; v_lot_expiries := v_lot_expiries || l.expires_at;
          v_usable := v_usable || l.usable; v_reserved := v_reserved || l.reserved;
          v_in_row := v_in_row || l.in_row; v_held_change := v_held_change || 0::bigint;
          v_free := v_free || CASE WHEN l.id = w.open_lot THEN l.in_row + v_open ELSE l.in_row END;
        END LOOP;
      END IF;

      IF p_kinds[i] IN ('debit', 'hold') THEN
        IF v_loaded THEN
          v_wanted := v_amount;
          v_burnt := '{}'; v_burnt_amounts := '{}';
          WHILE v_wanted > 0 LOOP
            IF v_next > cardinality(v_lot_ids) THEN
              RAISE EXCEPTION 'the lots hold less than the wallet says'
                USING ERRCODE = 'data_corrupted';
            END IF;
            v_part := CASE WHEN v_usable[v_next] THEN LEAST(v_wanted, v_free[v_next]) ELSE 0 END;
            IF v_part > 0 THEN
              v_burnt := v_burnt || v_lot_ids[v_next];
              v_burnt_amounts := v_burnt_amounts || v_part;
              v_free[v_next] := v_free[v_next] - v_part;
              v_wanted := v_wanted - v_part;
              IF p_kinds[i] = 'hold' THEN
                v_held_change[v_next] := v_held_change[v_next] + v_part;
              END IF;
            END IF;
            IF NOT v_usable[v_next] OR v_free[v_next] = 0 THEN v_next := v_next + 1; END IF;
          END LOOP;
        ELSE
          v_open := v_open - v_amount;
          v_burnt := ARRAY[w.open_lot];
          v_burnt_amounts := ARRAY[v_amount];
        END IF;
      END IF;

      IF p_kinds[i] = 'hold' THEN
        h := NULL;
        h.organization_id := p_org; h.id := p_ids[i]; h.wallet_id := w.id;
        h.reference := p_references[i]; h.amount := v_amount; h.captured := 0; h.status := 'open';
        h.lots := v_burnt; h.lot_amounts := v_burnt_amounts;
        h.expires_at := v_now + make_interval(secs => p_ttls[i]);
        h.actor_type := p_actor_types[i]; h.actor_id := p_actor_ids[i];
        h.actor_name := p_actor_names[i]; h.request_id := p_request_ids[i]; h.created_at := v_now;
        v_held := v_held + v_amount;
        v_available := v_available - v_amount;
        v_next_change := LEAST(v_next_change, h.expires_at);
        v_hold_rows := v_hold_rows || format(
          '(%L, %L, %L, %L, %s, 0, ''open'', %L, %L, %L, %L, %L, %L, %L, %L)',
          p_org, h.id, w.id, h.reference, v_amount, v_burnt, v_burnt_amounts, h.expires_at,
          h.actor_type, h.actor_id, h.actor_name, h.request_id, v_now);
      ELSIF p_kinds[i] IN ('capture', 'release') THEN
        v_rest := CASE p_kinds[i] WHEN 'capture' THEN v_amount ELSE 0 END;
        v_burnt := '{}'; v_burnt_amounts := '{}';
        FOR j IN 1 .. cardinality(h.lots) LOOP
          v_lot := array_position(v_lot_ids, h.lots[j]);
          v_part := LEAST(v_rest, h.lot_amounts[j]);
          v_rest := v_rest - v_part;
          IF v_part > 0 THEN
            v_burnt := v_burnt || h.lots[j]; v_burnt_amounts := v_burnt_amounts || v_part;
          END IF;
          v_part := h.lot_amounts[j] - v_part;
          v_held_change[v_lot] := v_held_change[v_lot] - h.lot_amounts[j];
          v_free[v_lot] := v_free[v_lot] + v_part;
          IF v_usable[v_lot] THEN
            IF v_part > 0 THEN v_next := LEAST(v_next, v_lot); END IF;
          ELSE
            v_expired := v_expired + v_part;
          END IF;
        END LOOP;
        v_held := v_held - h.amount;
        h.resolved_at := v_now;
        IF p_kinds[i] = 'capture' THEN
          h.status := 'captured'; h.captured := v_amount; h.entry_id := p_ids[i];
          v_balance := v_balance - v_amount;
        ELSE
          h.status := 'released';
        END IF;
        v_available := v_balance - v_held - w.frozen - v_expired;
        v_changed_holds := v_changed_holds || v_first_item;
      ELSE
        v_balance := v_balance - v_amount;
        v_available := v_available - v_amount;
      END IF;
      IF p_kinds[i] <> 'debit' THEN v_holds[v_first_item] := h; END IF;

      IF p_kinds[i] IN ('debit', 'capture') THEN
        v_seq := v_seq + 1;
        v_count := v_count + 1;
        v_kind := p_kinds[i];
        v_entry := p_ids[i];
        IF v_kind = 'debit' THEN
          v_reference := p_references[i];
          v_meta := p_metas[i]::jsonb;
          v_accepted_as[v_first_item] := i;
          v_balances[i] := v_balance;
          v_availables[i] := v_available;
          v_lots[i] := v_burnt::text;
          v_lot_amounts[i] := v_burnt_amounts::text;
        ELSE
          v_reference := 'purser:capture:' || h.id;
          v_meta := jsonb_build_object('holdReference', h.reference);
        END IF;
        v_bytes[v_count] := ${entryBytes((name) => BYTES[name] ?? name)};
        v_rows[v_count] := format(
          '%L, %L, %L, %s, %L, %s, %s, %s, %s, %L, %L, %L, %L, %L, %L, %L, %L, %L',
          p_org, v_entry, w.id, v_seq, v_kind, -v_amount, v_balance + v_amount, v_balance,
          v_available, v_reference, v_burnt, v_burnt_amounts, p_actor_types[i], p_actor_ids[i],
          p_actor_names[i], p_request_ids[i], v_meta, v_now);
        entry_id := v_entry; balance_after := v_balance; available_after := v_available;
        item_lots := v_burnt; item_lot_amounts := v_burnt_amounts; item_at := v_now;
      END IF;
    END IF;

    IF p_kinds[i] <> 'debit' AND outcome IN ('accepted', 'known', 'hold-state-conflict',
                                             'capture-exceeds-hold') THEN
      entry_id := h.entry_id; item_lots := h.lots; item_lot_amounts := h.lot_amounts;
      item_at := h.created_at; hold_id := h.id; hold_reference := h.reference;
      hold_amount := h.amount; hold_captured := h.captured; hold_status := h.status;
      hold_expires_at := h.expires_at;
    END IF;
    RETURN NEXT;
  END LOOP;

  IF v_count > 0 THEN
    SELECT sha256(coalesce(w.seal, '') || string_agg(bytes, ''::bytea ORDER BY place)) INTO v_seal
      FROM unnest(v_bytes) WITH ORDINALITY AS entry (bytes, place);
    EXECUTE 'INSERT INTO token_balance_history (organization_id, id, wallet_id, seq, kind, amount, '
      'balance_before, balance_after, available_after, reference, lots, lot_amounts, actor_type, '
      'actor_id, actor_name, request_id, meta, at, seal) VALUES ('
      || array_to_string(v_rows, ', NULL), (') || format(', %L)', v_seal);
    w.seal := v_seal;
  END IF;
  IF cardinality(v_hold_rows) > 0 THEN
    EXECUTE 'INSERT INTO token_holds (organization_id, id, wallet_id, reference, amount, captured, '
      'status, lots, lot_amounts, expires_at, actor_type, actor_id, actor_name, request_id, '
      'created_at) VALUES ' || array_to_string(v_hold_rows, ', ');
  END IF;
  FOREACH v_first_item IN ARRAY v_changed_holds LOOP
    h := v_holds[v_first_item];
    UPDATE token_holds SET status = h.status, captured = h.captured, entry_id = h.entry_id,
                           resolved_at = h.resolved_at
     WHERE organization_id = p_org AND id = h.id;
  END LOOP;

  IF v_loaded THEN
    WHILE v_next <= cardinality(v_lot_ids) AND NOT (v_usable[v_next] AND v_free[v_next] > 0) LOOP
      v_next := v_next + 1;
    END LOOP;
    v_open := 0; w.open_lot := NULL; w.open_expires_at := NULL;
    IF v_next <= cardinality(v_lot_ids) THEN
      v_open := v_free[v_next];
      w.open_lot := v_lot_ids[v_next]; w.open_expires_at := v_lot_expiries[v_next];
    END IF;
    FOR j IN 1 .. cardinality(v_lot_ids) LOOP
      v_rest := CASE WHEN j = v_next THEN 0 ELSE v_free[j] END;
      IF v_rest <> v_in_row[j] OR v_held_change[j] <> 0 THEN
        UPDATE token_lots
           SET remaining = v_reserved[j] + v_held_change[j] + v_rest,
               held = held + v_held_change[j]
         WHERE organization_id = p_org AND id = v_lot_ids[j];
      END IF;
    END LOOP;
  END IF;
  IF v_loaded OR v_count > 0 THEN
    UPDATE organization_token_wallets
       SET balance = v_balance, held = v_held, expired = v_expired, seq = v_seq, seal = w.seal,
           version = version + 1, last_at = v_now, open_lot = w.open_lot, open_remaining = v_open,
           open_expires_at = w.open_expires_at, next_change_at = v_next_change
     WHERE organization_id = p_org AND id = w.id;
  END IF;

  -- Below the highest mark the others are looked at: each is watched by somebody else.
  IF v_available < w.watch_below THEN
    SELECT max(mark) INTO v_mark FROM wallet_watches
     WHERE organization_id = p_org AND wallet_id = w.id
       AND mark > v_available AND mark <= v_available_before;
    IF v_mark IS NOT NULL THEN
      INSERT INTO outbox (organization_id, id, event, payload, created_at)
      VALUES (p_org, p_spare_ids[1], 'wallet.fell-below',
              jsonb_build_object('available', v_available, 'mark', v_mark), v_now);
    END IF;
  END IF;

  -- Counted here, in the same commit; one that books nothing else need not wait for the disk.
  IF v_refused > 0 THEN
    IF NOT v_loaded AND v_count = 0 AND v_mark IS NULL THEN
      PERFORM set_config('synchronous_commit', 'off', true);
    END IF;
    v_reason := CASE w.status WHEN 'suspended' THEN 'wallet-suspended' ELSE 'insufficient-tokens' END;
    INSERT INTO wallet_refusals AS r
      (organization_id, id, wallet_id, reason, minute, count, last_reference, last_request_id,
       last_amount, last_at, balance, held, frozen, expired, status)
    VALUES (p_org, p_spare_ids[2], w.id, v_reason, date_trunc('minute', p_now, 'UTC'), v_refused,
            p_references[v_refused_last],
            coalesce(p_request_ids[v_refused_last], p_actor_names[v_refused_last]),
            p_amounts[v_refused_last], p_now, v_refused_parts[1], v_refused_parts[2],
            v_refused_parts[3], v_refused_parts[4], w.status)
    ON CONFLICT (organization_id, wallet_id, minute, reason)
    DO UPDATE SET count = r.count + excluded.count, last_reference = excluded.last_reference,
      last_request_id = excluded.last_request_id, last_amount = excluded.last_amount,
      last_at = excluded.last_at, balance = excluded.balance, held = excluded.held,
      frozen = excluded.frozen, expired = excluded.expired, status = excluded.status;
  END IF;
END $$`;
