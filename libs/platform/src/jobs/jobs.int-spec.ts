import {
  anOrganization,
  createTestDatabase,
  testModule,
  type RunningModule,
  type TestDatabase,
} from '@purser/testing';
import { DueReader } from '../database/due-reader.js';
import { newId } from '../ids/new-id.js';
import { JobRun } from './job-run.entity.js';
import { Jobs } from './jobs.js';

describe('Jobs', () => {
  let database: TestDatabase;
  let t: RunningModule;

  beforeAll(async () => {
    database = await createTestDatabase();
    t = await testModule({ database });
  });

  afterAll(async () => {
    await t.close();
    await database.drop();
  });

  const stored = (id: string) => t.dataSource.manager.findOneByOrFail(JobRun, { id });

  it('counts a poisoned item and does the others', async () => {
    const due = ['a', 'b', 'c'].map((name) => ({ organizationId: 'acme', id: name }));
    const done: string[] = [];
    const run = await t.get(Jobs).run('sweep', async (_now, tally) => {
      t.clock.advance({ seconds: 4 });
      await t.get(Jobs).each('sweep', tally, due, ({ id }) => {
        if (id === 'b') return Promise.reject(new Error('poisoned'));
        done.push(id);
        return Promise.resolve();
      });
    });
    expect(done).toEqual(['a', 'c']);
    const row = await stored(run.id);
    expect(row).toMatchObject({
      job: 'sweep',
      items: 2,
      errors: 1,
      firstError: 'acme/b: poisoned',
    });
    expect(row.finishedAt?.getTime()).toBe(row.startedAt.getTime() + 4_000);
  });

  it('records a run that failed as a whole', async () => {
    const run = await t.get(Jobs).run('broken', () => Promise.reject(new Error('no database')));
    expect(await stored(run.id)).toMatchObject({ items: 0, errors: 1, firstError: 'no database' });
  });
});

describe('DueReader', () => {
  it('sees due rows of every organization', async () => {
    const database = await createTestDatabase();
    const t = await testModule({ database });
    const organizations = [await anOrganization(t), await anOrganization(t)].toSorted();
    for (const organizationId of organizations) {
      await t.superuser.query(
        `INSERT INTO outbox (organization_id, id, event, payload, created_at)
         VALUES ($1, $2, 'x', '{}', $3)`,
        [organizationId, newId(t.clock.now()), t.clock.now()],
      );
    }
    const pairs = await t
      .get(DueReader)
      .pairs(
        'SELECT organization_id, id FROM outbox WHERE sent_at IS NULL ORDER BY 1, 2 LIMIT $1',
        [10],
      );
    expect(pairs.map((pair) => pair.organizationId)).toEqual(organizations);
    await t.close();
    await database.drop();
  });
});
