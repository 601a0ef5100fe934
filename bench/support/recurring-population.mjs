/** Longest interval over which due work is spread: an hour of a month of thirty days. */
const HOURS_OF_A_MONTH = 720;

/** Organizations whose card is charged in the run: they need a customer who can pay. */
const IS_CHARGED = `(n % ${HOURS_OF_A_MONTH} IN (0, 4) OR n % 1000 = 3)`;

/**
 * How many of `count` organizations are charged in one run of all jobs.
 *
 * @param {number} count
 */
export function chargedOf(count) {
  let charged = 0;
  for (let n = 1; n <= count; n += 1) {
    if (n % HOURS_OF_A_MONTH === 0 || n % HOURS_OF_A_MONTH === 4 || n % 1000 === 3) charged += 1;
  }
  return charged;
}

/**
 * Organizations with everything that jobs look at, made by set-based SQL: what is measured is the
 * jobs, not signing up. What is due at `now` is what one run meets where work is spread evenly: one
 * hour of a month of renewals, schedules and expiry notices, one day of a month of expiries, a
 * hundredth in grace, a thousandth below its marks. A tenth spent tokens since yesterday, and has two
 * months of daily use; the others were used never. A month has just ended for all.
 *
 * @param {import('pg').Pool} database
 * @param {{ count: number, now: Date, packageId: string,
 *   payers: readonly { customer: string, card: string }[] }} scene
 */
export async function populateRecurring(database, { count, now, packageId, payers }) {
  const client = await database.connect();
  try {
    await client.query('SET session_replication_role = replica');
    await client.query(
      `CREATE UNLOGGED TABLE bench_made AS
         SELECT n, gen_random_uuid() AS id, gen_random_uuid() AS lot, $2::timestamptz AS now,
                CASE WHEN ${IS_CHARGED} THEN count(*) FILTER (WHERE ${IS_CHARGED}) OVER (ORDER BY n)
                END AS payer
           FROM generate_series(1, $1::int) AS made (n)`,
      [count, now],
    );
    for (const statement of ORGANIZATIONS) await client.query(statement);
    await client.query(CUSTOMERS, [payers.map(({ customer }) => customer)]);
    await client.query(CARDS, [payers.map(({ card }) => card)]);
    await client.query(SUBSCRIPTIONS, [packageId]);
    await client.query(POLICIES, [packageId]);
    for (const statement of THE_REST) await client.query(statement);
    await client.query('DROP TABLE bench_made');
    await client.query('SET session_replication_role = origin');
  } finally {
    client.release();
  }
  await database.query('VACUUM ANALYZE');
}

const IS_ACTIVE = 'n % 10 = 1';
const HELD = 'CASE WHEN n % 100 = 5 THEN 10 ELSE 0 END';
/** Tokens spent since yesterday. */
const SPENT = `CASE WHEN ${IS_ACTIVE} THEN 100 ELSE 0 END`;

