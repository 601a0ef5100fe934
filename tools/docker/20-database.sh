#!/bin/sh
# Runs once, in a new database container, after roles.sql: passwords and the database itself.
set -eu

for name in PURSER_OWNER_PASSWORD PURSER_APP_PASSWORD PURSER_JOBS_PASSWORD; do
  eval "value=\${$name:-}"
  [ -n "$value" ] || { echo "$name is not set" >&2; exit 1; }
done

psql --username "${POSTGRES_USER:-postgres}" --no-psqlrc --set ON_ERROR_STOP=1 \
  --set owner="$PURSER_OWNER_PASSWORD" --set app="$PURSER_APP_PASSWORD" \
  --set jobs="$PURSER_JOBS_PASSWORD" <<'SQL'
ALTER ROLE purser_owner PASSWORD :'owner';
ALTER ROLE purser_app PASSWORD :'app';
ALTER ROLE purser_jobs PASSWORD :'jobs';
CREATE DATABASE purser OWNER purser_owner;
SQL
