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
import pg from 'pg';
import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm';
import { migrationDataSource } from '../../../ormconfig.js';
import { CreditOfRefunds1767225600023 } from '../migrations/0023-credit-of-refunds.js';
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

const ID = '01970000-0000-7000-8000-000000000001';
const NEXT_ID = '01970000-0000-7000-8000-000000000002';
const REFUND_COLUMNS = `organization_id, id, purchase_id, status, currency, amount_minor, tokens,
  bonus_tokens, credit_note_id, credit_note_number, actor_type, actor_name, created_at`;
const DISPUTE_COLUMNS = `organization_id, id, purchase_id, provider_id, status, reason, currency,
  amount_minor, purchase_status_before, opened_at, closed_at, credited_minor, shortfall_minor`;
const ELSEWHERE_ID = '01970000-0000-7000-8000-000000000003';
/**
 * A refund that is booked, one that failed, one made elsewhere with a rest that no token costs, lost
 * disputes with a claim and with such a rest, an alert that has fired.
 */
const ROWS_BEFORE = [
  `INSERT INTO refunds (${REFUND_COLUMNS}) VALUES
     ('${ID}', '${ID}', '${ID}', 'succeeded', 'USD', 4900, 5000, 0, '${ID}', 'CN-2026-000001',
      'system', 'program', now()),
     ('${ID}', '${NEXT_ID}', '${ID}', 'failed', 'USD', 4900, 5000, 0, NULL, NULL,
      'system', 'program', now())`,
  `INSERT INTO refunds (${REFUND_COLUMNS}, due_at, shortfall_minor) VALUES
     ('${ID}', '${ELSEWHERE_ID}', '${ID}', 'pending', 'USD', 1000, 900, 0, NULL, NULL,
      'system', 'program', now(), now(), 1)`,
  `INSERT INTO disputes (${DISPUTE_COLUMNS}) VALUES
     ('${ID}', '${ID}', '${ID}', 'du_1', 'lost', 'fraudulent', 'USD', 49000, 'completed', now(),
      now(), 9800, 39200),
     ('${ID}', '${NEXT_ID}', '${ID}', 'du_2', 'lost', 'fraudulent', 'USD', 1000, 'completed', now(),
      now(), 999, 1),
     ('${ID}', '${ELSEWHERE_ID}', '${ID}', 'du_3', 'won', 'fraudulent', 'USD', 1000, 'completed',
      now(), now(), 0, 0)`,
  `INSERT INTO reconciliation_cases (organization_id, id, kind, subject_type, subject_id, detail,
     opened_at)
   VALUES ('${ID}', '${ID}', 'dispute-shortfall', 'dispute', '${ID}', 'Consumed', now())`,
  `INSERT INTO organization_token_wallets (organization_id, id, status, balance, held, frozen,
     expired, open_remaining, seq, version, last_at, created_at)
   VALUES ('${ID}', '${ID}', 'active', 0, 0, 0, 0, 0, 0, 1, now(), now())`,
  `INSERT INTO low_balance_notifications (organization_id, id, kind, value, state, mark_tokens,
     rearm_tokens, fired_at, crossing, channels, actor_type, actor_name, created_at, updated_at)
   VALUES ('${ID}', '${ID}', 'tokens', 1000, 'fired', 1000, 1100, now(), 1, '{email}', 'system',
     'program', now(), now())`,
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
  /** Works on a database that nothing was done to yet. */
  async function onEmptyDatabase(
    work: (url: (role: 'postgres' | 'purser_owner') => string) => Promise<void>,
  ) {
    const name = `${new URL(database.url('postgres')).pathname.slice(1)}_empty`;
    await database.superuser.query(`CREATE DATABASE ${name} OWNER purser_owner`);
    try {
      await work((role) => {
        const url = new URL(database.url(role));
        url.pathname = `/${name}`;
        return url.toString();
      });
    } finally {
      await database.superuser.query(`DROP DATABASE ${name} WITH (FORCE)`);
    }
  }

  /** Runs the first `count` migrations that were not run yet, and gives their names. */
  async function migrate(url: string, count = MIGRATIONS.length): Promise<string[]> {
    const source = migrationDataSource(url);
    source.setOptions({ migrations: MIGRATIONS.slice(0, count) });
    await source.initialize();
    try {
      return (await source.runMigrations()).map(({ name }) => name);
    } finally {
      await source.destroy();
    }
  }

  it('run forward on an empty database, once', () =>
    onEmptyDatabase(async (url) => {
      expect(await migrate(url('purser_owner'))).toEqual(MIGRATIONS.map(({ name }) => name));
      expect(await migrate(url('purser_owner'))).toEqual([]);
    }));

  it('take along what every organization has already', () =>
    onEmptyDatabase(async (url) => {
      const before = MIGRATIONS.indexOf(CreditOfRefunds1767225600023);
      await migrate(url('purser_owner'), before);
      const client = new pg.Client({ connectionString: url('postgres') });
      await client.connect();
      try {
        // Rows as they stand in an installation, without all that they hang on.
        await client.query('SET session_replication_role = replica');
        for (const statement of ROWS_BEFORE) await client.query(statement);
        await migrate(url('purser_owner'));
        const refunds =
          'SELECT credit_note_number, credited_minor, shortfall_minor FROM refunds ORDER BY id';
        expect((await client.query(refunds)).rows).toEqual([
          { credit_note_number: 'CN-2026-000001', credited_minor: '4900', shortfall_minor: '0' },
          { credit_note_number: null, credited_minor: '0', shortfall_minor: '0' },
          { credit_note_number: null, credited_minor: '0', shortfall_minor: '0' },
        ]);
        const disputes = 'SELECT lost_minor, shortfall_minor FROM disputes ORDER BY id';
        expect((await client.query(disputes)).rows).toEqual([
          { lost_minor: '49000', shortfall_minor: '39200' },
          { lost_minor: '1000', shortfall_minor: '0' },
          { lost_minor: null, shortfall_minor: '0' },
        ]);
        // A process of the version before does not say what was lost.
        const lose = `UPDATE disputes SET status = 'lost' WHERE id = '${ELSEWHERE_ID}'`;
        await expect(client.query(lose)).rejects.toMatchObject({ constraint: 'disputes_lost' });
        const watches = 'SELECT source, mark FROM wallet_rise_watches';
        expect((await client.query(watches)).rows).toEqual([
          { source: `threshold:${ID}`, mark: '1100' },
        ]);
        const wallets = 'SELECT watch_above FROM organization_token_wallets';
        expect((await client.query(wallets)).rows).toEqual([{ watch_above: '1100' }]);
      } finally {
        await client.end();
      }
    }));

  it('refuse to go back', async () => {
    for (const Migration of MIGRATIONS) {
      await expect(new Migration().down(undefined as never)).rejects.toThrow('only go forward');
    }
  });
});
