import type pg from 'pg';

export interface Table {
  name: string;
  owner: string;
  partitioned: boolean;
  rowSecurity: boolean;
  forced: boolean;
}

export interface Policy {
  table: string;
  name: string;
  permissive: boolean;
  /** Roles it is for; none = everybody. */
  roles: string[];
  using: string | null;
  check: string | null;
}

export interface Constraint {
  table: string;
  name: string;
  /** p = primary key, u = unique, f = foreign key, c = check. */
  kind: string;
  columns: string[];
  target: string | null;
  targetColumns: string[];
  /** a = no action, r = restrict, c = cascade, n = set null, d = set default. */
  onDelete: string;
}

export interface Index {
  table: string;
  name: string;
  unique: boolean;
  /** Null for an expression. */
  firstColumn: string | null;
}

export interface Column {
  table: string;
  name: string;
  type: string;
  defaultValue: string | null;
  identity: boolean;
}

export interface Grant {
  table: string;
  /** Null for a grant on the whole table. */
  column: string | null;
  grantee: string;
  privilege: string;
}

export interface Trigger {
  table: string;
  name: string;
  calls: string;
  before: boolean;
  forEachRow: boolean;
  onUpdate: boolean;
  onDelete: boolean;
  onTruncate: boolean;
  enabled: boolean;
}

export interface DefinerFunction {
  name: string;
  owner: string;
  ownerLogsIn: boolean;
  settings: string[];
  executors: string[];
}

export interface Role {
  name: string;
  logsIn: boolean;
  superuser: boolean;
  bypassesRowSecurity: boolean;
  memberOf: string[];
}

/** What PostgreSQL itself says about the schema `public`. */
export interface Catalogue {
  tables: Table[];
  policies: Policy[];
  constraints: Constraint[];
  indexes: Index[];
  columns: Column[];
  grants: Grant[];
  triggers: Trigger[];
  definerFunctions: DefinerFunction[];
  roles: Role[];
}

const HERE = `n.nspname = 'public'`;
const COLUMN_NAMES = (keys: string, table: string) =>
  `ARRAY(SELECT a.attname::text FROM unnest(${keys}) WITH ORDINALITY AS key(number, position)
         JOIN pg_attribute a ON a.attrelid = ${table} AND a.attnum = key.number ORDER BY key.position)`;

const TABLES = `
  SELECT c.relname::text AS name, pg_get_userbyid(c.relowner)::text AS owner,
         c.relkind = 'p' OR c.relispartition AS partitioned,
         c.relrowsecurity AS "rowSecurity", c.relforcerowsecurity AS forced
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${HERE} AND c.relkind IN ('r', 'p') ORDER BY 1`;

const POLICIES = `
  SELECT c.relname::text AS "table", p.polname::text AS name, p.polpermissive AS permissive,
         ARRAY(SELECT r.rolname::text FROM pg_roles r WHERE r.oid = ANY (p.polroles)) AS roles,
         pg_get_expr(p.polqual, p.polrelid) AS "using",
         pg_get_expr(p.polwithcheck, p.polrelid) AS "check"
  FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${HERE} ORDER BY 1, 2`;

// Not-null constraints (kind n) are left out: an error names their column, never their name.
const CONSTRAINTS = `
  SELECT c.relname::text AS "table", k.conname::text AS name, k.contype::text AS kind,
         ${COLUMN_NAMES('k.conkey', 'k.conrelid')} AS columns,
         t.relname::text AS target, ${COLUMN_NAMES('k.confkey', 'k.confrelid')} AS "targetColumns",
         k.confdeltype::text AS "onDelete"
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_class t ON t.oid = k.confrelid
  WHERE ${HERE} AND k.contype <> 'n' ORDER BY 1, 2`;

const INDEXES = `
  SELECT c.relname::text AS "table", i.relname::text AS name, x.indisunique AS "unique",
         (SELECT a.attname::text FROM pg_attribute a
          WHERE a.attrelid = c.oid AND a.attnum = x.indkey[0] AND a.attnum > 0) AS "firstColumn"
  FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${HERE} ORDER BY 1, 2`;

const COLUMNS = `
  SELECT c.relname::text AS "table", a.attname::text AS name,
         format_type(a.atttypid, a.atttypmod) AS type,
         pg_get_expr(d.adbin, d.adrelid) AS "defaultValue", a.attidentity <> '' AS identity
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE ${HERE} AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
  ORDER BY 1, a.attnum`;

const GRANTEE = `CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(g.grantee)::text END`;
const GRANTS = `
  SELECT c.relname::text AS "table", NULL AS "column", ${GRANTEE} AS grantee,
         g.privilege_type AS privilege
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) g
  WHERE ${HERE} AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
  UNION ALL
  SELECT c.relname::text, a.attname::text, ${GRANTEE}, g.privilege_type
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(a.attacl) g
  WHERE ${HERE} ORDER BY 1, 2, 3, 4`;

// tgtype bits: 1 row, 2 before, 8 delete, 16 update, 32 truncate (pg_trigger.h).
const TRIGGERS = `
  SELECT c.relname::text AS "table", t.tgname::text AS name, p.proname::text AS calls,
         t.tgtype & 2 <> 0 AS before, t.tgtype & 1 <> 0 AS "forEachRow",
         t.tgtype & 16 <> 0 AS "onUpdate", t.tgtype & 8 <> 0 AS "onDelete",
         t.tgtype & 32 <> 0 AS "onTruncate", t.tgenabled IN ('O', 'A') AS enabled
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_proc p ON p.oid = t.tgfoid WHERE ${HERE} AND NOT t.tgisinternal ORDER BY 1, 2`;

const DEFINER_FUNCTIONS = `
  SELECT p.proname::text AS name, r.rolname::text AS owner, r.rolcanlogin AS "ownerLogsIn",
         COALESCE(p.proconfig, '{}') AS settings,
         ARRAY(SELECT ${GRANTEE}
               FROM aclexplode(COALESCE(p.proacl, acldefault('f', p.proowner))) g) AS executors
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_roles r ON r.oid = p.proowner
  WHERE ${HERE} AND p.prosecdef ORDER BY 1`;

const ROLES = `
  SELECT r.rolname::text AS name, r.rolcanlogin AS "logsIn", r.rolsuper AS superuser,
         r.rolbypassrls AS "bypassesRowSecurity",
         ARRAY(SELECT g.rolname::text FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
               WHERE m.member = r.oid) AS "memberOf"
  FROM pg_roles r WHERE r.rolname LIKE 'purser\\_%' ORDER BY 1`;

/** Reads the catalogue as it is at this moment. */
export async function readCatalogue(superuser: pg.Pool | pg.PoolClient): Promise<Catalogue> {
  const rows = async <Row extends pg.QueryResultRow>(sql: string) =>
    (await superuser.query<Row>(sql)).rows;
  return {
    tables: await rows<Table>(TABLES),
    policies: await rows<Policy>(POLICIES),
    constraints: await rows<Constraint>(CONSTRAINTS),
    indexes: await rows<Index>(INDEXES),
    columns: await rows<Column>(COLUMNS),
    grants: await rows<Grant>(GRANTS),
    triggers: await rows<Trigger>(TRIGGERS),
    definerFunctions: await rows<DefinerFunction>(DEFINER_FUNCTIONS),
    roles: await rows<Role>(ROLES),
  };
}
