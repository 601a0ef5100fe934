import { JobSchedule } from '../jobs/job-schedule.js';
import type { Job } from '../jobs/job-registry.js';
import { DueInstants } from './due-instants.js';

const at = (time: string) => new Date(`2027-01-31T${time}Z`);
const TARGET = new Date('2027-02-02T00:00:00Z');

/** A job over rows that fall due; what it has done is taken out of `rows`. */
class FakeJob implements Job {
  readonly schedule: JobSchedule;
  readonly nextDue: string | null;

  constructor(
    readonly name: string,
    expression: string,
    readonly rows: Date[] | null,
  ) {
    this.schedule = new JobSchedule(expression, 'UTC');
    this.nextDue = rows === null ? null : `SELECT at FROM ${name} WHERE at > $1`;
  }

  run(): Promise<never> {
    return Promise.reject(new Error('not run here'));
  }
}

/** Answers like the database: the earliest row of each job after its bound. */
function instantsOf(jobs: readonly FakeJob[], from: Date): DueInstants {
  const asked = jobs.filter(({ rows }) => rows !== null);
  const reader = {
    instants: (_sql: string, bounds: readonly unknown[]) =>
      Promise.resolve(
        asked.map(({ rows }, n) => {
          const later = (rows ?? []).filter((row) => row > (bounds[n] as Date));
          return { n, at: later.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null };
        }),
      ),
  };
  return new DueInstants(reader as never, jobs, from);
}

describe('where a moving clock stops', () => {
  const from = at('08:10:00');

  it('at the first tick of the schedule at or after what falls due', async () => {
    const hourly = new FakeJob('hourly', '0 * * * *', [at('09:30:00')]);
    const minutely = new FakeJob('minutely', '* * * * *', [at('11:00:00')]);
    const instants = instantsOf([hourly, minutely], from);
    const first = await instants.next(from, TARGET);
    expect([first?.at, first?.jobs.map(({ name }) => name)]).toEqual([at('10:00:00'), ['hourly']]);
    hourly.rows?.splice(0);
    instants.ran(hourly, at('10:00:00'));
    const second = await instants.next(at('10:00:00'), TARGET);
    expect([second?.at, second?.jobs.map(({ name }) => name)]).toEqual([
      at('11:00:00'),
      ['minutely'],
    ]);
  });

  it('at the next tick for what is overdue, and once for what a job cannot do', async () => {
    const job = new FakeJob('stuck', '0 * * * *', [at('07:00:00')]);
    const instants = instantsOf([job], from);
    expect((await instants.next(from, TARGET))?.at).toEqual(at('09:00:00'));
    instants.ran(job, at('09:00:00'));
    expect(await instants.next(at('09:00:00'), TARGET)).toBeNull();
    job.rows?.push(at('09:00:01'));
    expect((await instants.next(at('09:00:02'), TARGET))?.at).toEqual(at('10:00:00'));
  });

  it('for jobs of one instant in the order in which their rows fell due', async () => {
    const jobs = [
      new FakeJob('a', '0 * * * *', [at('08:50:00')]),
      new FakeJob('b', '0 * * * *', [at('08:20:00')]),
      new FakeJob('c', '*/30 * * * *', [at('08:45:00')]),
    ];
    const stop = await instantsOf(jobs, from).next(from, TARGET);
    expect(stop?.jobs.map(({ name }) => name)).toEqual(['b', 'c', 'a']);
  });

  it('at each tick of a job that does not say when it is due, unless it ticks by the minute', async () => {
    const daily = new FakeJob('daily', '0 3 * * *', null);
    const eager = new FakeJob('eager', '* * * * *', null);
    const instants = instantsOf([daily, eager], from);
    const stop = await instants.next(from, TARGET);
    expect(stop?.at).toEqual(new Date('2027-02-01T03:00:00Z'));
    expect(stop?.jobs.map(({ name }) => name)).toEqual(['daily']);
    expect(instants.riders.map(({ name }) => name)).toEqual(['eager']);
    instants.ran(daily, stop?.at ?? from);
    expect(await instants.next(stop?.at ?? from, TARGET)).toBeNull();
  });

  it('nowhere beyond its target', async () => {
    const job = new FakeJob('later', '0 * * * *', [new Date('2027-02-01T23:59:59Z')]);
    expect((await instantsOf([job], from).next(from, TARGET))?.at).toEqual(TARGET);
    expect(await instantsOf([job], from).next(from, at('23:00:00'))).toBeNull();
  });
});
