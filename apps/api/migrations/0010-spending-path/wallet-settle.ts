/**
 * Locks the wallet and brings its row up to date at `p_now`: puts the open lot back, books holds
 * past their TTL as expired, adds `p_amount` to the balance and `p_entries` to the sequence, and
 * counts held, frozen and expired again from the lots. `p_seal` is the wallet's seal from then on.
 * Every change that `debit_spread` and `spend_many` do not decide goes through it.
 */
export const WALLET_SETTLE = `
CREATE FUNCTION wallet_settle(p_org uuid, p_now timestamptz, p_amount bigint, p_entries bigint,
  p_seal bytea)
RETURNS organization_token_wallets
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  w organization_token_wallets;
  v_now timestamptz;
  v_held bigint;
  v_frozen bigint;
  v_expired bigint;
  v_next timestamptz;
  v_next_hold timestamptz;
  h record;
BEGIN
  SELECT * INTO w FROM organization_token_wallets
   WHERE organization_id = p_org FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the organization has no wallet' USING ERRCODE = 'no_data_found';
  END IF;
  -- Clocks of two processes may differ: time in a wallet never runs backwards.
  v_now := GREATEST(p_now, w.last_at);

  IF w.open_remaining > 0 THEN
    UPDATE token_lots SET remaining = remaining + w.open_remaining
     WHERE organization_id = p_org AND id = w.open_lot;
  END IF;

  IF w.held > 0 THEN
    FOR h IN
      SELECT id, lots, lot_amounts, expires_at FROM token_holds
       WHERE organization_id = p_org AND status = 'open' AND expires_at <= v_now
    LOOP
      FOR i IN 1 .. cardinality(h.lots) LOOP
        UPDATE token_lots SET held = held - h.lot_amounts[i]
         WHERE organization_id = p_org AND id = h.lots[i];
      END LOOP;
      UPDATE token_holds SET status = 'expired', resolved_at = h.expires_at
       WHERE organization_id = p_org AND id = h.id;
    END LOOP;
  END IF;

  SELECT coalesce(sum(held), 0), coalesce(sum(frozen), 0),
         coalesce(sum(remaining - held - frozen) FILTER (WHERE expires_at <= v_now), 0),
         min(expires_at) FILTER (WHERE expires_at > v_now)
    INTO v_held, v_frozen, v_expired, v_next
    FROM token_lots WHERE organization_id = p_org AND remaining > 0;
  IF v_held > 0 THEN
    SELECT min(expires_at) INTO v_next_hold FROM token_holds
     WHERE organization_id = p_org AND status = 'open';
  END IF;

  UPDATE organization_token_wallets
     SET balance = balance + p_amount, seq = seq + p_entries, version = version + 1,
         held = v_held, frozen = v_frozen, expired = v_expired,
         open_lot = NULL, open_remaining = 0, open_expires_at = NULL, seal = p_seal,
         next_change_at = LEAST(v_next, v_next_hold), last_at = v_now
   WHERE organization_id = p_org AND id = w.id
  RETURNING * INTO w;
  RETURN w;
END $$`;
