import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readConfig, type PurserConfig } from '@purser/platform';
import pg from 'pg';
import { migrationDataSource } from '../../../ormconfig.js';

type Role = 'postgres' | 'purser_owner' | 'purser_app' | 'purser_jobs';

/** Where the cluster of this test run is: the JSON in PURSER_TEST_PG. */
interface TestCluster {
  readonly host: string;
  readonly port: number;
  readonly passwords: Readonly<Record<Role, string>>;
}

/** A database of one test file, with every migration run and no row in it. */
export interface TestDatabase {
  /** A whole configuration: this database, a key, no log; role `http`, so nothing runs by itself. */
  readonly config: PurserConfig;
  /** Sees and changes everything, past row-level security and grants. */
  readonly superuser: pg.Pool;
  /** The address of this database as `role`. */
  url(role: Role): string;
  /** Disconnects everybody and deletes it. */
  drop(): Promise<void>;
}

const TEMPLATE = 'purser_template';
const TEMPLATE_LOCK = 7_301_944;
let privateKey: string | undefined;

/**
 * Makes a database for this test file, from a template that the first one to ask migrates.
 * `environment` adds to or replaces what the configuration is read from.
 */
export async function createTestDatabase(
  environment: Readonly<Record<string, string>> = {},
): Promise<TestDatabase> {
  const cluster = testCluster();
  const name = `purser_${randomBytes(6).toString('hex')}`;
  const url = (role: Role) => addressOf(cluster, role, name);
  await asSuperuser(cluster, async (client) => {
    await ensureTemplate(cluster, client);
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} OWNER purser_owner`);
  });
  const superuser = new pg.Pool({ connectionString: url('postgres'), max: 8 });
  superuser.on('error', () => undefined);
  return {
    config: readConfig({
      NODE_ENV: 'test',
      PORT: '0',
      HOST: '127.0.0.1',
      PURSER_ROLE: 'http',
      LOG_LEVEL: 'silent',
      DATABASE_URL: url('purser_app'),
      DATABASE_JOBS_URL: url('purser_jobs'),
      DATABASE_MIGRATION_URL: url('purser_owner'),
      DATABASE_POOL_SIZE: '8',
      JWT_PRIVATE_KEY: testKey(),
      ...environment,
    }),
    superuser,
    url,
    drop: async () => {
      await superuser.end();
      await asSuperuser(cluster, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}

function testCluster(): TestCluster {
  const given = process.env['PURSER_TEST_PG'];
  if (!given) throw new Error('This Jest project has no globalSetup that starts PostgreSQL');
  return JSON.parse(given) as TestCluster;
}

function addressOf(cluster: TestCluster, role: Role, database: string): string {
  return `postgres://${role}:${cluster.passwords[role]}@${cluster.host}:${cluster.port}/${database}`;
}

async function asSuperuser(
  cluster: TestCluster,
  work: (client: pg.Client) => Promise<unknown>,
): Promise<void> {
  const connectionString = addressOf(cluster, 'postgres', 'postgres');
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** Migrates the template once per run, whichever worker comes first; the others wait for it. */
async function ensureTemplate(cluster: TestCluster, client: pg.Client): Promise<void> {
  await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  try {
    const made = await client.query('SELECT FROM pg_database WHERE datname = $1', [TEMPLATE]);
    if (made.rowCount === 1) return;
    const building = `${TEMPLATE}_building`;
    await client.query(`DROP DATABASE IF EXISTS ${building}`);
    await client.query(`CREATE DATABASE ${building} OWNER purser_owner`);
    const source = migrationDataSource(addressOf(cluster, 'purser_owner', building));
    await source.initialize();
    try {
      await source.runMigrations();
    } finally {
      await source.destroy();
    }
    await client.query(`ALTER DATABASE ${building} RENAME TO ${TEMPLATE}`);
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
  }
}

/** One RS256 key per test process: making one takes a noticeable while. */
function testKey(): string {
  privateKey ??= generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;
  return privateKey;
}
