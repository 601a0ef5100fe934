import { dueColumns, tenantTable } from '@purser/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Public events with their order, and their way to the endpoints of each organization. */
export class Webhooks1767225600013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  /** Migrations only go forward. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

const STATEMENTS = [
  // What happened before there was a feed is not told: old rows count as published, later ones not.
  'ALTER TABLE outbox ADD COLUMN published boolean NOT NULL DEFAULT true',
  'ALTER TABLE outbox ALTER COLUMN published SET DEFAULT false',
  ...dueColumns('outbox', ['published']),
  `CREATE INDEX outbox_unpublished ON outbox (organization_id, created_at) WHERE NOT published`,

  // The row that is locked while events get their sequence: its order is the order of commits.
  `CREATE TABLE organization_event_heads (
     organization_id uuid NOT NULL,
     last_sequence bigint NOT NULL CHECK (last_sequence >= 0),
     purged_sequence bigint NOT NULL CHECK (purged_sequence BETWEEN 0 AND last_sequence),
     PRIMARY KEY (organization_id),
     FOREIGN KEY (organization_id) REFERENCES organizations (organization_id)
   )`,
  ...tenantTable('organization_event_heads'),

  // sequence is null for a test, which is in no feed; source_id is the row of the outbox.
  `CREATE TABLE organization_events (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     sequence bigint,
     type text NOT NULL,
     source_id uuid,
     payload jsonb NOT NULL,
     occurred_at timestamptz NOT NULL,
     created_at timestamptz NOT NULL,
     PRIMARY KEY (organization_id, id),
     FOREIGN KEY (organization_id) REFERENCES organizations (organization_id),
     CONSTRAINT organization_events_sequence UNIQUE (organization_id, sequence),
     CONSTRAINT organization_events_once UNIQUE (organization_id, source_id, type),
     CONSTRAINT organization_events_told CHECK ((sequence IS NULL) = (source_id IS NULL))
   )`,
  ...tenantTable('organization_events'),
  'REVOKE UPDATE, TRUNCATE ON organization_events FROM purser_app',
  ...dueColumns('organization_events', ['organization_id', 'id', 'created_at']),
  'CREATE INDEX organization_events_by_age ON organization_events (created_at)',

  // The secret is sealed with a key of the configuration; an endpoint that was deleted has none.
  'ALTER TABLE webhook_endpoints DROP CONSTRAINT webhook_endpoints_secret_check',
  'ALTER TABLE webhook_endpoints DROP CONSTRAINT webhook_endpoints_previous_secret_check',
  'ALTER TABLE webhook_endpoints ADD COLUMN failing_since timestamptz',
  'ALTER TABLE webhook_endpoints ADD COLUMN throttled_until timestamptz',
  'ALTER TABLE webhook_endpoints ADD COLUMN deleted_at timestamptz',
  `ALTER TABLE webhook_endpoints ADD CONSTRAINT webhook_endpoints_deleted
     CHECK (deleted_at IS NULL OR (NOT enabled AND secret = ''))`,
  ...dueColumns('webhook_endpoints', ['organization_id', 'id', 'failing_since']),

  // due_at is null once nothing more is to be tried; claim_id fences two senders.
  `CREATE TABLE webhook_deliveries (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     endpoint_id uuid NOT NULL,
     event_id uuid NOT NULL,
     type text NOT NULL,
     status text NOT NULL CHECK (status IN ('pending', 'delivered', 'failed', 'canceled')),
     attempts integer NOT NULL CHECK (attempts >= 0),
     round_attempts integer NOT NULL CHECK (round_attempts BETWEEN 0 AND attempts),
     due_at timestamptz,
     claimed_at timestamptz,
     claimed_until timestamptz,
     claim_id uuid,
     http_status integer,
     last_error text,
     created_at timestamptz NOT NULL,
     delivered_at timestamptz,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT webhook_deliveries_once UNIQUE (organization_id, endpoint_id, event_id),
     CONSTRAINT webhook_deliveries_endpoint FOREIGN KEY (organization_id, endpoint_id)
       REFERENCES webhook_endpoints (organization_id, id),
     CONSTRAINT webhook_deliveries_event FOREIGN KEY (organization_id, event_id)
       REFERENCES organization_events (organization_id, id) ON DELETE CASCADE,
     CONSTRAINT webhook_deliveries_due CHECK ((status = 'pending') = (due_at IS NOT NULL)),
     CONSTRAINT webhook_deliveries_delivered
       CHECK ((status = 'delivered') = (delivered_at IS NOT NULL)),
     CONSTRAINT webhook_deliveries_claim
       CHECK ((claim_id IS NULL) = (claimed_at IS NULL)
         AND (claim_id IS NULL) = (claimed_until IS NULL))
   )`,
  ...tenantTable('webhook_deliveries'),
  ...dueColumns('webhook_deliveries', [
    'organization_id',
    'endpoint_id',
    'due_at',
    'claimed_until',
  ]),
  `CREATE INDEX webhook_deliveries_due_at ON webhook_deliveries (due_at)
     WHERE due_at IS NOT NULL`,
  `CREATE INDEX webhook_deliveries_lane ON webhook_deliveries
     (organization_id, endpoint_id, due_at) WHERE due_at IS NOT NULL`,
  `CREATE INDEX webhook_deliveries_by_event ON webhook_deliveries (organization_id, event_id)`,

  `CREATE TABLE webhook_attempts (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     delivery_id uuid NOT NULL,
     attempt integer NOT NULL CHECK (attempt >= 1),
     outcome text NOT NULL CHECK (outcome IN ('delivered', 'failed')),
     http_status integer,
     latency_ms integer NOT NULL CHECK (latency_ms >= 0),
     response_body text,
     error text,
     at timestamptz NOT NULL,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT webhook_attempts_once UNIQUE (organization_id, delivery_id, attempt),
     CONSTRAINT webhook_attempts_delivery FOREIGN KEY (organization_id, delivery_id)
       REFERENCES webhook_deliveries (organization_id, id) ON DELETE CASCADE
   )`,
  ...tenantTable('webhook_attempts'),
  'REVOKE UPDATE, TRUNCATE ON webhook_attempts FROM purser_app',
];
