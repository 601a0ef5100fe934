import { appendOnly, dueColumns, platformTable, tenantTable } from '@purser/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The payment provider's objects and events, cards, and the purchase ledger. */
export class PaymentsAndPurchases1767225600005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...PAYMENTS, ...PURCHASES]) await runner.query(statement);
  }

  /** Migrations only go forward. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

const ACTOR = `actor_type text NOT NULL CHECK (actor_type IN ('user', 'api_key', 'system')),
     actor_id uuid,
     actor_name text NOT NULL`;

const PAYMENTS = [
  `CREATE TABLE provider_objects (
     provider_id text PRIMARY KEY CHECK (length(provider_id) BETWEEN 1 AND 255),
     kind text NOT NULL CHECK (kind IN ('customer', 'payment_method', 'payment_intent')),
     organization_id uuid NOT NULL,
     purchase_id uuid,
     created_at timestamptz NOT NULL
   )`,
  ...platformTable('provider_objects'),

  `CREATE TABLE provider_events (
     id text PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 255),
     type text NOT NULL,
     object_id text,
     payload jsonb NOT NULL,
     received_at timestamptz NOT NULL,
     processed_at timestamptz,
     error text
   )`,
  ...platformTable('provider_events'),
  'CREATE INDEX provider_events_open ON provider_events (received_at, id) WHERE processed_at IS NULL',
  'CREATE INDEX provider_events_by_object ON provider_events (object_id, received_at)',

  `CREATE TABLE card_attempts (
     id uuid PRIMARY KEY,
     fingerprint text NOT NULL,
     at timestamptz NOT NULL
   )`,
  ...platformTable('card_attempts'),
  'CREATE INDEX card_attempts_by_card ON card_attempts (fingerprint, at)',

  `CREATE TABLE payment_customers (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     provider_id text NOT NULL,
     created_at timestamptz NOT NULL,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT payment_customers_once UNIQUE (organization_id),
     FOREIGN KEY (organization_id) REFERENCES organizations (organization_id)
   )`,
  ...tenantTable('payment_customers'),

  `CREATE TABLE payment_methods (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     provider_id text NOT NULL,
     brand text NOT NULL,
     last4 char(4) NOT NULL,
     exp_month integer NOT NULL CHECK (exp_month BETWEEN 1 AND 12),
     exp_year integer NOT NULL,
     fingerprint text NOT NULL,
     is_default boolean NOT NULL,
     created_at timestamptz NOT NULL,
     removed_at timestamptz,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT payment_methods_removed CHECK (removed_at IS NULL OR NOT is_default),
     FOREIGN KEY (organization_id) REFERENCES organizations (organization_id)
   )`,
  ...tenantTable('payment_methods'),
  `CREATE UNIQUE INDEX payment_methods_card
     ON payment_methods (organization_id, fingerprint, exp_year, exp_month) WHERE removed_at IS NULL`,
  `CREATE UNIQUE INDEX payment_methods_default
     ON payment_methods (organization_id) WHERE is_default`,
];

/** What may change on a purchase until it is completed; all else is frozen from the start. */
const MUTABLE = [
  'status',
  'attempt',
  'payment_intent_id',
  'payment_method_id',
  'card_brand',
  'card_last4',
  'client_secret',
  'failure_code',
  'failure_decline_code',
  'failure_message',
  'invoice_id',
  'invoice_number',
  'paid_at',
  'completed_at',
  'attempt_until',
  'due_at',
]
  .map((column) => `'${column}'`)
  .join(', ');

