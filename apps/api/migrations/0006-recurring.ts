import { appendOnly, dueColumns, platformTable, tenantTable } from '@purser/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Subscriptions, auto top-up, thresholds, forecasts, organization notes, the sandbox clock. */
export class Recurring1767225600006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  /** Migrations only go forward. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

const ACTOR_COLUMNS = `
     actor_type text NOT NULL CHECK (actor_type IN ('user', 'api_key', 'system')),
     actor_id uuid,
     actor_name text NOT NULL`;

const SUBSCRIPTIONS = [
  `CREATE TYPE subscription_status AS ENUM
     ('incomplete', 'active', 'paused', 'past_due', 'canceled')`,

  // Period n starts at anchor_at's wall time in time_zone plus n intervals; both are frozen here.
  `CREATE TABLE token_subscriptions (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     status subscription_status NOT NULL,
     package_id uuid NOT NULL,
     next_package_id uuid,
     interval text NOT NULL CHECK (interval IN ('month', 'year')),
     anchor_at timestamptz NOT NULL,
     time_zone text NOT NULL,
     payment_method_id uuid NOT NULL,
     current_period integer CHECK (current_period >= 0),
     current_period_start timestamptz,
     current_period_end timestamptz,
     next_period integer NOT NULL CHECK (next_period >= 0),
     next_charge_at timestamptz,
     paused_at timestamptz,
     past_due_at timestamptz,
     grace_days integer NOT NULL CHECK (grace_days BETWEEN 0 AND 60),
     grace_ends_at timestamptz,
     cancel_at_period_end boolean NOT NULL DEFAULT false,
     canceled_at timestamptz,
     cancel_reason text CHECK (cancel_reason IN ('requested', 'grace_ended', 'incomplete')),
     version integer NOT NULL DEFAULT 1,${ACTOR_COLUMNS},
     created_at timestamptz NOT NULL,
     updated_at timestamptz NOT NULL,
     PRIMARY KEY (organization_id, id),
     FOREIGN KEY (organization_id) REFERENCES organizations (organization_id),
     CONSTRAINT token_subscriptions_method FOREIGN KEY (organization_id, payment_method_id)
       REFERENCES payment_methods (organization_id, id),
     CONSTRAINT token_subscriptions_period CHECK (current_period_end > current_period_start),
     CONSTRAINT token_subscriptions_canceled
       CHECK ((status = 'canceled') = (canceled_at IS NOT NULL)),
     CONSTRAINT token_subscriptions_paused CHECK (status <> 'paused' OR paused_at IS NOT NULL),
     CONSTRAINT token_subscriptions_past_due
       CHECK (status <> 'past_due' OR (past_due_at IS NOT NULL AND grace_ends_at IS NOT NULL)),
     CONSTRAINT token_subscriptions_no_charge_due
       CHECK (status NOT IN ('canceled', 'incomplete') OR next_charge_at IS NULL)
   )`,
  ...tenantTable('token_subscriptions'),
  ...dueColumns('token_subscriptions', [
    'organization_id',
    'id',
    'status',
    'next_charge_at',
    'grace_ends_at',
    'cancel_at_period_end',
  ]),
  `CREATE UNIQUE INDEX token_subscriptions_one_live ON token_subscriptions (organization_id)
     WHERE status <> 'canceled'`,
  `CREATE INDEX token_subscriptions_charge_due ON token_subscriptions (next_charge_at)
     WHERE next_charge_at IS NOT NULL`,
  `CREATE INDEX token_subscriptions_grace_due ON token_subscriptions (grace_ends_at)
     WHERE status = 'past_due'`,

  // One row is one charge: the unique key is why a period is billed once, whoever runs.
  `CREATE TABLE subscription_periods (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     subscription_id uuid NOT NULL,
     period integer NOT NULL CHECK (period >= 0),
     package_id uuid NOT NULL,
     starts_at timestamptz NOT NULL,
     ends_at timestamptz NOT NULL,
     status text NOT NULL CHECK (status IN ('charging', 'paid', 'declined', 'skipped', 'abandoned')),
     purchase_id uuid,
     attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
     next_attempt_at timestamptz,
     first_declined_at timestamptz,
     last_decline_code text,
     last_decline_class text CHECK (last_decline_class IN ('hard', 'soft')),
     paid_at timestamptz,
     created_at timestamptz NOT NULL,
     updated_at timestamptz NOT NULL,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT subscription_periods_once UNIQUE (organization_id, subscription_id, period),
     CONSTRAINT subscription_periods_subscription FOREIGN KEY (organization_id, subscription_id)
       REFERENCES token_subscriptions (organization_id, id),
     CONSTRAINT subscription_periods_purchase FOREIGN KEY (organization_id, purchase_id)
       REFERENCES token_purchases (organization_id, id),
     CONSTRAINT subscription_periods_span CHECK (ends_at > starts_at),
     CONSTRAINT subscription_periods_paid CHECK ((status = 'paid') = (paid_at IS NOT NULL))
   )`,
  ...tenantTable('subscription_periods'),
  ...dueColumns('subscription_periods', ['organization_id', 'id', 'status', 'next_attempt_at']),
  `CREATE INDEX subscription_periods_attempt_due ON subscription_periods (next_attempt_at)
     WHERE next_attempt_at IS NOT NULL`,
];

const AUTO_TOPUP = [
  `CREATE TYPE topup_trigger AS ENUM ('threshold', 'schedule')`,

  `CREATE TABLE auto_topup_policies (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     trigger topup_trigger NOT NULL,
     enabled boolean NOT NULL DEFAULT true,
     below_tokens bigint CHECK (below_tokens BETWEEN 1 AND 9007199254740991),
     schedule_interval text CHECK (schedule_interval IN ('day', 'week', 'month')),
     schedule_day_of_month smallint CHECK (schedule_day_of_month BETWEEN 1 AND 31),
     schedule_anchor_at timestamptz,
     next_run_at timestamptz,
     package_id uuid,
     increment_tokens bigint CHECK (increment_tokens BETWEEN 1 AND 9007199254740991),
     monthly_limit_minor bigint NOT NULL CHECK (monthly_limit_minor > 0),
     currency char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
     payment_method_id uuid NOT NULL,
     cool_down_minutes integer NOT NULL CHECK (cool_down_minutes BETWEEN 0 AND 43200),
     cool_down_until timestamptz,
     consecutive_declines integer NOT NULL DEFAULT 0 CHECK (consecutive_declines >= 0),
     suspended_at timestamptz,
     suspended_fingerprint text,
     retry_at timestamptz,
     version integer NOT NULL DEFAULT 1,${ACTOR_COLUMNS},
     created_at timestamptz NOT NULL,
     updated_at timestamptz NOT NULL,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT auto_topup_policies_one_per_trigger UNIQUE (organization_id, trigger),
     FOREIGN KEY (organization_id) REFERENCES organizations (organization_id),
     CONSTRAINT auto_topup_policies_method FOREIGN KEY (organization_id, payment_method_id)
       REFERENCES payment_methods (organization_id, id),
     CONSTRAINT auto_topup_policies_threshold
       CHECK ((trigger = 'threshold') = (below_tokens IS NOT NULL)),
     CONSTRAINT auto_topup_policies_schedule
       CHECK ((trigger = 'schedule') = (schedule_interval IS NOT NULL)),
     CONSTRAINT auto_topup_policies_day_of_month
       CHECK (schedule_day_of_month IS NULL OR schedule_interval = 'month'),
     CONSTRAINT auto_topup_policies_increment
       CHECK ((package_id IS NULL) <> (increment_tokens IS NULL))
   )`,
  ...tenantTable('auto_topup_policies'),
  ...dueColumns('auto_topup_policies', [
    'organization_id',
    'id',
    'trigger',
    'enabled',
    'next_run_at',
    'retry_at',
    'suspended_at',
  ]),
  `CREATE INDEX auto_topup_policies_run_due ON auto_topup_policies (next_run_at)
     WHERE next_run_at IS NOT NULL`,

  // The monthly limit: reserved_minor + settled_minor is raised by a conditional UPDATE, gross.
  `CREATE TABLE auto_topup_months (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     policy_id uuid NOT NULL,
     month char(7) NOT NULL CHECK (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
     currency char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
     reserved_minor bigint NOT NULL DEFAULT 0 CHECK (reserved_minor >= 0),
     settled_minor bigint NOT NULL DEFAULT 0 CHECK (settled_minor >= 0),
     blocked_announced_at timestamptz,
     closed_at timestamptz,
     created_at timestamptz NOT NULL,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT auto_topup_months_once UNIQUE (organization_id, policy_id, month),
     CONSTRAINT auto_topup_months_policy FOREIGN KEY (organization_id, policy_id)
       REFERENCES auto_topup_policies (organization_id, id)
   )`,
  ...tenantTable('auto_topup_months'),
  ...dueColumns('auto_topup_months', ['organization_id', 'id', 'month', 'closed_at']),
  'CREATE INDEX auto_topup_months_open ON auto_topup_months (month) WHERE closed_at IS NULL',

  // What one charge took from its month; while `reserved` it is the wallet's only one in flight.
  `CREATE TABLE auto_topup_reservations (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     policy_id uuid NOT NULL,
     month_id uuid NOT NULL,
     purchase_id uuid NOT NULL,
     status text NOT NULL CHECK (status IN ('reserved', 'settled', 'released')),
     tokens bigint NOT NULL CHECK (tokens > 0),
     gross_minor bigint NOT NULL CHECK (gross_minor > 0),
     created_at timestamptz NOT NULL,
     closed_at timestamptz,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT auto_topup_reservations_once UNIQUE (organization_id, purchase_id),
     CONSTRAINT auto_topup_reservations_purchase FOREIGN KEY (organization_id, purchase_id)
       REFERENCES token_purchases (organization_id, id),
     CONSTRAINT auto_topup_reservations_policy FOREIGN KEY (organization_id, policy_id)
       REFERENCES auto_topup_policies (organization_id, id),
     CONSTRAINT auto_topup_reservations_month FOREIGN KEY (organization_id, month_id)
       REFERENCES auto_topup_months (organization_id, id),
     CONSTRAINT auto_topup_reservations_closed
       CHECK ((status = 'reserved') = (closed_at IS NULL))
   )`,
  ...tenantTable('auto_topup_reservations'),
  `CREATE UNIQUE INDEX auto_topup_reservations_one_in_flight
     ON auto_topup_reservations (organization_id) WHERE status = 'reserved'`,

  `CREATE TABLE auto_topup_decisions (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     policy_id uuid NOT NULL,
     cause text NOT NULL CHECK (cause IN ('crossing', 'sweep', 'schedule', 'retry')),
     verdict text NOT NULL CHECK (verdict IN ('buy', 'wait', 'blocked')),
     reason text NOT NULL,
     available_tokens bigint NOT NULL,
     below_tokens bigint,
     in_flight_tokens bigint NOT NULL CHECK (in_flight_tokens >= 0),
     increments integer NOT NULL CHECK (increments >= 0),
     tokens bigint NOT NULL CHECK (tokens >= 0),
     gross_minor bigint NOT NULL CHECK (gross_minor >= 0),
     month_left_minor bigint NOT NULL,
     currency char(3) NOT NULL,
     inputs jsonb NOT NULL,
     purchase_id uuid,
     decided_at timestamptz NOT NULL,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT auto_topup_decisions_policy FOREIGN KEY (organization_id, policy_id)
       REFERENCES auto_topup_policies (organization_id, id),
     CONSTRAINT auto_topup_decisions_bought
       CHECK ((verdict = 'buy') = (purchase_id IS NOT NULL))
   )`,
  ...tenantTable('auto_topup_decisions'),
  ...appendOnly('auto_topup_decisions'),
  `CREATE INDEX auto_topup_decisions_by_policy
     ON auto_topup_decisions (organization_id, policy_id, id)`,
];

const THRESHOLDS = [
  // value is tokens, percent of base_tokens, or days; mark_tokens is what available is compared to.
  `CREATE TABLE low_balance_notifications (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     kind text NOT NULL CHECK (kind IN ('tokens', 'percent', 'runwayDays')),
     value bigint NOT NULL CHECK (value BETWEEN 1 AND 9007199254740991),
     channels text[] NOT NULL,
     recipients text[] NOT NULL DEFAULT '{}',
     band_percent integer NOT NULL DEFAULT 10 CHECK (band_percent BETWEEN 0 AND 1000),
     cool_down_minutes integer NOT NULL DEFAULT 0,
     state text NOT NULL DEFAULT 'armed' CHECK (state IN ('armed', 'fired')),
     base_tokens bigint CHECK (base_tokens >= 0),
     mark_tokens bigint CHECK (mark_tokens >= 0),
     crossing integer NOT NULL DEFAULT 0 CHECK (crossing >= 0),
     fired_at timestamptz,
     rearmed_at timestamptz,
     version integer NOT NULL DEFAULT 1,${ACTOR_COLUMNS},
     created_at timestamptz NOT NULL,
     updated_at timestamptz NOT NULL,
     PRIMARY KEY (organization_id, id),
     FOREIGN KEY (organization_id) REFERENCES organizations (organization_id),
     CONSTRAINT low_balance_notifications_percent CHECK (kind <> 'percent' OR value <= 100),
     CONSTRAINT low_balance_notifications_days CHECK (kind <> 'runwayDays' OR value <= 3650),
     CONSTRAINT low_balance_notifications_channels
       CHECK (cardinality(channels) > 0 AND channels <@ ARRAY['email', 'in_app', 'webhook']),
     CONSTRAINT low_balance_notifications_cool_down
       CHECK (cool_down_minutes BETWEEN 0 AND 43200),
     CONSTRAINT low_balance_notifications_fired CHECK (state <> 'fired' OR fired_at IS NOT NULL)
   )`,
  ...tenantTable('low_balance_notifications'),
  ...dueColumns('low_balance_notifications', ['organization_id', 'id', 'state', 'updated_at']),

  // Every fall and recovery of every threshold; of several at once only the worst was announced.
  `CREATE TABLE low_balance_crossings (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     threshold_id uuid NOT NULL,
     crossing integer NOT NULL CHECK (crossing >= 1),
     direction text NOT NULL CHECK (direction IN ('fell', 'recovered')),
     available_tokens bigint NOT NULL,
     mark_tokens bigint NOT NULL,
     announced boolean NOT NULL,
     at timestamptz NOT NULL,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT low_balance_crossings_once
       UNIQUE (organization_id, threshold_id, crossing, direction),
     FOREIGN KEY (organization_id) REFERENCES organizations (organization_id)
   )`,
  ...tenantTable('low_balance_crossings'),
  ...appendOnly('low_balance_crossings'),

  `CREATE TABLE token_usage_forecasts (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     local_date date NOT NULL,
     status text NOT NULL CHECK (status IN ('ready', 'insufficient-history')),
     method text,
     history_days integer NOT NULL CHECK (history_days >= 0),
     available_tokens bigint NOT NULL CHECK (available_tokens >= 0),
     daily jsonb NOT NULL,
     run_out_at timestamptz,
     at_risk jsonb NOT NULL,
     mase double precision,
     seasonal_naive_mase double precision,
     pinball_loss double precision,
     computed_at timestamptz NOT NULL,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT token_usage_forecasts_once UNIQUE (organization_id, local_date),
     FOREIGN KEY (organization_id) REFERENCES organizations (organization_id),
     CONSTRAINT token_usage_forecasts_method CHECK ((status = 'ready') = (method IS NOT NULL))
   )`,
  ...tenantTable('token_usage_forecasts'),
];

const THE_REST = [
  // What support writes down about a customer.
  `CREATE TABLE organization_notes (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     body text NOT NULL CHECK (length(body) BETWEEN 1 AND 10000),${ACTOR_COLUMNS},
     created_at timestamptz NOT NULL,
     PRIMARY KEY (organization_id, id),
     FOREIGN KEY (organization_id) REFERENCES organizations (organization_id)
   )`,
  ...tenantTable('organization_notes'),

  // The one row of the virtual clock: how far ahead of machine time the sandbox is.
  `CREATE TABLE sandbox_clock (
     id smallint PRIMARY KEY CHECK (id = 1),
     offset_ms bigint NOT NULL CHECK (offset_ms >= 0),
     version integer NOT NULL DEFAULT 1,
     updated_at timestamptz NOT NULL
   )`,
  ...platformTable('sandbox_clock'),
];

const STATEMENTS = [...SUBSCRIPTIONS, ...AUTO_TOPUP, ...THRESHOLDS, ...THE_REST];
