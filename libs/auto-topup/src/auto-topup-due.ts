/** When the local month of an open row of a month ends. */
const MONTH_ENDS = `((m.month || '-01')::date + interval '1 month') AT TIME ZONE o.time_zone`;

/**
 * A policy whose wallet is short waits for its cool-down, or the end of the month whose limit it used
 * up; any other for its wallet to change by time alone. What a debit does
 * is announced by the wallet and waits for nothing.
 */
export const THRESHOLD_DUE = `SELECT LEAST(
    (SELECT min(created_at) + interval '2 minutes' FROM auto_topup_reservations
      WHERE status = 'reserved' AND created_at + interval '2 minutes' > $1),
    (SELECT min(w.next_change_at) FROM auto_topup_policies p
       JOIN organization_token_wallets w USING (organization_id)
      WHERE p.trigger = 'threshold' AND p.enabled AND p.suspended_at IS NULL
        AND w.next_change_at > $1),
    (SELECT min(at) FROM (
       SELECT p.cool_down_until, (
           SELECT min(${MONTH_ENDS}) FROM auto_topup_months m
             JOIN organizations o USING (organization_id)
            WHERE m.organization_id = p.organization_id AND m.policy_id = p.id
              AND m.closed_at IS NULL AND m.blocked_announced_at IS NOT NULL) AS month_ends
         FROM auto_topup_policies p JOIN organization_token_wallets w USING (organization_id)
        WHERE p.trigger = 'threshold' AND p.enabled AND p.suspended_at IS NULL
          AND w.status = 'active'
          AND w.balance - w.held - w.frozen - w.expired < p.below_tokens) short,
       LATERAL (VALUES (cool_down_until), (month_ends)) waits (at)
      WHERE at > $1)) AS at`;

export const SCHEDULE_DUE = `SELECT min(next_run_at) AS at FROM auto_topup_policies
  WHERE trigger = 'schedule' AND enabled AND suspended_at IS NULL AND next_run_at > $1`;

export const RETRY_DUE = `SELECT min(retry_at) AS at FROM auto_topup_policies
  WHERE enabled AND suspended_at IS NULL AND retry_at > $1`;

export const MONTH_DUE = `SELECT min(${MONTH_ENDS}) AS at
  FROM auto_topup_months m JOIN organizations o USING (organization_id)
  WHERE m.closed_at IS NULL AND ${MONTH_ENDS} > $1`;