const ORGANIZATIONS = [
  `INSERT INTO organizations (organization_id, id, name, legal_name, currency, time_zone, country,
                              billing_email, tax_exempt, created_at)
   SELECT id, id, id::text, id::text, 'USD', 'UTC', 'US', 'bench@example.test', true, now
     FROM bench_made`,
  `INSERT INTO organization_directory (organization_id, name, search, currency, created_at)
   SELECT id, id::text, id::text, 'USD', now FROM bench_made`,
  // Two lots: each hundredth has a hold on the first, each thirtieth lost the first by expiry.
  `INSERT INTO organization_token_wallets
     (organization_id, id, status, balance, held, frozen, expired, open_remaining, next_change_at,
      seq, anchored_seq, seal, version, last_at, created_at)
   SELECT id, id, 'active', 2000 - ${SPENT}, ${HELD}, 0, 0, 0,
          CASE WHEN n % 30 = 0 THEN now - interval '1 hour'
               WHEN n % 100 = 5 THEN now - interval '1 minute' END,
          CASE WHEN ${IS_ACTIVE} THEN 3 ELSE 2 END, 2, sha256(id::text::bytea), 1,
          CASE WHEN ${IS_ACTIVE} THEN now - interval '5 hours' ELSE now - interval '60 days' END,
          now - interval '61 days'
     FROM bench_made`,
  `INSERT INTO token_lots
     (organization_id, id, wallet_id, source, label, granted, remaining, held, frozen, effective_at,
      expires_at, cost_minor, currency, granted_seq, created_at)
   SELECT id, id, id, 'promotion', 'bench', 1000, 1000, ${HELD}, 0, now - interval '60 days',
          CASE WHEN n % 30 = 0 THEN now - interval '1 hour'
               WHEN n % ${HOURS_OF_A_MONTH} = 7 THEN now + interval '30 days' - interval '10 minutes'
               ELSE now + interval '300 days' END,
          0, 'USD', 1, now - interval '60 days'
     FROM bench_made`,
  `INSERT INTO token_lots
     (organization_id, id, wallet_id, source, label, granted, remaining, held, frozen, effective_at,
      expires_at, cost_minor, currency, granted_seq, created_at)
   SELECT id, lot, id, 'promotion', 'bench', 1000, 1000 - ${SPENT}, 0, 0, now - interval '60 days',
          now + interval '300 days', 0, 'USD', 2, now - interval '60 days'
     FROM bench_made`,
  `INSERT INTO token_balance_history
     (organization_id, id, wallet_id, seq, kind, amount, balance_before, balance_after,
      available_after, reference, lots, lot_amounts, actor_type, actor_name, at)
   SELECT id, gen_random_uuid(), id, seq, kind::ledger_entry_kind, amount, before, before + amount,
          before + amount, 'bench-' || seq, ARRAY[lot_of], ARRAY[abs(amount)::bigint], 'system', 'bench', at
     FROM bench_made, LATERAL (VALUES
       (1, 'adjustment', 1000, 0, id, now - interval '60 days'),
       (2, 'adjustment', 1000, 1000, lot, now - interval '60 days'),
       (3, 'debit', -100, 2000, lot, now - interval '5 hours')
     ) AS entry (seq, kind, amount, before, lot_of, at)
    WHERE seq < 3 OR ${IS_ACTIVE}`,
  `INSERT INTO token_holds
     (organization_id, id, wallet_id, reference, amount, captured, status, lots, lot_amounts,
      expires_at, actor_type, actor_name, created_at)
   SELECT id, id, id, 'bench', 10, 0, 'open', ARRAY[id], ARRAY[10::bigint],
          now - interval '1 minute', 'system', 'bench', now - interval '1 day'
     FROM bench_made WHERE n % 100 = 5`,
  `INSERT INTO audit_heads (organization_id, sequence, hash, anchored_sequence)
   SELECT id, 1, sha256(id::text::bytea), CASE WHEN ${IS_ACTIVE} THEN 0 ELSE 1 END FROM bench_made`,
  `INSERT INTO reconciliation_states (organization_id, id, reconciled_at, differences)
   SELECT id, id, now - interval '1 day', 0 FROM bench_made`,
  // Counted until the day before yesterday.
  `INSERT INTO token_usage_days
     (organization_id, local_date, time_zone, tokens, last_seq, balance_after)
   SELECT id, now::date - day, 'UTC', 50 + (n * 7919 + day * 104729) % 50 * (1 + day % 7 / 5), 2, 2000
     FROM bench_made, generate_series(2, 61) AS days (day) WHERE ${IS_ACTIVE}`,
  `INSERT INTO token_usage_forecasts
     (organization_id, id, local_date, status, history_days, available_tokens, daily, at_risk,
      computed_at, time_zone)
   SELECT id, gen_random_uuid(), now::date - 1, 'insufficient-history', 0, 2000, '[]', '[]',
          now - interval '23 hours', 'UTC'
     FROM bench_made`,
];

