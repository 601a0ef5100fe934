import { Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import {
  createTestDatabase,
  testModule,
  type RunningModule,
  type TestDatabase,
} from '@purser/testing';
import { NotFound } from '../problems/domain-error.js';
import { JobRegistry } from './job-registry.js';
import type { JobRun } from './job-run.entity.js';
import { Jobs } from './jobs.js';
import { JobsController } from './jobs.controller.js';

@Injectable()
class GreetingCron {
  constructor(private readonly jobs: Jobs) {}

  @Cron('0 9 * * *', { name: 'greetEverybody' })
  greetEverybody(): Promise<JobRun> {
    return this.jobs.run('greetEverybody', (_now, tally) => {
      tally.items = 3;
      return Promise.reject(new Error('the fourth was asleep'));
    });
  }
}

describe('jobs', () => {
  let database: TestDatabase;
  let t: RunningModule;

  beforeAll(async () => {
    database = await createTestDatabase();
    t = await testModule({ database, providers: [GreetingCron] });
  });
  afterAll(async () => {
    await t.close();
    await database.drop();
  });

  it('are found by the name of their schedule, also where schedules are off', () => {
    const own = ['greetEverybody', 'purgeOldRecords', 'retryFailedEvents'];
    expect(t.get(JobRegistry).names).toEqual(own);
  });

  it('are run on demand and recorded, with what failed', async () => {
    const run = await t.get(JobsController).run('greetEverybody');
    expect(run).toEqual({
      id: expect.any(String) as string,
      job: 'greetEverybody',
      startedAt: t.clock.now().toISOString(),
      finishedAt: t.clock.now().toISOString(),
      items: 3,
      errors: 1,
      firstError: 'the fourth was asleep',
    });
    const listed = await t.get(Jobs).runs({ limit: 50 });
    expect(listed).toEqual({ data: [run], nextCursor: null });
  });

  it('are listed newest first, in pages, by name', async () => {
    t.clock.advance({ minutes: 1 });
    const newest = await t.get(JobsController).run('greetEverybody');
    const first = await t.get(Jobs).runs({ limit: 1 });
    expect(first.data).toEqual([newest]);
    const second = await t.get(Jobs).runs({ limit: 1, cursor: first.nextCursor ?? '' });
    expect(second.data).toHaveLength(1);
    expect(second.nextCursor).toBeNull();
    expect((await t.get(Jobs).runs({ limit: 50, job: 'other' })).data).toEqual([]);
  });

  it('that nobody knows are not found', async () => {
    await expect(t.get(JobRegistry).run('constructor')).rejects.toThrow(NotFound);
  });
});
