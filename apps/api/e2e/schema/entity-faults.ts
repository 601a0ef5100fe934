import type { DataSource, EntityMetadata } from 'typeorm';
import type { Catalogue, Column } from '../catalogue/catalogue.js';

type ColumnMetadata = EntityMetadata['columns'][number];

/** What the schema says about a column, in the words of `format_type`. */
interface Shape {
  type: string;
  nullable: boolean;
  defaultValue: string | null;
}

/** A catalogue column with what only this comparison needs. */
export interface SchemaColumn extends Column {
  nullable: boolean;
}

/**
 * Holds the entities of `dataSource` against the tables: every column on both sides, its type,
 * whether it may be null, its default, and the primary key. Gives each difference as a sentence.
 */
export function entityFaults(
  dataSource: Pick<DataSource, 'entityMetadatas' | 'driver'>,
  columns: readonly SchemaColumn[],
  constraints: Catalogue['constraints'],
): string[] {
  return dataSource.entityMetadatas.flatMap((entity) => {
    const table = entity.tableName;
    const existing = columns.filter((column) => column.table === table);
    if (existing.length === 0) return [`${entity.name}: there is no table ${table}`];
    return [
      ...unknownColumns(entity, existing),
      ...entity.columns.flatMap((column) => columnFaults(dataSource, table, column, existing)),
      ...keyFaults(entity, constraints),
    ];
  });
}

function unknownColumns(entity: EntityMetadata, existing: readonly SchemaColumn[]): string[] {
  const known = entity.columns.map(({ databaseName }) => databaseName);
  return existing
    .filter(({ name }) => !known.includes(name))
    .map(({ name }) => `${entity.tableName}.${name}: ${entity.name} does not know it`);
}

function columnFaults(
  { driver }: Pick<DataSource, 'driver'>,
  table: string,
  column: ColumnMetadata,
  existing: readonly SchemaColumn[],
): string[] {
  const name = column.databaseName;
  const found = existing.find((one) => one.name === name);
  if (!found) return [`${table}.${name}: the table does not have it`];
  const wanted: Shape = {
    type: typeOf(driver.normalizeType(column), column),
    nullable: column.isNullable,
    defaultValue: bareDefault(driver.normalizeDefault(column)),
  };
  const actual: Shape = {
    type: found.type,
    nullable: found.nullable,
    defaultValue: bareDefault(found.defaultValue),
  };
  return (['type', 'nullable', 'defaultValue'] as const)
    .filter((aspect) => wanted[aspect] !== actual[aspect])
    .map(
      (aspect) => `${table}.${name}: ${aspect} is ${actual[aspect]}, entity says ${wanted[aspect]}`,
    );
}

/** `'0'::bigint`, `'0'` and `0` are one default. */
function bareDefault(value: string | null | undefined): string | null {
  return value?.replace(/::.*$/, '').replace(/^'(.*)'$/, '$1') ?? null;
}

function typeOf(normalized: string, column: ColumnMetadata): string {
  const base = column.enumName ?? normalized;
  const length = column.length ? `(${column.length})` : '';
  const precision =
    normalized === 'numeric' && column.precision !== undefined && column.precision !== null
      ? `(${column.precision},${column.scale ?? 0})`
      : '';
  return `${base}${length}${precision}${column.isArray ? '[]' : ''}`;
}

function keyFaults(entity: EntityMetadata, constraints: Catalogue['constraints']): string[] {
  const key = constraints.find(({ table, kind }) => table === entity.tableName && kind === 'p');
  const wanted = entity.primaryColumns.map(({ databaseName }) => databaseName).toSorted();
  const actual = (key?.columns ?? []).toSorted();
  if (wanted.join() === actual.join()) return [];
  return [`${entity.tableName}: the key is (${actual.join()}), entity says (${wanted.join()})`];
}
