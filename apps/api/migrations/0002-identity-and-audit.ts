import { appendOnly, dueColumns, platformTable, tenantTable } from '@purser/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People, sessions, memberships, API keys; the audit trail with its chain, heads and anchors. */
export class IdentityAndAudit1767225600002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...PEOPLE, ...ORGANIZATION_ACCESS, ...AUDIT]) {
      await runner.query(statement);
    }
  }

  /** Migrations only go forward. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

const PEOPLE = [
  `CREATE TABLE users (
     id uuid PRIMARY KEY,
     email text NOT NULL CHECK (email = lower(email)),
     name text NOT NULL,
     password_hash text,
     platform_permissions text[] NOT NULL DEFAULT '{}',
     created_at timestamptz NOT NULL,
     CONSTRAINT users_email UNIQUE (email)
   )`,
  ...platformTable('users'),

  `CREATE TABLE sessions (
     id uuid PRIMARY KEY,
     user_id uuid NOT NULL REFERENCES users (id),
     created_at timestamptz NOT NULL,
     expires_at timestamptz NOT NULL,
     ends_at timestamptz NOT NULL,
     ended_at timestamptz
   )`,
  ...platformTable('sessions'),
  'CREATE INDEX sessions_by_user ON sessions (user_id)',

  `CREATE TABLE refresh_tokens (
     digest bytea PRIMARY KEY CHECK (length(digest) = 32),
     session_id uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
     created_at timestamptz NOT NULL,
     replaced_at timestamptz
   )`,
  ...platformTable('refresh_tokens'),
  'CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id)',

  `CREATE TABLE password_links (
     id uuid PRIMARY KEY,
     user_id uuid NOT NULL REFERENCES users (id),
     purpose text NOT NULL CHECK (purpose IN ('reset', 'invitation')),
     digest bytea NOT NULL CHECK (length(digest) = 32),
     created_at timestamptz NOT NULL,
     expires_at timestamptz NOT NULL,
     used_at timestamptz,
     handed_over_at timestamptz,
     CONSTRAINT password_links_digest UNIQUE (digest)
   )`,
  ...platformTable('password_links'),
  'CREATE INDEX password_links_by_user ON password_links (user_id)',
  'CREATE INDEX password_links_waiting ON password_links (id) WHERE handed_over_at IS NULL',

  `CREATE TABLE login_failures (
     subject text NOT NULL,
     window_start timestamptz NOT NULL,
     failures integer NOT NULL,
     PRIMARY KEY (subject, window_start)
   )`,
  ...platformTable('login_failures'),
  'CREATE INDEX login_failures_by_window ON login_failures (window_start)',

  `CREATE TABLE access_changes (
     id uuid PRIMARY KEY,
     kind text NOT NULL CHECK (kind IN ('user', 'session', 'api_key')),
     subject_id uuid NOT NULL,
     at timestamptz NOT NULL
   )`,
  ...platformTable('access_changes'),
  'CREATE INDEX access_changes_by_time ON access_changes (at)',
];

const ORGANIZATION_ACCESS = [
  `CREATE TABLE membership_directory (
     user_id uuid NOT NULL REFERENCES users (id),
     organization_id uuid NOT NULL,
     PRIMARY KEY (user_id, organization_id)
   )`,
  ...platformTable('membership_directory'),

  `CREATE TABLE members (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     user_id uuid NOT NULL,
     email text NOT NULL,
     name text NOT NULL,
     permissions text[] NOT NULL,
     status text NOT NULL CHECK (status IN ('active', 'invited')),
     invited_by text,
     created_at timestamptz NOT NULL,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT members_user UNIQUE (organization_id, user_id),
     FOREIGN KEY (organization_id) REFERENCES organizations (organization_id)
   )`,
  ...tenantTable('members'),

  `CREATE TABLE key_directory (
     digest bytea PRIMARY KEY CHECK (length(digest) = 32),
     organization_id uuid NOT NULL,
     key_id uuid NOT NULL,
     last_used_at timestamptz,
     CONSTRAINT key_directory_key UNIQUE (key_id)
   )`,
  ...platformTable('key_directory'),

  `CREATE TABLE api_keys (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     name text NOT NULL,
     prefix text NOT NULL,
     scopes text[] NOT NULL,
     created_by text NOT NULL,
     created_at timestamptz NOT NULL,
     expires_at timestamptz,
     revoked_at timestamptz,
     PRIMARY KEY (organization_id, id),
     FOREIGN KEY (organization_id) REFERENCES organizations (organization_id)
   )`,
  ...tenantTable('api_keys'),
];

const AUDIT = [
  `CREATE TABLE token_audit_log (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     sequence bigint NOT NULL CHECK (sequence > 0),
     action text NOT NULL,
     actor_type text NOT NULL CHECK (actor_type IN ('user', 'api_key', 'system')),
     actor_id text,
     actor_name text NOT NULL,
     subject_type text NOT NULL,
     subject_id text,
     before jsonb,
     after jsonb,
     reason text,
     request_id text,
     ip text,
     at timestamptz NOT NULL,
     previous_hash bytea NOT NULL CHECK (length(previous_hash) = 32),
     hash bytea NOT NULL CHECK (length(hash) = 32),
     PRIMARY KEY (organization_id, id),
     CONSTRAINT token_audit_log_sequence UNIQUE (organization_id, sequence),
     FOREIGN KEY (organization_id) REFERENCES organizations (organization_id)
   )`,
  ...tenantTable('token_audit_log'),
  ...appendOnly('token_audit_log'),
  'CREATE INDEX token_audit_log_by_action ON token_audit_log (organization_id, action, sequence)',
  'CREATE INDEX token_audit_log_by_actor ON token_audit_log (organization_id, actor_id, sequence)',
  'CREATE INDEX token_audit_log_by_time ON token_audit_log (organization_id, at)',

  `CREATE TABLE audit_heads (
     organization_id uuid NOT NULL,
     sequence bigint NOT NULL,
     record_id uuid,
     hash bytea NOT NULL CHECK (length(hash) = 32),
     anchored_sequence bigint NOT NULL DEFAULT 0,
     PRIMARY KEY (organization_id),
     FOREIGN KEY (organization_id) REFERENCES organizations (organization_id)
   )`,
  ...tenantTable('audit_heads'),
  ...dueColumns('audit_heads', ['organization_id', 'sequence', 'anchored_sequence']),

  `CREATE TABLE audit_anchors (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     sequence bigint NOT NULL CHECK (sequence > 0),
     hash bytea NOT NULL CHECK (length(hash) = 32),
     key_id text NOT NULL,
     signature bytea NOT NULL CHECK (length(signature) = 64),
     anchored_at timestamptz NOT NULL,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT audit_anchors_sequence UNIQUE (organization_id, sequence),
     FOREIGN KEY (organization_id) REFERENCES organizations (organization_id)
   )`,
  ...tenantTable('audit_anchors'),
  ...appendOnly('audit_anchors'),

  `CREATE TABLE access_failures (
     organization_id uuid NOT NULL,
     id uuid NOT NULL,
     principal text NOT NULL,
     route text NOT NULL,
     hour timestamptz NOT NULL,
     failures integer NOT NULL CHECK (failures > 0),
     last_at timestamptz NOT NULL,
     PRIMARY KEY (organization_id, id),
     CONSTRAINT access_failures_hour UNIQUE (organization_id, principal, route, hour),
     FOREIGN KEY (organization_id) REFERENCES organizations (organization_id)
   )`,
  ...tenantTable('access_failures'),
];
