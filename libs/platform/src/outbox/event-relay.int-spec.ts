import { Injectable } from '@nestjs/common';
import {
  anOrganization,
  createTestDatabase,
  eventually,
  testModule,
  type RunningModule,
  type TestDatabase,
} from '@purser/testing';
import { JobRegistry } from '../jobs/job-registry.js';
import { OnEvent } from './on-event.decorator.js';
import { Outbox } from './outbox.js';

class Greeted {
  static readonly eventName = 'test.greeted';
  constructor(
    readonly organizationId: string,
    readonly words: string,
  ) {}
}

class Answered {
  static readonly eventName = 'test.answered';
  constructor(readonly organizationId: string) {}
}

@Injectable()
class Listener {
  readonly heard: { words: string; eventId: string }[] = [];
  readonly overheard: string[] = [];
  answers = 0;
  failures = 0;
  refuses: string | null = null;

  constructor(private readonly outbox: Outbox) {}

  @OnEvent(Greeted, 'test.listener')
  greeted(event: Greeted, eventId: string): Promise<void> {
    if (this.failures > 0) {
      this.failures -= 1;
      return Promise.reject(new Error('not in the mood'));
    }
    if (event.words === this.refuses) return Promise.reject(new Error('never'));
    this.heard.push({ words: event.words, eventId });
    return Promise.resolve();
  }

  @OnEvent(Greeted, 'test.bystander')
  overhear(event: Greeted): Promise<void> {
    this.overheard.push(event.words);
    return Promise.resolve();
  }

  @OnEvent(Answered, 'test.answers')
  answered(): Promise<void> {
    this.answers += 1;
    return Promise.resolve();
  }
}

describe('events', () => {
  let database: TestDatabase;
  let t: RunningModule;
  let acme: string;

  beforeEach(async () => {
    database = await createTestDatabase();
  });

  afterEach(async () => {
    await t.close();
    await database.drop();
  });

  const start = async (role: 'http' | 'all') => {
    t = await testModule({ database, providers: [Listener], config: { PURSER_ROLE: role } });
    acme = await anOrganization(t);
  };
  const greet = (words: string) =>
    t.unitOfWork.run(acme, (tx) => t.get(Outbox).append(tx, new Greeted(acme, words)));
  const unsent = async () =>
    (await t.superuser.query('SELECT FROM outbox WHERE sent_at IS NULL')).rowCount;

  it('disappear with the transaction that is undone', async () => {
    await start('http');
    const run = t.unitOfWork.run(acme, async (tx) => {
      await t.get(Outbox).append(tx, new Greeted(acme, 'never said'));
      throw new Error('undone');
    });
    await expect(run).rejects.toThrow('undone');
    expect(await t.drainEvents()).toBe(0);
  });

  it('cannot be written into the transaction of another organization', async () => {
    await start('http');
    const other = await anOrganization(t);
    const run = t.unitOfWork.run(other, (tx) => t.get(Outbox).append(tx, new Greeted(acme, 'x')));
    await expect(run).rejects.toThrow('another organization');
  });

  it('reach every subscription once when they are drained', async () => {
    await start('http');
    await greet('hello');
    await greet('again');
    expect(await t.drainEvents()).toBe(2);
    expect(await t.drainEvents()).toBe(0);
    const listener = t.get(Listener);
    expect(listener.heard.map((each) => each.words).toSorted()).toEqual(['again', 'hello']);
    expect(listener.overheard.toSorted()).toEqual(['again', 'hello']);
    expect(listener.answers).toBe(0);
  });

  it('stay when their handler fails while they are drained', async () => {
    await start('http');
    await greet('hello');
    t.get(Listener).failures = 1;
    await expect(t.drainEvents()).rejects.toThrow('not in the mood');
    expect(await unsent()).toBe(1);
    expect(await t.drainEvents()).toBe(1);
  });

  it('go through the queue, which tries again after a failure', async () => {
    await start('all');
    t.get(Listener).failures = 1;
    await greet('hello');
    const { heard, overheard } = t.get(Listener);
    await eventually(() => expect(heard).toHaveLength(1), 30_000);
    await eventually(() => expect(overheard).toEqual(['hello']));
    expect(await unsent()).toBe(0);
    const { rows } = await t.superuser.query<{ id: string }>('SELECT id FROM outbox');
    expect(heard[0]?.eventId).toBe(rows[0]?.id);
  });

  it('do not wait for one that keeps failing, nor for the poll when many have piled up', async () => {
    await start('all');
    t.get(Listener).refuses = 'poison';
    const words = Array.from({ length: 120 }, (_, index) => `event ${index}`);
    await t.unitOfWork.run(acme, async (tx) => {
      for (const each of ['poison', ...words]) {
        await t.get(Outbox).append(tx, new Greeted(acme, each));
      }
    });
    await eventually(() => expect(t.get(Listener).heard).toHaveLength(words.length), 20_000);
    const { rows } = await t.superuser.query<{ dead_letter: string }>(
      `SELECT dead_letter FROM pgboss.queue WHERE name = 'test.listener'`,
    );
    expect(rows).toEqual([{ dead_letter: 'purser.dead-letters' }]);
  });

  it('are kept when the queue gives up, and tried again until they are worked on', async () => {
    await start('all');
    await t.superuser.query(`UPDATE pgboss.queue SET retry_limit = 0 WHERE name LIKE 'test.%'`);
    const listener = t.get(Listener);
    listener.refuses = 'poison';
    await greet('poison');
    const letters = async () => {
      const { rows } = await t.superuser.query<{ source_name: string; years: number }>(
        `SELECT source_name, extract(year FROM age(keep_until, created_on)) AS years
           FROM pgboss.job WHERE name = 'purser.dead-letters'`,
      );
      return rows.map(({ source_name: from, years }) => [from, Number(years)]);
    };
    await eventually(async () => expect(await letters()).toEqual([['test.listener', 9]]), 20_000);
    const retry = () => t.get(JobRegistry).run('retryFailedEvents');
    const failed = await retry();
    expect(failed).toMatchObject({ items: 0, errors: 1 });
    expect(failed.firstError).toMatch(new RegExp(`^${acme}/.*: never$`));
    listener.refuses = null;
    expect(await retry()).toMatchObject({ items: 1, errors: 0, firstError: null });
    const { rows } = await t.superuser.query<{ id: string }>('SELECT id FROM outbox');
    expect(listener.heard).toEqual([{ words: 'poison', eventId: rows[0]?.id }]);
    expect(listener.overheard).toEqual(['poison']);
    expect(await letters()).toEqual([]);
    expect(await retry()).toMatchObject({ items: 0, errors: 0 });
  });

  it('need no queue where only requests are served', async () => {
    await start('http');
    const run = await t.get(JobRegistry).run('retryFailedEvents');
    expect(run).toMatchObject({ items: 0, errors: 0 });
  });

  it('are worked on once, also when the relay died before it noted the hand-over', async () => {
    await start('all');
    await greet('hello');
    await eventually(() => expect(t.get(Listener).heard).toHaveLength(1));
    await t.superuser.query('UPDATE outbox SET sent_at = NULL');
    await eventually(async () => expect(await unsent()).toBe(0));
    await greet('the next one');
    await eventually(() => expect(t.get(Listener).heard).toHaveLength(2));
    expect(t.get(Listener).heard.map((each) => each.words)).toEqual(['hello', 'the next one']);
  });
});
