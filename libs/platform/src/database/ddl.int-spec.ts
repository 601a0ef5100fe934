import { newId } from '../ids/new-id.js';
import { anOrganization, createTestDatabase, type TestDatabase } from '@purser/testing';
import pg from 'pg';
import { appendOnly, dueColumns, tenantTable } from './ddl.js';

describe('the DDL that migrations share', () => {
  let database: TestDatabase;
  let acme: string;
  const connections: pg.Pool[] = [];

  const as = (role: 'purser_owner' | 'purser_app' | 'purser_jobs') => {
    const pool = new pg.Pool({ connectionString: database.url(role), max: 1 });
    connections.push(pool);
    return pool;
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    acme = await anOrganization(database);
    const owner = as('purser_owner');
    await owner.query(`CREATE TABLE diary (organization_id uuid NOT NULL, id uuid NOT NULL,
      note text NOT NULL, PRIMARY KEY (organization_id, id))`);
    const statements = [
      ...tenantTable('diary'),
      ...appendOnly('diary'),
      ...dueColumns('diary', ['organization_id', 'id']),
    ];
    for (const statement of statements) await owner.query(statement);
    await database.superuser.query('INSERT INTO diary VALUES ($1, $2, $3)', [
      acme,
      newId(new Date('2026-06-18T18:32:00Z')),
      'as it was',
    ]);
  });

  afterAll(async () => {
    await Promise.all(connections.map((pool) => pool.end()));
    await database.drop();
  });

  const inAcme = async (role: 'purser_owner' | 'purser_app', statement: string) => {
    const client = await as(role).connect();
    try {
      await client.query(`SET app.organization_id = '${acme}'`);
      return await client.query(statement);
    } finally {
      client.release(true);
    }
  };

  it.each(["UPDATE diary SET note = 'changed'", 'DELETE FROM diary', 'TRUNCATE diary'])(
    'refuses to the app role: %s',
    async (statement) => {
      await expect(inAcme('purser_app', statement)).rejects.toMatchObject({ code: '42501' });
    },
  );

  it.each(["UPDATE diary SET note = 'changed'", 'DELETE FROM diary', 'TRUNCATE diary'])(
    'refuses even to the owner: %s',
    async (statement) => {
      await expect(inAcme('purser_owner', statement)).rejects.toThrow('diary is append-only');
    },
  );

  it('lets the app role add and read', async () => {
    await inAcme('purser_app', `INSERT INTO diary VALUES ('${acme}', '${acme}', 'one more')`);
    expect((await inAcme('purser_app', 'SELECT note FROM diary')).rowCount).toBe(2);
  });

  it('binds the owner of the table to row-level security too', async () => {
    expect((await as('purser_owner').query('SELECT FROM diary')).rowCount).toBe(0);
  });

  it('shows the jobs role the named columns of every organization, and nothing else', async () => {
    const jobs = as('purser_jobs');
    const { rows } = await jobs.query<{ organization_id: string }>(
      'SELECT DISTINCT organization_id FROM diary',
    );
    expect(rows).toEqual([{ organization_id: acme }]);
    await expect(jobs.query('SELECT note FROM diary')).rejects.toMatchObject({ code: '42501' });
    await expect(jobs.query('DELETE FROM diary')).rejects.toMatchObject({ code: '42501' });
  });
});
