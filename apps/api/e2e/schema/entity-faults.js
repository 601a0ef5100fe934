/**
 * Holds the entities of `dataSource` against the tables: every column on both sides, its type,
 * whether it may be null, its default, and the primary key. Gives each difference as a sentence.
 */
export function entityFaults(dataSource, columns, constraints) {
    return dataSource.entityMetadatas.flatMap((entity) => {
        const table = entity.tableName;
        const existing = columns.filter((column) => column.table === table);
        if (existing.length === 0)
            return [`${entity.name}: there is no table ${table}`];
        return [
            ...unknownColumns(entity, existing),
            ...entity.columns.flatMap((column) => columnFaults(dataSource, table, column, existing)),
            ...keyFaults(entity, constraints),
        ];
    });
}
function unknownColumns(entity, existing) {
    const known = entity.columns.map(({ databaseName }) => databaseName);
    return existing
        .filter(({ name }) => !known.includes(name))
        .map(({ name }) => `${entity.tableName}.${name}: ${entity.name} does not know it`);
}
function columnFaults({ driver }, table, column, existing) {
    const name = column.databaseName;
    const found = existing.find((one) => one.name === name);
    if (!found)
        return [`${table}.${name}: the table does not have it`];
    const wanted = {
        type: typeOf(driver.normalizeType(column), column),
        nullable: column.isNullable,
        defaultValue: driver.normalizeDefault(column)?.replace(/::.*$/, '') ?? null,
    };
    const actual = {
        type: found.type,
        nullable: found.nullable,
        defaultValue: found.defaultValue?.replace(/::.*$/, '') ?? null,
    };
    return ['type', 'nullable', 'defaultValue']
        .filter((aspect) => wanted[aspect] !== actual[aspect])
        .map((aspect) => `${table}.${name}: ${aspect} is ${actual[aspect]}, entity says ${wanted[aspect]}`);
}
function typeOf(normalized, column) {
    const base = column.enumName ?? normalized;
    const length = column.length ? `(${column.length})` : '';
    const precision = normalized === 'numeric' && column.precision !== undefined && column.precision !== null
        ? `(${column.precision},${column.scale ?? 0})`
        : '';
    return `${base}${length}${precision}${column.isArray ? '[]' : ''}`;
}
function keyFaults(entity, constraints) {
    const key = constraints.find(({ table, kind }) => table === entity.tableName && kind === 'p');
    const wanted = entity.primaryColumns.map(({ databaseName }) => databaseName).toSorted();
    const actual = (key?.columns ?? []).toSorted();
    if (wanted.join() === actual.join())
        return [];
    return [`${entity.tableName}: the key is (${actual.join()}), entity says (${wanted.join()})`];
}
//# sourceMappingURL=entity-faults.js.map