import { AuditModule } from '@purser/audit';
import { AutoTopUpModule } from '@purser/auto-topup';
import { IdentityModule } from '@purser/identity';
import { InvoicesModule } from '@purser/invoices';
import { NotificationsModule } from '@purser/notifications';
import { PackagesModule } from '@purser/packages';
import { PaymentsModule } from '@purser/payments';
import { SnakeNaming } from '@purser/platform';
import { PurchasesModule } from '@purser/purchases';
import { ReportsModule } from '@purser/reports';
import { SubscriptionsModule } from '@purser/subscriptions';
import {
  createTestDatabase,
  testModule,
  type RunningModule,
  type TestDatabase,
} from '@purser/testing';
import { WalletModule } from '@purser/wallet';
import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm';
import { migrationDataSource } from '../../../ormconfig.js';
import { MIGRATIONS } from '../migrations/index.js';
import { readCatalogue, type Catalogue } from './catalogue/catalogue.js';
import { PLATFORM_TABLES, TENANT_TABLES } from './catalogue/tables.js';
import { entityFaults, type SchemaColumn } from './schema/entity-faults.js';

const ROOMS = [
  AuditModule,
  IdentityModule,
  PackagesModule,
  WalletModule,
  PaymentsModule,
  InvoicesModule,
  PurchasesModule,
  SubscriptionsModule,
  AutoTopUpModule,
  NotificationsModule,
  ReportsModule,
];

/** Tables that no entity maps: their rooms use plain SQL, or are built on these tables later. */
const WITHOUT_ENTITY = ['sandbox_clock', 'schema_migrations'];

let database: TestDatabase;
let catalogue: Catalogue;
let columns: SchemaColumn[];

beforeAll(async () => {
  database = await createTestDatabase();
  catalogue = await readCatalogue(database.superuser);
  const { rows } = await database.superuser.query<{ table: string; name: string }>(
    `SELECT table_name AS "table", column_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND is_nullable = 'YES'`,
  );
  const nullable = new Set(rows.map(({ table, name }) => `${table}.${name}`));
  columns = catalogue.columns.map((column) => ({
    ...column,
    nullable: nullable.has(`${column.table}.${column.name}`),
  }));
});
afterAll(() => database.drop());

describe('the entities of all rooms', () => {
  let t: RunningModule;

  beforeAll(async () => {
    t = await testModule({ database, imports: ROOMS });
  });
  afterAll(() => t.close());

  it('are the tables, column by column', () => {
    expect(entityFaults(t.dataSource, columns, catalogue.constraints)).toEqual([]);
  });

  it('map every table but those that are named', () => {
    const mapped = new Set(t.dataSource.entityMetadatas.map(({ tableName }) => tableName));
    const unmapped = [...TENANT_TABLES, ...PLATFORM_TABLES].filter((name) => !mapped.has(name));
    expect(unmapped.toSorted()).toEqual(WITHOUT_ENTITY);
  });
});

describe('an entity that differs', () => {
  it('is named with each difference', async () => {
    @Entity('job_runs')
    class Wrong {
      @PrimaryColumn('uuid')
      id: string;

      @PrimaryColumn('text')
      job: string;

      @Column('timestamptz', { nullable: true })
      startedAt: Date | null;

      @Column('timestamptz')
      finishedAt: Date;

      @Column('bigint', { default: 0 })
      items: string;

      @Column('integer')
      retries: number;
    }
    const source = new DataSource({
      type: 'postgres',
      url: database.config.DATABASE_URL,
      namingStrategy: new SnakeNaming(),
      installExtensions: false,
      entities: [Wrong],
    });
    await source.initialize();
    try {
      expect(entityFaults(source, columns, catalogue.constraints)).toEqual([
        'job_runs.errors: Wrong does not know it',
        'job_runs.first_error: Wrong does not know it',
        'job_runs.started_at: nullable is false, entity says true',
        'job_runs.finished_at: nullable is true, entity says false',
        'job_runs.items: type is integer, entity says bigint',
        'job_runs.items: defaultValue is null, entity says 0',
        'job_runs.retries: the table does not have it',
        'job_runs: the key is (id), entity says (id,job)',
      ]);
    } finally {
      await source.destroy();
    }
  });
});

describe('the migrations', () => {
  it('run forward on an empty database, once', async () => {
    const name = `${new URL(database.url('postgres')).pathname.slice(1)}_empty`;
    await database.superuser.query(`CREATE DATABASE ${name} OWNER purser_owner`);
    const url = new URL(database.url('purser_owner'));
    url.pathname = `/${name}`;
    const source = migrationDataSource(url.toString());
    await source.initialize();
    try {
      const ran = await source.runMigrations();
      expect(ran.map((migration) => migration.name)).toEqual(MIGRATIONS.map((one) => one.name));
      expect(await source.runMigrations()).toEqual([]);
    } finally {
      await source.destroy();
      await database.superuser.query(`DROP DATABASE ${name} WITH (FORCE)`);
    }
  });

  it('refuse to go back', async () => {
    for (const Migration of MIGRATIONS) {
      await expect(new Migration().down(undefined as never)).rejects.toThrow('only go forward');
    }
  });
});
