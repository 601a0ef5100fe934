import { createTestDatabase } from '@purser/testing';
import pg from 'pg';
import { anyRow, dropChecks } from './catalogue/any-row.js';
import { readCatalogue } from './catalogue/catalogue.js';
import { RULES } from './catalogue/rules.js';
import { APPEND_ONLY_TABLES, PLATFORM_TABLES, TENANT_TABLES } from './catalogue/tables.js';
const NAMED = {
    tenant: TENANT_TABLES,
    platform: PLATFORM_TABLES,
    appendOnly: APPEND_ONLY_TABLES,
};
const RULE_NAMES = Object.keys(RULES);
const ENUMS = [
    'ledger_entry_kind',
    'notification_status',
    'purchase_status',
    'purchase_type',
    'subscription_status',
    'topup_trigger',
    'wallet_status',
];
describe('the schema', () => {
    let database;
    let catalogue;
    beforeAll(async () => {
        database = await createTestDatabase();
        catalogue = await readCatalogue(database.superuser);
    });
    afterAll(() => database.drop());
    it.each(RULE_NAMES)('keeps the rule: %s', (name) => {
        expect(RULES[name](catalogue, NAMED)).toEqual([]);
    });
    it('has the seven enums and no other', async () => {
        const { rows } = await database.superuser.query(`SELECT typname AS name FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
       WHERE typtype = 'e' AND n.nspname = 'public' ORDER BY 1`);
        expect(rows.map(({ name }) => name)).toEqual(ENUMS);
    });
});
/** For each rule, what breaks it and whom it must then name. */
const PLANTED = {
    'every table is named as tenant or platform, and every named table exists': {
        sql: 'CREATE TABLE planted (id uuid PRIMARY KEY)',
        named: 'planted: in neither list',
    },
    'row-level security is enabled and forced on every tenant table': {
        sql: 'ALTER TABLE members NO FORCE ROW LEVEL SECURITY',
        named: 'members: row-level security is not enabled and forced',
    },
    'every tenant table has the organization policy and no wider one': {
        sql: 'CREATE POLICY planted ON members USING (true)',
        named: 'members: policy planted is not the organization policy',
    },
    'no policy holds a subselect': {
        sql: `CREATE POLICY planted ON members USING
            (organization_id = (SELECT current_setting('app.organization_id')::uuid))`,
        named: 'members: policy planted holds a subselect',
    },
    'the primary key of a tenant table leads with organization_id': {
        sql: `ALTER TABLE members DROP CONSTRAINT members_pkey;
          ALTER TABLE members ADD CONSTRAINT planted PRIMARY KEY (id, organization_id)`,
        named: 'members: planted',
    },
    'every unique index of a tenant table leads with organization_id': {
        sql: 'CREATE UNIQUE INDEX planted ON members (lower(email), organization_id)',
        named: 'members: planted',
    },
    'every foreign key of a tenant table leads with organization_id, into a tenant table': {
        sql: 'ALTER TABLE members ADD CONSTRAINT planted FOREIGN KEY (user_id) REFERENCES users (id)',
        named: 'members: planted',
    },
    'no foreign key leads from a platform table to a tenant table': {
        sql: `ALTER TABLE key_directory ADD CONSTRAINT planted FOREIGN KEY (organization_id)
            REFERENCES organizations (organization_id)`,
        named: 'key_directory: planted',
    },
    'no foreign key sets null or default on delete': {
        sql: `ALTER TABLE notifications ADD CONSTRAINT planted FOREIGN KEY (organization_id)
            REFERENCES organizations (organization_id) ON DELETE SET NULL`,
        named: 'notifications: planted',
    },
    'every tenant table holds organization_id as a uuid': {
        sql: 'ALTER TABLE outbox RENAME organization_id TO tenant_id',
        named: 'outbox: no organization_id',
    },
    'no column is serial or identity': {
        sql: 'ALTER TABLE members ADD COLUMN planted bigserial',
        named: 'members.planted',
    },
    'no default reads the time': {
        sql: 'ALTER TABLE members ALTER created_at SET DEFAULT now()',
        named: 'members.created_at',
    },
    'names of constraints and indexes have at most 50 characters': {
        sql: `ALTER TABLE members ADD CONSTRAINT
            members_name_that_is_too_long_once_a_shard_number_is_appended CHECK (name <> '')`,
        named: 'members: members_name_that_is_too_long_once_a_shard_number_is_appended',
    },
    'no table is partitioned': {
        sql: 'CREATE TABLE planted (at timestamptz) PARTITION BY RANGE (at)',
        named: 'planted: is partitioned',
    },
    'nobody is granted a change of an append-only table': {
        sql: 'GRANT UPDATE ON token_audit_log TO purser_app',
        named: 'token_audit_log: purser_app may UPDATE',
    },
    'triggers refuse changes of an append-only table to everybody': {
        sql: 'DROP TRIGGER token_audit_log_no_change ON token_audit_log',
        named: 'token_audit_log: no trigger refuses DELETE',
    },
    'purser_jobs may select single columns and nothing else': {
        sql: 'GRANT SELECT ON members TO purser_jobs',
        named: 'members.*: SELECT',
    },
    'PUBLIC is granted nothing': {
        sql: 'GRANT SELECT ON users TO PUBLIC',
        named: 'users: SELECT',
    },
    'purser_app is bound by row-level security and owns nothing': {
        sql: 'ALTER TABLE users OWNER TO purser_app',
        named: 'users: owned',
    },
    'only purser_jobs reads past row-level security, and no role is a superuser': {
        sql: 'CREATE ROLE purser_planted BYPASSRLS',
        named: 'purser_planted: is not bound by row-level security',
    },
    'a SECURITY DEFINER function has a fixed search_path, a NOLOGIN owner and one caller': {
        sql: `CREATE FUNCTION planted() RETURNS void SECURITY DEFINER LANGUAGE sql AS ''`,
        named: 'planted: the search_path is not fixed',
    },
};
describe('a planted breach', () => {
    let database;
    beforeAll(async () => {
        database = await createTestDatabase();
    });
    afterAll(() => database.drop());
    it.each(RULE_NAMES)('is found by the rule: %s', async (name) => {
        const { sql, named } = PLANTED[name];
        const client = await database.superuser.connect();
        try {
            await client.query('BEGIN');
            await client.query(sql);
            const catalogue = await readCatalogue(client);
            expect(RULES[name](catalogue, NAMED)).toContain(named);
        }
        finally {
            await client.query('ROLLBACK');
            client.release();
        }
    });
});
describe('one row of two organizations in every tenant table', () => {
    const acme = '01900000-0000-7000-8000-00000000000a';
    const globex = '01900000-0000-7000-8000-00000000000b';
    let database;
    let catalogue;
    let app;
    beforeAll(async () => {
        database = await createTestDatabase();
        catalogue = await readCatalogue(database.superuser);
        app = new pg.Pool({ connectionString: database.url('purser_app'), max: 2 });
        await dropChecks(database.superuser, catalogue);
        const client = await database.superuser.connect();
        await client.query(`SET session_replication_role = replica`);
        for (const table of TENANT_TABLES) {
            for (const organizationId of [acme, globex]) {
                const { sql, parameters } = anyRow(catalogue, table, organizationId);
                await client.query(sql, parameters);
            }
        }
        client.release(true);
    });
    afterAll(async () => {
        await app.end();
        await database.drop();
    });
    /** Runs `sql` as purser_app, in the context of `organizationId` or of none. */
    async function asApp(organizationId, sql, parameters = []) {
        const client = await app.connect();
        try {
            await client.query('BEGIN');
            if (organizationId) {
                await client.query(`SET LOCAL app.organization_id = '${organizationId}'`);
            }
            return await client.query(sql, parameters);
        }
        finally {
            await client.query('ROLLBACK');
            client.release();
        }
    }
    it.each(TENANT_TABLES)('%s shows no row without an organization', async (table) => {
        const planted = await database.superuser.query(`SELECT organization_id FROM ${table}`);
        expect(planted.rowCount).toBe(2);
        const seen = await asApp(null, `SELECT organization_id FROM ${table}`);
        expect(seen.rows).toEqual([]);
    });
    it.each(TENANT_TABLES)("%s shows an organization its own row, not another's", async (table) => {
        const sql = `SELECT organization_id FROM ${table}`;
        expect((await asApp(acme, sql)).rows).toEqual([{ organization_id: acme }]);
        const asked = await asApp(acme, `${sql} WHERE organization_id = $1`, [globex]);
        expect(asked.rows).toEqual([]);
    });
    it.each(TENANT_TABLES)('%s takes no row for another organization', async (table) => {
        const stranger = '01900000-0000-7000-8000-00000000000c';
        const { sql, parameters } = anyRow(catalogue, table, stranger);
        await expect(asApp(acme, sql, parameters)).rejects.toMatchObject({ code: '42501' });
    });
    it.each(APPEND_ONLY_TABLES)('%s refuses change and removal, even to a superuser', async (table) => {
        const changes = [
            `UPDATE ${table} SET organization_id = organization_id`,
            `DELETE FROM ${table}`,
            `TRUNCATE ${table} CASCADE`,
        ];
        for (const sql of changes) {
            await expect(asApp(acme, sql)).rejects.toMatchObject({ code: '42501' });
            await expect(database.superuser.query(sql)).rejects.toThrow(`${table} is append-only`);
        }
    });
});
//# sourceMappingURL=catalogue.int-spec.js.map