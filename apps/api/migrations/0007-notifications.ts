import { appendOnly, dueColumns, tenantTable } from '@purser/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** In-app notifications, outgoing webhooks, deliveries over every channel and their attempts. */
export class Notifications1767225600007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  /** Migrations only go forward. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

const STATEMENTS = [
  `CREATE TYPE notification_status AS ENUM ('pending', 'sent', 'failed', 'kept')`,

  `CREATE TABLE notifications (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     event text NOT NULL,
     event_id uuid NOT NULL,
     severity text NOT NULL CHECK (severity IN ('info', 'success', 'warning', 'critical')),
     title text NOT NULL,
     body text NOT NULL,
     link text,
     created_at timestamptz NOT NULL,
     read_at timestamptz,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT notifications_once UNIQUE (organization_id, event_id),
     FOREIGN KEY (organization_id) REFERENCES organizations (organization_id)
   )`,
  ...tenantTable('notifications'),
  `CREATE INDEX notifications_unread ON notifications (organization_id, id)
     WHERE read_at IS NULL`,

  `CREATE TABLE webhook_endpoints (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     url text NOT NULL CHECK (length(url) <= 2048),
     description text NOT NULL DEFAULT '',
     events text[] NOT NULL CHECK (cardinality(events) > 0),
     enabled boolean NOT NULL DEFAULT true,
     disabled_at timestamptz,
     disabled_reason text CHECK (disabled_reason IN ('requested', 'gone', 'failing')),
     secret text NOT NULL CHECK (secret LIKE 'whsec\\_%'),
     previous_secret text CHECK (previous_secret LIKE 'whsec\\_%'),
     previous_secret_until timestamptz,
     version integer NOT NULL DEFAULT 1,
     actor_type text NOT NULL CHECK (actor_type IN ('user', 'api_key', 'system')),
     actor_id uuid,
     actor_name text NOT NULL,
     created_at timestamptz NOT NULL,
     updated_at timestamptz NOT NULL,
     PRIMARY KEY (organization_id, id),
     FOREIGN KEY (organization_id) REFERENCES organizations (organization_id),
     CONSTRAINT webhook_endpoints_disabled CHECK (enabled = (disabled_at IS NULL)),
     CONSTRAINT webhook_endpoints_rotation
       CHECK ((previous_secret IS NULL) = (previous_secret_until IS NULL))
   )`,
  ...tenantTable('webhook_endpoints'),

  // next_attempt_at is null once nothing more is to be tried; claimed_until fences two deliverers.
  // A mail that carries a secret link holds the link's id; the link itself is made when it leaves.
  `CREATE TABLE notification_deliveries (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     event text NOT NULL,
     event_id uuid NOT NULL,
     channel text NOT NULL CHECK (channel IN ('email', 'in_app', 'webhook')),
     recipient text NOT NULL CHECK (length(recipient) BETWEEN 1 AND 320),
     status notification_status NOT NULL,
     subject text NOT NULL,
     body_text text NOT NULL,
     body_html text,
     secret_link_id uuid,
     payload jsonb,
     endpoint_id uuid,
     attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
     last_error text,
     next_attempt_at timestamptz,
     claimed_until timestamptz,
     created_at timestamptz NOT NULL,
     sent_at timestamptz,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT notification_deliveries_once
       UNIQUE (organization_id, event_id, channel, recipient),
     FOREIGN KEY (organization_id) REFERENCES organizations (organization_id),
     CONSTRAINT notification_deliveries_endpoint FOREIGN KEY (organization_id, endpoint_id)
       REFERENCES webhook_endpoints (organization_id, id),
     CONSTRAINT notification_deliveries_due
       CHECK ((status = 'pending') = (next_attempt_at IS NOT NULL)),
     CONSTRAINT notification_deliveries_sent CHECK ((status = 'sent') = (sent_at IS NOT NULL)),
     CONSTRAINT notification_deliveries_webhook
       CHECK ((channel = 'webhook') = (endpoint_id IS NOT NULL))
   )`,
  ...tenantTable('notification_deliveries'),
  ...dueColumns('notification_deliveries', [
    'organization_id',
    'id',
    'status',
    'next_attempt_at',
    'claimed_until',
  ]),
  `CREATE INDEX notification_deliveries_due_at ON notification_deliveries (next_attempt_at)
     WHERE next_attempt_at IS NOT NULL`,

  `CREATE TABLE delivery_attempts (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     delivery_id uuid NOT NULL,
     attempt integer NOT NULL CHECK (attempt >= 1),
     outcome text NOT NULL CHECK (outcome IN ('sent', 'failed')),
     http_status integer,
     detail text,
     duration_ms integer NOT NULL CHECK (duration_ms >= 0),
     at timestamptz NOT NULL,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT delivery_attempts_once UNIQUE (organization_id, delivery_id, attempt),
     CONSTRAINT delivery_attempts_delivery FOREIGN KEY (organization_id, delivery_id)
       REFERENCES notification_deliveries (organization_id, id)
   )`,
  ...tenantTable('delivery_attempts'),
  ...appendOnly('delivery_attempts'),
];
