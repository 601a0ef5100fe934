import { randomUUID } from 'node:crypto';
/**
 * Lets any row into any table of this database: drops CHECKs, and the superuser's session skips
 * triggers and foreign keys. Only for a database that is thrown away.
 */
export async function dropChecks(superuser, catalogue) {
    for (const { table, name, kind } of catalogue.constraints) {
        if (kind === 'c')
            await superuser.query(`ALTER TABLE ${table} DROP CONSTRAINT "${name}"`);
    }
}
/** An INSERT of one made-up row of `organizationId` into `table`. */
export function anyRow(catalogue, table, organizationId) {
    const columns = catalogue.columns.filter((column) => column.table === table);
    const names = columns.map(({ name }) => `"${name}"`);
    const values = columns.map(({ type }, index) => `$${index + 1}::${type}`);
    return {
        sql: `INSERT INTO ${table} (${names.join(', ')}) VALUES (${values.join(', ')})`,
        parameters: columns.map((column) => anyValue(column, organizationId)),
    };
}
const VALUES = {
    boolean: false,
    bytea: Buffer.alloc(32),
    date: '2026-06-18',
    'double precision': 1,
    inet: '192.0.2.1',
    jsonb: '{}',
    text: 'x',
    'timestamp with time zone': '2026-06-18T18:32:00Z',
};
const NUMBERS = /^(bigint|integer|smallint|numeric)/;
/** The first label of each enum type. */
const ENUMS = {
    ledger_entry_kind: 'debit',
    notification_status: 'kept',
    purchase_status: 'initialized',
    purchase_type: 'package',
    subscription_status: 'active',
    topup_trigger: 'threshold',
    wallet_status: 'active',
};
function anyValue({ table, name, type }, organizationId) {
    if (name === 'organization_id' || (table === 'organizations' && name === 'id')) {
        return organizationId;
    }
    if (type === 'uuid')
        return randomUUID();
    if (type.endsWith('[]'))
        return '{}';
    if (NUMBERS.test(type))
        return 1;
    if (type.startsWith('character'))
        return 'x';
    const value = VALUES[type] ?? ENUMS[type];
    if (value === undefined)
        throw new Error(`No made-up value for ${table}.${name}: ${type}`);
    return value;
}
//# sourceMappingURL=any-row.js.map