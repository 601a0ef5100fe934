import type { Catalogue } from './catalogue.js';
import { LEDGER_POLICIES } from './tables.js';

/** The tables as we name them, against which the catalogue is held. */
export interface Named {
  readonly tenant: readonly string[];
  readonly platform: readonly string[];
  readonly appendOnly: readonly string[];
}

/** Gives each breach of one rule as `where: what`; none = the rule holds. */
export type Rule = (catalogue: Catalogue, named: Named) => string[];

const LONGEST_NAME = 50;
const ORGANIZATION_ONLY =
  "(organization_id = (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid)";
const CHANGES = ['UPDATE', 'DELETE', 'TRUNCATE'];

export const RULES = {
  'every table is named as tenant or platform, and every named table exists': (
    { tables },
    { tenant, platform },
  ) => {
    const named = [...tenant, ...platform];
    const existing = tables.map(({ name }) => name);
    return [
      ...existing.filter((name) => !named.includes(name)).map((name) => `${name}: in neither list`),
      ...named.filter((name) => !existing.includes(name)).map((name) => `${name}: does not exist`),
      ...tenant.filter((name) => platform.includes(name)).map((name) => `${name}: in both lists`),
    ];
  },

  'row-level security is enabled and forced on every tenant table': ({ tables }, { tenant }) =>
    tables
      .filter(({ name }) => tenant.includes(name))
      .filter(({ rowSecurity, forced }) => !rowSecurity || !forced)
      .map(({ name }) => `${name}: row-level security is not enabled and forced`),

  'every tenant table has the organization policy and no wider one': ({ policies }, { tenant }) =>
    tenant.flatMap((table) => {
      const own = policies
        .filter((policy) => policy.table === table && policy.permissive)
        .filter(({ name, roles }) => !isOfLedger(name, roles));
      const others = own.filter(
        ({ using, check }) => using !== ORGANIZATION_ONLY || check !== ORGANIZATION_ONLY,
      );
      if (own.length === 0) return [`${table}: has no policy`];
      return others.map(({ name }) => `${table}: policy ${name} is not the organization policy`);
    }),

  'no policy holds a subselect': ({ policies }) =>
    policies
      .filter(({ using, check }) => /\bselect\b/i.test(`${using} ${check}`))
      .map(({ table, name }) => `${table}: policy ${name} holds a subselect`),

  'the primary key of a tenant table leads with organization_id': ({ constraints }, { tenant }) =>
    tenant.flatMap((table) => {
      const key = constraints.find((one) => one.table === table && one.kind === 'p');
      if (!key) return [`${table}: has no primary key`];
      return key.columns[0] === 'organization_id' ? [] : [`${table}: ${key.name}`];
    }),

  'every unique index of a tenant table leads with organization_id': ({ indexes }, { tenant }) =>
    indexes
      .filter(({ table, unique }) => unique && tenant.includes(table))
      .filter(({ firstColumn }) => firstColumn !== 'organization_id')
      .map(({ table, name }) => `${table}: ${name}`),

  'every foreign key of a tenant table leads with organization_id, into a tenant table': (
    { constraints },
    { tenant },
  ) =>
    constraints
      .filter(({ table, kind }) => kind === 'f' && tenant.includes(table))
      .filter(
        ({ columns, targetColumns, target }) =>
          columns[0] !== 'organization_id' ||
          targetColumns[0] !== 'organization_id' ||
          !tenant.includes(target ?? ''),
      )
      .map(({ table, name }) => `${table}: ${name}`),

  'no foreign key leads from a platform table to a tenant table': ({ constraints }, { tenant }) =>
    constraints
      .filter(({ table, kind }) => kind === 'f' && !tenant.includes(table))
      .filter(({ target }) => tenant.includes(target ?? ''))
      .map(({ table, name }) => `${table}: ${name}`),

  'no foreign key sets null or default on delete': ({ constraints }) =>
    constraints
      .filter(({ kind, onDelete }) => kind === 'f' && ['n', 'd'].includes(onDelete))
      .map(({ table, name }) => `${table}: ${name}`),

  'every tenant table holds organization_id as a uuid': ({ columns }, { tenant }) =>
    tenant
      .filter(
        (name) =>
          !columns.some(
            (column) =>
              column.table === name && column.name === 'organization_id' && column.type === 'uuid',
          ),
      )
      .map((name) => `${name}: no organization_id`),

  'no column is serial or identity': ({ columns }) =>
    columns
      .filter(({ identity, defaultValue }) => identity || /nextval\(/i.test(defaultValue ?? ''))
      .filter(({ table }) => table !== 'schema_migrations')
      .map(({ table, name }) => `${table}.${name}`),

  'no default reads the time': ({ columns }) =>
    columns
      .filter(({ defaultValue }) =>
        /\b(now|clock_timestamp|statement_timestamp|transaction_timestamp)\(|CURRENT_/i.test(
          defaultValue ?? '',
        ),
      )
      .map(({ table, name }) => `${table}.${name}`),

  'names of constraints and indexes have at most 50 characters': ({ constraints, indexes }) =>
    [...constraints, ...indexes]
      .filter(({ name }) => name.length > LONGEST_NAME)
      .filter(({ table }) => table !== 'schema_migrations')
      .map(({ table, name }) => `${table}: ${name}`),

  'no table is partitioned': ({ tables }) =>
    tables.filter(({ partitioned }) => partitioned).map(({ name }) => `${name}: is partitioned`),

  'nobody is granted a change of an append-only table': ({ grants }, { appendOnly }) =>
    grants
      .filter(({ table, grantee }) => appendOnly.includes(table) && grantee !== 'purser_owner')
      .filter(({ privilege }) => CHANGES.includes(privilege))
      .map(({ table, grantee, privilege }) => `${table}: ${grantee} may ${privilege}`),

  'triggers refuse changes of an append-only table to everybody': ({ triggers }, { appendOnly }) =>
    appendOnly.flatMap((table) => {
      const guards = triggers.filter(
        (one) => one.table === table && one.calls === 'refuse_change' && one.before && one.enabled,
      );
      const rows = guards.filter(({ forEachRow }) => forEachRow);
      const missing = [
        ...(rows.some(({ onUpdate }) => onUpdate) ? [] : ['UPDATE']),
        ...(rows.some(({ onDelete }) => onDelete) ? [] : ['DELETE']),
        ...(guards.some(({ onTruncate }) => onTruncate) ? [] : ['TRUNCATE']),
      ];
      return missing.map((change) => `${table}: no trigger refuses ${change}`);
    }),

  'purser_jobs may select single columns and nothing else': ({ grants }) =>
    grants
      .filter(({ grantee }) => grantee === 'purser_jobs')
      .filter(({ column, privilege }) => column === null || privilege !== 'SELECT')
      .map(({ table, column, privilege }) => `${table}.${column ?? '*'}: ${privilege}`),

  'PUBLIC is granted nothing': ({ grants }) =>
    grants
      .filter(({ grantee }) => grantee === 'PUBLIC')
      .map(({ table, privilege }) => `${table}: ${privilege}`),

  'purser_app is bound by row-level security and owns nothing': ({ roles, tables }) => {
    const app = roles.find(({ name }) => name === 'purser_app');
    if (!app) return ['purser_app: no such role'];
    return [
      ...(app.superuser ? ['purser_app: superuser'] : []),
      ...(app.bypassesRowSecurity ? ['purser_app: BYPASSRLS'] : []),
      ...app.memberOf.map((role) => `purser_app: member of ${role}`),
      ...tables.filter(({ owner }) => owner === 'purser_app').map(({ name }) => `${name}: owned`),
    ];
  },

  'only purser_jobs reads past row-level security, and no role is a superuser': ({ roles }) =>
    roles
      .filter((role) => role.superuser || (role.bypassesRowSecurity && role.name !== 'purser_jobs'))
      .map(({ name }) => `${name}: is not bound by row-level security`),

  'a SECURITY DEFINER function has a fixed search_path, a NOLOGIN owner and one caller': ({
    definerFunctions,
  }) =>
    definerFunctions.flatMap(({ name, owner, ownerLogsIn, settings, executors }) => [
      ...(settings.some((setting) => setting.startsWith('search_path='))
        ? []
        : [`${name}: the search_path is not fixed`]),
      ...(ownerLogsIn ? [`${name}: its owner ${owner} can log in`] : []),
      ...executors
        .filter((role) => role !== owner && role !== 'purser_app')
        .map((role) => `${name}: ${role} may execute it`),
    ]),
} as const satisfies Record<string, Rule>;

/** A policy for the functions of the ledger's role, which nobody can log in as. */
function isOfLedger(name: string, roles: readonly string[]): boolean {
  return LEDGER_POLICIES.includes(name) && roles.length === 1 && roles[0] === 'purser_ledger';
}

/** A rule by its sentence. */
export type RuleName = keyof typeof RULES;
