/**
 * Organizations with everything that jobs look at, made by set-based SQL: what is measured is the
 * jobs, not signing up. What is due at `now` is what one run meets where work is spread evenly: one
 * hour of a month of subscriptions, one day of a month of expiries, a hundredth in grace.
 *
 * @param {import('pg').Pool} database
 * @param {{ count: number, now: Date, packageId: string, customer: string, card: string }} scene
 */
export async function populateRecurring(database, { count, now, packageId, customer, card }) {
  const client = await database.connect();
  try {
    await client.query('SET session_replication_role = replica');
    await client.query(
      `CREATE UNLOGGED TABLE bench_made AS
         SELECT n, gen_random_uuid() AS id, $2::timestamptz AS now
           FROM generate_series(1, $1::int) AS made (n)`,
      [count, now],
    );
    for (const statement of ORGANIZATIONS) await client.query(statement);
    await client.query(CUSTOMERS, [customer]);
    await client.query(CARDS, [card]);
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

const ORGANIZATIONS = [
  `INSERT INTO organizations (organization_id, id, name, legal_name, currency, time_zone, country,
                              billing_email, tax_exempt, created_at)
   SELECT id, id, id::text, id::text, 'USD', 'UTC', 'US', 'bench@example.test', true, now
     FROM bench_made`,
  `INSERT INTO organization_directory (organization_id, name, search, currency, created_at)
   SELECT id, id::text, id::text, 'USD', now FROM bench_made`,
  // Each hundredth has a hold whose time is over, each thirtieth a lot.
  `INSERT INTO organization_token_wallets
     (organization_id, id, status, balance, held, frozen, expired, open_remaining, next_change_at,
      seq, version, last_at, created_at)
   SELECT id, id, 'active', 1000, CASE WHEN n % 100 = 5 THEN 10 ELSE 0 END, 0, 0, 0,
          CASE WHEN n % 30 = 0 THEN now - interval '1 hour' END, 0, 1,
          now - interval '1 day', now - interval '1 day'
     FROM bench_made`,
  `INSERT INTO token_lots
     (organization_id, id, wallet_id, source, label, granted, remaining, held, frozen, effective_at,
      expires_at, cost_minor, currency, granted_seq, created_at)
   SELECT id, id, id, 'purchase', 'bench', 1000, 1000, CASE WHEN n % 100 = 5 THEN 10 ELSE 0 END, 0,
          now - interval '30 days',
          CASE WHEN n % 30 = 0 THEN now - interval '1 hour' ELSE now + interval '300 days' END,
          1000, 'USD', 0, now - interval '30 days'
     FROM bench_made`,
  `INSERT INTO token_holds
     (organization_id, id, wallet_id, reference, amount, captured, status, lots, lot_amounts,
      expires_at, actor_type, actor_name, created_at)
   SELECT id, id, id, 'bench', 10, 0, 'open', ARRAY[id], ARRAY[10::bigint],
          now - interval '1 minute', 'system', 'bench', now - interval '1 day'
     FROM bench_made WHERE n % 100 = 5`,
  `INSERT INTO audit_heads (organization_id, sequence, hash)
   SELECT id, 1, sha256(id::text::bytea) FROM bench_made`,
];

const CUSTOMERS = `INSERT INTO payment_customers (organization_id, id, provider_id, created_at)
  SELECT id, id, $1, now FROM bench_made`;

const CARDS = `INSERT INTO payment_methods
    (organization_id, id, provider_id, brand, last4, exp_month, exp_year, fingerprint, is_default,
     created_at)
  SELECT id, id, $1, 'visa', '4242', 12, 2040, id::text, true, now FROM bench_made`;

const SUBSCRIPTIONS = `INSERT INTO token_subscriptions
    (organization_id, id, status, package_id, interval, anchor_at, time_zone, payment_method_id,
     current_period, current_period_start, current_period_end, next_period, next_charge_at,
     past_due_at, grace_days, grace_ends_at, reminder_at, actor_type, actor_name, created_at,
     updated_at)
  SELECT id, id, (CASE WHEN n % 100 = 2 THEN 'past_due' ELSE 'active' END)::subscription_status, $1,
         'month', charge_at - interval '1 month', 'UTC', id, 0, charge_at - interval '1 month',
         charge_at, 1, charge_at, CASE WHEN n % 100 = 2 THEN now - interval '7 days' END, 7,
         CASE WHEN n % 100 = 2 THEN now - interval '1 hour' END,
         CASE WHEN n % 720 = 1 THEN now - interval '1 minute' END, 'system', 'bench', now, now
    FROM (SELECT *, CASE WHEN n % 720 = 0 THEN now - interval '10 minutes'
                         ELSE now + n % 720 * interval '1 hour' END AS charge_at
            FROM bench_made) made`;

const POLICIES = `INSERT INTO auto_topup_policies
    (organization_id, id, trigger, enabled, below_tokens, schedule_interval, schedule_anchor_at,
     next_run_at, package_id, monthly_limit_minor, currency, payment_method_id, cool_down_minutes,
     actor_type, actor_name, created_at, updated_at)
  SELECT id, gen_random_uuid(), kind::topup_trigger, true,
         CASE WHEN kind = 'threshold' THEN CASE WHEN n % 1000 = 3 THEN 2000 ELSE 500 END END,
         CASE WHEN kind = 'schedule' THEN 'month' END,
         CASE WHEN kind = 'schedule' THEN now - interval '1 month' END,
         CASE WHEN kind = 'schedule' AND n % 720 = 4 THEN now - interval '10 minutes'
              WHEN kind = 'schedule' THEN now + interval '20 days' END,
         $1::uuid, CASE WHEN n % 1000 = 3 THEN 1 ELSE 100000 END, 'USD', id, 0, 'system', 'bench',
         now, now
    FROM bench_made, unnest(ARRAY['threshold', 'schedule']) AS kinds (kind)`;

const THE_REST = [
  `INSERT INTO auto_topup_months
     (organization_id, id, policy_id, month, currency, settled_minor, created_at)
   SELECT p.organization_id, gen_random_uuid(), p.id,
          to_char(p.created_at - interval '1 month', 'YYYY-MM'), 'USD', 0, p.created_at
     FROM auto_topup_policies p JOIN bench_made ON bench_made.id = p.organization_id
    WHERE p.trigger = 'threshold'`,
  // Each thousandth is below its mark.
  `INSERT INTO low_balance_notifications
     (organization_id, id, kind, value, channels, mark_tokens, rearm_tokens, actor_type, actor_name,
      created_at, updated_at)
   SELECT id, id, 'tokens', mark, '{in_app}', mark, mark + mark / 10, 'system', 'bench', now, now
     FROM (SELECT *, CASE WHEN n % 1000 = 6 THEN 2000 ELSE 500 END AS mark FROM bench_made) made`,
];
