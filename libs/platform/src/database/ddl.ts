/**
 * DDL that every migration shares. Rules of distribution: keys and foreign keys lead with
 * organization_id, one table per GRANT, policies without subselects, no serial or identity.
 */

/** Makes an existing table a tenant table: forced row-level security and the app role's grants. */
export function tenantTable(table: string): string[] {
  return [
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`,
    `CREATE POLICY ${table}_tenant ON ${table} USING (organization_id = NULLIF(current_setting('app.organization_id', true), '')::uuid) WITH CHECK (organization_id = NULLIF(current_setting('app.organization_id', true), '')::uuid)`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO purser_app`,
  ];
}

/**
 * Lets the owner past the row-level security of `tables` while `statements` run: policies bind it
 * too, so that without this a change of every organization's rows would change none.
 */
export function acrossTenants(tables: readonly string[], ...statements: string[]): string[] {
  const force = (word: string) =>
    tables.map((table) => `ALTER TABLE ${table} ${word} ROW LEVEL SECURITY`);
  return [...force('NO FORCE'), ...statements, ...force('FORCE')];
}

/** Grants the app role its work on a platform table (no organization key, no row-level security). */
export function platformTable(table: string): string[] {
  return [`GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO purser_app`];
}

/** Lets rows be added and never changed: grants revoked, and triggers that bind the owner too. */
export function appendOnly(table: string): string[] {
  return [
    `REVOKE UPDATE, DELETE, TRUNCATE ON ${table} FROM purser_app`,
    `CREATE TRIGGER ${table}_no_change BEFORE UPDATE OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_change('${table}')`,
    `CREATE TRIGGER ${table}_no_truncate BEFORE TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('${table}')`,
  ];
}

/** Lets role `purser_jobs` read the named columns across organizations. */
export function dueColumns(table: string, columns: readonly string[]): string[] {
  return [`GRANT SELECT (${columns.join(', ')}) ON ${table} TO purser_jobs`];
}
