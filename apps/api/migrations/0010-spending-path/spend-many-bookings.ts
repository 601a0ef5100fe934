/** Writes what was decided: entries with their seal, holds, lots, the wallet, events, refusals. */
export const BOOKINGS = `  IF v_count > 0 THEN
    SELECT sha256(coalesce(w.seal, '') || string_agg(bytes, ''::bytea ORDER BY place)) INTO v_seal
      FROM unnest(v_bytes) WITH ORDINALITY AS entry (bytes, place);
    IF n = 1 THEN
      INSERT INTO token_balance_history
        (organization_id, id, wallet_id, seq, kind, amount, balance_before, balance_after,
         available_after, reference, lots, lot_amounts, actor_type, actor_id, actor_name,
         request_id, meta, at, seal)
      VALUES (p_org, v_entry, w.id, v_seq, v_kind::ledger_entry_kind, -v_amount, w.balance,
              v_balance, v_available, v_reference, v_burnt, v_burnt_amounts, p_actor_types[1],
              p_actor_ids[1], p_actor_names[1], p_request_ids[1], v_meta, v_now, v_seal);
    ELSE
      EXECUTE 'INSERT INTO token_balance_history (organization_id, id, wallet_id, seq, kind, amount, '
        'balance_before, balance_after, available_after, reference, lots, lot_amounts, actor_type, '
        'actor_id, actor_name, request_id, meta, at, seal) VALUES ('
        || array_to_string(v_rows, ', NULL), (') || format(', %L)', v_seal);
    END IF;
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
