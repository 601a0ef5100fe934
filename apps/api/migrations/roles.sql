-- The roles of Purser, created once per server by a superuser, before the first migration.
-- Passwords are set apart from this file: ALTER ROLE purser_app PASSWORD '...'.
DO $$
BEGIN
  -- Owns the schema and runs migrations (DATABASE_MIGRATION_URL).
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'purser_owner') THEN
    CREATE ROLE purser_owner LOGIN NOSUPERUSER NOBYPASSRLS;
  END IF;
  -- Serves requests (DATABASE_URL): bound by row-level security, cannot change what is append-only.
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'purser_app') THEN
    CREATE ROLE purser_app LOGIN NOSUPERUSER NOBYPASSRLS;
  END IF;
  -- Finds due work across organizations (DATABASE_JOBS_URL): SELECT on a few columns, nothing else.
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'purser_jobs') THEN
    CREATE ROLE purser_jobs LOGIN NOSUPERUSER BYPASSRLS;
  END IF;
  -- Owns the spending functions; nobody can log in as it.
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'purser_ledger') THEN
    CREATE ROLE purser_ledger NOLOGIN NOSUPERUSER NOBYPASSRLS;
  END IF;
END
$$;
GRANT purser_ledger TO purser_owner;
GRANT purser_app TO purser_owner;
