import {
  anOrganization,
  createTestDatabase,
  testModule,
  type RunningModule,
  type TestDatabase,
} from '@purser/testing';
import { JobRegistry } from '@purser/platform';
import { PaymentsModule } from './index.js';

const daysAgo = (now: Date, days: number) => new Date(now.getTime() - days * 86_400_000);

describe('what is kept for a while only', () => {
  let database: TestDatabase;
  let t: RunningModule;
  let organizationId: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    t = await testModule({ imports: [PaymentsModule], database });
    organizationId = await anOrganization(t);
  });
  afterAll(async () => {
    await t.close();
    await database.drop();
  });

  const left = async (table: string, name: string) => {
    const { rows } = await t.superuser.query<{ name: string }>(
      `SELECT ${name} AS name FROM ${table} ORDER BY 1`,
    );
    return rows.map((row) => row.name);
  };

  it('goes when it is old, done with, and nothing rests on it', async () => {
    const now = t.clock.now();
    await t.superuser.query('DELETE FROM outbox');
    for (const [event, days, isSent] of [
      ['old', 15, true],
      ['unsent', 15, false],
      ['recent', 13, true],
    ] as const) {
      const at = daysAgo(now, days);
      await t.superuser.query(
        `INSERT INTO outbox (organization_id, id, event, payload, created_at, sent_at)
         VALUES ($1, gen_random_uuid(), $2, '{}', $3, $4)`,
        [organizationId, event, at, isSent ? at : null],
      );
    }
    for (const [key, hours] of [
      ['old', 73],
      ['recent', 71],
    ] as const) {
      // Kept by machine time.
      await t.superuser.query(
        `INSERT INTO idempotency_records (organization_id, id, principal_id, route, key,
           request_hash, leased_until, created_at)
         VALUES ($1, gen_random_uuid(), gen_random_uuid(), 'POST /', $2, '', $3, $3)`,
        [organizationId, key, new Date(Date.now() - hours * 3_600_000)],
      );
    }
    for (const [job, days] of [
      ['lately', 1],
      ['lately-too-old', 91],
      ['once', 400],
    ] as const) {
      await t.superuser.query(
        `INSERT INTO job_runs (id, job, started_at, items, errors)
         VALUES (uuidv7($3 - now()), $1, $2, 0, 0)`,
        [job.replace('-too-old', ''), daysAgo(now, days), daysAgo(now, days)],
      );
    }
    for (const [id, days, isProcessed] of [
      ['evt_old', 91, true],
      ['evt_open', 91, false],
      ['evt_recent', 89, true],
    ] as const) {
      const at = daysAgo(now, days);
      await t.superuser.query(
        `INSERT INTO provider_events (id, type, payload, received_at, processed_at)
         VALUES ($1, 'x', '{}', $2, $3)`,
        [id, at, isProcessed ? at : null],
      );
    }
    const run = await t.get(JobRegistry).run('purgeOldRecords');
    expect(run).toMatchObject({ items: 4, errors: 0 });
    expect(await left('outbox', 'event')).toEqual(['recent', 'unsent']);
    expect(await left('idempotency_records', 'key')).toEqual(['recent']);
    expect(await left('job_runs', 'job')).toEqual(['lately', 'once', 'purgeOldRecords']);
    expect(await left('provider_events', 'id')).toEqual(['evt_open', 'evt_recent']);
  });

  it('leaves nothing to do for a second run', async () => {
    expect(await t.get(JobRegistry).run('purgeOldRecords')).toMatchObject({ items: 0, errors: 0 });
  });
});