const PURCHASES = [
  `CREATE TYPE purchase_type AS ENUM ('package', 'custom', 'subscription', 'auto_topup')`,
  `CREATE TYPE purchase_status AS ENUM (
     'initialized', 'payment_pending', 'requires_action', 'paid', 'completed', 'payment_failed',
     'canceled', 'partially_refunded', 'refunded', 'disputed', 'charged_back'
   )`,

  `CREATE TABLE token_purchases (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     type purchase_type NOT NULL,
     status purchase_status NOT NULL,
     label text NOT NULL,
     package_id uuid,
     quantity integer NOT NULL CHECK (quantity > 0),
     tokens bigint NOT NULL CHECK (tokens > 0),
     bonus_tokens bigint NOT NULL CHECK (bonus_tokens >= 0),
     validity_days integer CHECK (validity_days > 0),
     currency char(3) NOT NULL,
     unit_amount_minor bigint NOT NULL CHECK (unit_amount_minor >= 0),
     subtotal_minor bigint NOT NULL CHECK (subtotal_minor >= 0),
     tax_minor bigint NOT NULL CHECK (tax_minor >= 0),
     total_minor bigint NOT NULL CHECK (total_minor > 0),
     tax_rate_percent numeric NOT NULL,
     tax_treatment text NOT NULL
       CHECK (tax_treatment IN ('standard', 'reverse_charge', 'exempt')),
     tax_note text,
     chosen_method text,
     ${ACTOR},
     created_at timestamptz NOT NULL,
     attempt integer NOT NULL CHECK (attempt >= 0),
     payment_intent_id text,
     payment_method_id uuid,
     card_brand text,
     card_last4 char(4),
     client_secret text,
     failure_code text,
     failure_decline_code text,
     failure_message text,
     invoice_id uuid,
     invoice_number text,
     paid_at timestamptz,
     completed_at timestamptz,
     attempt_until timestamptz,
     due_at timestamptz,
     PRIMARY KEY (organization_id, id),
     FOREIGN KEY (organization_id) REFERENCES organizations (organization_id),
     CONSTRAINT token_purchases_method
       FOREIGN KEY (organization_id, payment_method_id)
       REFERENCES payment_methods (organization_id, id),
     CONSTRAINT token_purchases_intent UNIQUE (organization_id, payment_intent_id),
     CONSTRAINT token_purchases_total CHECK (total_minor = subtotal_minor + tax_minor),
     CONSTRAINT token_purchases_completed
       CHECK (completed_at IS NULL OR (paid_at IS NOT NULL AND invoice_id IS NOT NULL)),
     CONSTRAINT token_purchases_credited
       CHECK (completed_at IS NOT NULL OR status NOT IN
         ('completed', 'partially_refunded', 'refunded', 'disputed', 'charged_back')),
     CONSTRAINT token_purchases_due
       CHECK (status NOT IN ('payment_pending', 'requires_action') OR due_at IS NOT NULL)
   )`,
  ...tenantTable('token_purchases'),
  'REVOKE DELETE, TRUNCATE ON token_purchases FROM purser_app',
  ...dueColumns('token_purchases', ['organization_id', 'id', 'due_at']),
  // One open provider call or 3-D Secure per organization: the slot.
  `CREATE UNIQUE INDEX token_purchases_slot ON token_purchases (organization_id)
     WHERE status IN ('payment_pending', 'requires_action')`,
  'CREATE INDEX token_purchases_sweep ON token_purchases (id) WHERE due_at IS NOT NULL',
  'CREATE INDEX token_purchases_by_status ON token_purchases (organization_id, status, id)',
  `CREATE FUNCTION guard_token_purchase() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF OLD.completed_at IS NOT NULL
        AND to_jsonb(NEW) - 'status' IS DISTINCT FROM to_jsonb(OLD) - 'status' THEN
       RAISE EXCEPTION 'a completed purchase is frozen' USING ERRCODE = 'insufficient_privilege';
     END IF;
     IF to_jsonb(NEW) - ARRAY[${MUTABLE}] IS DISTINCT FROM to_jsonb(OLD) - ARRAY[${MUTABLE}] THEN
       RAISE EXCEPTION 'what a purchase sells is frozen' USING ERRCODE = 'insufficient_privilege';
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER token_purchases_frozen BEFORE UPDATE ON token_purchases
     FOR EACH ROW EXECUTE FUNCTION guard_token_purchase()`,
  `CREATE TRIGGER token_purchases_no_delete BEFORE DELETE ON token_purchases
     FOR EACH ROW EXECUTE FUNCTION refuse_change('token_purchases')`,
  `CREATE TRIGGER token_purchases_no_truncate BEFORE TRUNCATE ON token_purchases
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('token_purchases')`,

  `CREATE TABLE purchase_events (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     purchase_id uuid NOT NULL,
     sequence integer NOT NULL CHECK (sequence > 0),
     type text NOT NULL,
     summary text NOT NULL,
     from_status purchase_status,
     to_status purchase_status NOT NULL,
     attempt integer NOT NULL,
     ${ACTOR},
     request_id text,
     at timestamptz NOT NULL,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT purchase_events_sequence UNIQUE (organization_id, purchase_id, sequence),
     CONSTRAINT purchase_events_purchase
       FOREIGN KEY (organization_id, purchase_id) REFERENCES token_purchases (organization_id, id)
   )`,
  ...tenantTable('purchase_events'),
  ...appendOnly('purchase_events'),

  `CREATE TABLE reconciliation_cases (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     kind text NOT NULL,
     subject_type text NOT NULL,
     subject_id text NOT NULL,
     detail text NOT NULL,
     opened_at timestamptz NOT NULL,
     resolved_at timestamptz,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT reconciliation_cases_once
       UNIQUE (organization_id, kind, subject_type, subject_id),
     FOREIGN KEY (organization_id) REFERENCES organizations (organization_id)
   )`,
  ...tenantTable('reconciliation_cases'),
  'REVOKE DELETE, TRUNCATE ON reconciliation_cases FROM purser_app',

  `CREATE TABLE refunds (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     purchase_id uuid NOT NULL,
     status text NOT NULL CHECK (status IN ('pending_approval', 'pending', 'succeeded', 'failed')),
     currency char(3) NOT NULL,
     amount_minor bigint NOT NULL CHECK (amount_minor > 0),
     tokens bigint NOT NULL CHECK (tokens >= 0),
     bonus_tokens bigint NOT NULL CHECK (bonus_tokens >= 0),
     reason text,
     provider_id text,
     credit_note_id uuid,
     failure text,
     ${ACTOR},
     created_at timestamptz NOT NULL,
     due_at timestamptz,
     settled_at timestamptz,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT refunds_provider UNIQUE (organization_id, provider_id),
     CONSTRAINT refunds_purchase
       FOREIGN KEY (organization_id, purchase_id) REFERENCES token_purchases (organization_id, id)
   )`,
  ...tenantTable('refunds'),
  ...dueColumns('refunds', ['organization_id', 'id', 'due_at']),
  'CREATE INDEX refunds_by_purchase ON refunds (organization_id, purchase_id, id)',

  `CREATE TABLE disputes (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     purchase_id uuid NOT NULL,
     provider_id text NOT NULL,
     status text NOT NULL CHECK (status IN ('open', 'won', 'lost')),
     reason text NOT NULL,
     currency char(3) NOT NULL,
     amount_minor bigint NOT NULL CHECK (amount_minor > 0),
     purchase_status_before purchase_status NOT NULL,
     opened_at timestamptz NOT NULL,
     closed_at timestamptz,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT disputes_provider UNIQUE (organization_id, provider_id),
     CONSTRAINT disputes_purchase
       FOREIGN KEY (organization_id, purchase_id) REFERENCES token_purchases (organization_id, id)
   )`,
  ...tenantTable('disputes'),
  'CREATE INDEX disputes_by_purchase ON disputes (organization_id, purchase_id, id)',
];
