import {
  createTestDatabase,
  eventually,
  testModule,
  type RunningModule,
  type TestDatabase,
} from '@purser/testing';
import { Jobs } from '../jobs/jobs.js';
import { ClockIsMoving } from './clock.errors.js';
import { CLOCK_LOCKS } from './clock-locks.js';
import { ClockMove } from './clock-move.js';
import { Clock } from './clock.js';
import { SandboxClock } from './sandbox-clock.js';

const DAY_MS = 86_400_000;

describe('the clock of the sandbox', () => {
  let database: TestDatabase;
  let here: SandboxClock;
  let there: SandboxClock;

  const begin = () => ClockMove.begin(database.url('purser_app'), here);
  const ahead = (days: number) => new Date(here.now().getTime() + days * DAY_MS);
  const stop = async (...clocks: SandboxClock[]) => {
    for (const clock of clocks) await clock.onApplicationShutdown();
  };

  beforeEach(async () => {
    database = await createTestDatabase();
    here = await SandboxClock.open(database.url('purser_app'));
    there = await SandboxClock.open(database.url('purser_app'));
  });
  afterEach(async () => {
    await stop(here, there);
    await database.drop();
  });

  it('is machine time until it is moved', () => {
    const before = Date.now();
    expect(there.now().getTime()).toBeGreaterThanOrEqual(before);
    expect(there.now().getTime()).toBeLessThanOrEqual(Date.now());
    expect(there.isMoving).toBe(false);
  });

  it('shows the new time everywhere when a move has resolved, also to who starts later', async () => {
    const target = ahead(40);
    const move = await begin();
    expect(there.isMoving).toBe(true);
    await move.to(target, 'on the way');
    expect(there.now().getTime()).toBeGreaterThanOrEqual(target.getTime());
    await move.end();
    await eventually(() => expect(there.isMoving).toBe(false));
    const late = await SandboxClock.open(database.url('purser_app'));
    expect(late.now().getTime()).toBeGreaterThanOrEqual(target.getTime());
    await stop(late);
  });

  it('does not say that it has arrived before the last process follows', async () => {
    const move = await begin();
    const { rows } = await database.superuser.query<{ version: number }>(
      'SELECT version FROM sandbox_clock',
    );
    // A process that still goes by the version of this moment.
    const slow = await database.superuser.connect();
    await slow.query('SELECT pg_advisory_lock_shared($1, $2)', [
      CLOCK_LOCKS,
      (rows[0]?.version ?? 0) + 1,
    ]);
    let arrived = false;
    const moving = move.to(ahead(1), 'last').then(() => {
      arrived = true;
    });
    await eventually(async () => {
      const waiting = await database.superuser.query(
        `SELECT FROM pg_stat_activity WHERE application_name = 'purser-clock-move'
           AND wait_event_type = 'Lock'`,
      );
      expect(waiting.rowCount).toBe(1);
    });
    expect(arrived).toBe(false);
    await slow.query('SELECT pg_advisory_unlock_all()');
    slow.release();
    await moving;
    await move.end();
  });

  it('is moved by one at a time, and can be moved again when who moved it died', async () => {
    const move = await begin();
    await expect(begin()).rejects.toThrow(ClockIsMoving);
    await database.superuser.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'purser-clock-move'`,
    );
    await expect(move.to(ahead(1), 'last')).rejects.toThrow();
    await eventually(() => expect(there.isMoving).toBe(false));
    const next = await begin();
    await next.to(ahead(1), 'last');
    await next.end();
  });

  it('goes on where the connection is lost, and never back', async () => {
    const move = await begin();
    await move.to(ahead(10), 'last');
    await move.end();
    const before = there.now();
    await database.superuser.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'purser-clock'`,
    );
    expect(there.now().getTime()).toBeGreaterThanOrEqual(before.getTime());
    const target = ahead(1);
    await eventually(async () => {
      const again = await begin();
      await again.to(target, 'last').finally(() => again.end());
    });
    await eventually(() => expect(there.now().getTime()).toBeGreaterThanOrEqual(target.getTime()));
    await database.superuser.query('UPDATE sandbox_clock SET offset_ms = 0, version = version + 1');
    await there.refresh();
    expect(there.now().getTime()).toBeGreaterThanOrEqual(target.getTime());
  });
});

describe('while the clock is moved', () => {
  let database: TestDatabase;
  let t: RunningModule;

  beforeAll(async () => {
    database = await createTestDatabase();
    const moving = { now: () => new Date('2027-01-01T00:00:00Z'), isMoving: true };
    t = await testModule({ database, overrides: [{ provide: Clock, useValue: moving }] });
  });
  afterAll(async () => {
    await t.close();
    await database.drop();
  });

  it('the tick of a timer does nothing and leaves no run', async () => {
    let worked = 0;
    const run = await t.get(Jobs).run('ticking', () => {
      worked += 1;
      return Promise.resolve();
    });
    expect([worked, run.items]).toEqual([0, 0]);
    expect((await t.get(Jobs).runs({ limit: 10 })).data).toEqual([]);
  });
});
