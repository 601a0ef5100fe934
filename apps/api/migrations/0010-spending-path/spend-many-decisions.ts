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

/** Decides item by item on the wallet in memory, and answers each. */
export const DECISIONS = `  FOR i IN 1 .. n LOOP
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
        IF n > 1 THEN v_rows[v_count] := format(
          '%L, %L, %L, %s, %L, %s, %s, %s, %s, %L, %L, %L, %L, %L, %L, %L, %L, %L',
          p_org, v_entry, w.id, v_seq, v_kind, -v_amount, v_balance + v_amount, v_balance,
          v_available, v_reference, v_burnt, v_burnt_amounts, p_actor_types[i], p_actor_ids[i],
          p_actor_names[i], p_request_ids[i], v_meta, v_now); END IF;
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
  END LOOP;`;
