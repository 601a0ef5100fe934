import { dueColumns, tenantTable } from '@purser/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Thresholds that arm and fire, who is told what, expiry notices, and mails that are sent again. */
export class Alerts1767225600012 implements MigrationInterface {
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

const STATEMENTS = [
  // rearm_tokens is where a fired threshold is armed again; refresh_at when both marks are counted
  // anew, for a share of the last purchase and for days of runway.
  `ALTER TABLE low_balance_notifications
     ADD COLUMN rearm_tokens bigint CHECK (rearm_tokens >= 0),
     ADD COLUMN cool_down_until timestamptz,
     ADD COLUMN refresh_at timestamptz`,
  'UPDATE low_balance_notifications SET mark_tokens = NULL WHERE mark_tokens IS NOT NULL',
  `ALTER TABLE low_balance_notifications ADD CONSTRAINT low_balance_notifications_marks
     CHECK ((mark_tokens IS NULL) = (rearm_tokens IS NULL) AND mark_tokens <= rearm_tokens)`,
  ...dueColumns('low_balance_notifications', [
    'mark_tokens',
    'rearm_tokens',
    'cool_down_until',
    'refresh_at',
  ]),
  `CREATE INDEX low_balance_notifications_cool_down_ends
     ON low_balance_notifications (cool_down_until) WHERE state = 'fired'`,
  `CREATE INDEX low_balance_notifications_refresh
     ON low_balance_notifications (refresh_at) WHERE refresh_at IS NOT NULL`,

  // Only what somebody chose: a topic without a rule here has its default.
  `CREATE TABLE notification_settings (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     rules jsonb NOT NULL,
     version integer NOT NULL DEFAULT 1,${ACTOR_COLUMNS},
     updated_at timestamptz NOT NULL,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT notification_settings_once UNIQUE (organization_id),
     FOREIGN KEY (organization_id) REFERENCES organizations (organization_id)
   )`,
  ...tenantTable('notification_settings'),

  // One notice per lot, expiry and stage; tokens = 0 where nothing was left to tell about.
  `CREATE TABLE expiry_notices (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     lot_id uuid NOT NULL,
     days_left smallint NOT NULL CHECK (days_left IN (1, 7, 30)),
     expires_at timestamptz NOT NULL,
     tokens bigint NOT NULL CHECK (tokens >= 0),
     at timestamptz NOT NULL,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT expiry_notices_once UNIQUE (organization_id, lot_id, expires_at, days_left),
     FOREIGN KEY (organization_id) REFERENCES organizations (organization_id),
     CONSTRAINT expiry_notices_lot FOREIGN KEY (organization_id, lot_id)
       REFERENCES token_lots (organization_id, id)
   )`,
  ...tenantTable('expiry_notices'),
  ...dueColumns('expiry_notices', ['organization_id', 'lot_id', 'expires_at', 'days_left']),
  ...dueColumns('token_lots', ['created_at']),

  // first_attempt is the number of the first attempt of this round: a mail that is sent again gets
  // the whole schedule once more. The secret link of a mail is a password's or a payment's.
  `ALTER TABLE notification_deliveries
     ADD COLUMN topic text,
     ADD COLUMN attachment_invoice_id uuid,
     ADD COLUMN attachment_name text,
     ADD COLUMN first_attempt integer NOT NULL DEFAULT 1 CHECK (first_attempt >= 1),
     ADD COLUMN redeliveries integer NOT NULL DEFAULT 0 CHECK (redeliveries >= 0),
     ADD COLUMN secret_link_kind text CHECK (secret_link_kind IN ('password', 'payment'))`,
  `UPDATE notification_deliveries SET secret_link_kind = 'password'
     WHERE secret_link_id IS NOT NULL`,
  `ALTER TABLE notification_deliveries ADD CONSTRAINT notification_deliveries_link
     CHECK ((secret_link_id IS NULL) = (secret_link_kind IS NULL))`,
  `ALTER TABLE notification_deliveries ADD CONSTRAINT notification_deliveries_attachment
     CHECK ((attachment_invoice_id IS NULL) = (attachment_name IS NULL))`,
  `ALTER TABLE notification_deliveries ADD CONSTRAINT notification_deliveries_invoice
     FOREIGN KEY (organization_id, attachment_invoice_id) REFERENCES invoices (organization_id, id)`,
];