const CUSTOMERS = `INSERT INTO payment_customers (organization_id, id, provider_id, created_at)
  SELECT id, id, ($1::text[])[payer], now FROM bench_made WHERE payer IS NOT NULL`;

const CARDS = `INSERT INTO payment_methods
    (organization_id, id, provider_id, brand, last4, exp_month, exp_year, fingerprint, is_default,
     created_at)
  SELECT id, id, coalesce(($1::text[])[payer], 'pm_' || id), 'visa', '4242', 12, 2040, id::text, true,
         now
    FROM bench_made`;

const SUBSCRIPTIONS = `INSERT INTO token_subscriptions
    (organization_id, id, status, package_id, interval, anchor_at, time_zone, payment_method_id,
     current_period, current_period_start, current_period_end, next_period, next_charge_at,
     past_due_at, grace_days, grace_ends_at, reminder_at, actor_type, actor_name, created_at,
     updated_at)
  SELECT id, id, (CASE WHEN n % 100 = 2 THEN 'past_due' ELSE 'active' END)::subscription_status, $1,
         'month', charge_at - interval '1 month', 'UTC', id, 0, charge_at - interval '1 month',
         charge_at, 1, charge_at, CASE WHEN n % 100 = 2 THEN now - interval '7 days' END, 7,
         CASE WHEN n % 100 = 2 THEN now - interval '1 hour' END,
         CASE WHEN n % ${HOURS_OF_A_MONTH} = 1 THEN now - interval '1 minute' END, 'system', 'bench',
         now, now
    FROM (SELECT *, CASE WHEN n % ${HOURS_OF_A_MONTH} = 0 THEN now - interval '10 minutes'
                         ELSE now + n % ${HOURS_OF_A_MONTH} * interval '1 hour' END AS charge_at
            FROM bench_made) made`;

const POLICIES = `INSERT INTO auto_topup_policies
    (organization_id, id, trigger, enabled, below_tokens, schedule_interval, schedule_anchor_at,
     next_run_at, package_id, monthly_limit_minor, currency, payment_method_id, cool_down_minutes,
     actor_type, actor_name, created_at, updated_at)
  SELECT id, gen_random_uuid(), kind::topup_trigger, true,
         CASE WHEN kind = 'threshold' THEN CASE WHEN n % 1000 = 3 THEN 3000 ELSE 500 END END,
         CASE WHEN kind = 'schedule' THEN 'month' END,
         CASE WHEN kind = 'schedule' THEN now - interval '1 month' END,
         CASE WHEN kind = 'schedule' AND n % ${HOURS_OF_A_MONTH} = 4 THEN now - interval '10 minutes'
              WHEN kind = 'schedule' THEN now + interval '20 days' END,
         $1::uuid, 100000, 'USD', id, 0, 'system', 'bench', now, now
    FROM bench_made, unnest(ARRAY['threshold', 'schedule']) AS kinds (kind)`;

const THE_REST = [
  `INSERT INTO auto_topup_months
     (organization_id, id, policy_id, month, currency, settled_minor, created_at)
   SELECT p.organization_id, gen_random_uuid(), p.id,
          to_char(p.created_at - interval '1 month', 'YYYY-MM'), 'USD', 0, p.created_at
     FROM auto_topup_policies p JOIN bench_made ON bench_made.id = p.organization_id
    WHERE p.trigger = 'threshold'`,
  `INSERT INTO low_balance_notifications
     (organization_id, id, kind, value, channels, mark_tokens, rearm_tokens, actor_type, actor_name,
      created_at, updated_at)
   SELECT id, id, 'tokens', mark, '{in_app}', mark, mark + mark / 10, 'system', 'bench', now, now
     FROM (SELECT *, CASE WHEN n % 1000 = 6 THEN 3000 ELSE 500 END AS mark FROM bench_made) made`,
];
