import type { DueReader } from '../database/due-reader.js';
import type { Job } from '../jobs/job-registry.js';

const EPOCH = new Date(0);

/** When the clock stops next, and for which jobs, in the order in which they fell due. */
export interface Stop {
  readonly at: Date;
  readonly jobs: readonly Job[];
}

/** What one move of the clock knows of one job. */
interface Known {
  /** What falls due up to here was looked at by the job's last run. */
  doneUntil: Date;
  due: Date | null;
  /** The tick at which the job does what falls due at `due`. */
  tick: Date | null;
}

/** Finds the instants at which jobs have something to do. One of these serves one move. */
export class DueInstants {
  private readonly known = new Map<Job, Known>();
  /** Jobs that tick by the minute and do not say when they are due: they run after what happened. */
  readonly riders: Job[] = [];

  constructor(
    private readonly reader: DueReader,
    jobs: readonly Job[],
    private readonly from: Date,
  ) {
    for (const job of jobs) {
      if (job.nextDue === null && !job.schedule.isSparse) this.riders.push(job);
      else this.known.set(job, { doneUntil: EPOCH, due: null, tick: null });
    }
  }

  /** The next stop after `now` and up to `target`, or null where there is none. */
  async next(now: Date, target: Date): Promise<Stop | null> {
    await this.look(now);
    let at: Date | null = null;
    for (const { tick } of this.known.values()) {
      if (tick !== null && tick <= target && (at === null || tick < at)) at = tick;
    }
    if (at === null) return null;
    const stop = at.getTime();
    const due = [...this.known]
      .filter(([, { tick }]) => tick?.getTime() === stop)
      .toSorted(([, a], [, b]) => (a.due?.getTime() ?? stop) - (b.due?.getTime() ?? stop))
      .map(([job]) => job);
    return { at, jobs: due };
  }

  /** Notes that `job` ran at `at`: what it left undone then is no reason to stop again. */
  ran(job: Job, at: Date): void {
    const known = this.known.get(job);
    // What came in the very millisecond of the run may have come after it.
    if (known) known.doneUntil = new Date(at.getTime() - 1);
  }

  private async look(now: Date): Promise<void> {
    const dues = await this.read();
    for (const [job, known] of this.known) {
      const due = job.nextDue === null ? later(known.doneUntil, this.from) : dues.get(job.name);
      // Where a schedule ticks next takes longer to find out than all the rest of a stop.
      const isKnown = known.tick !== null && known.tick > now;
      if (isKnown && due?.getTime() === known.due?.getTime()) continue;
      known.due = due ?? null;
      known.tick = due ? this.tickOf(job, due, now) : null;
    }
  }

  /** A tick that has passed does not come back: what is overdue is done at the next. */
  private tickOf(job: Job, due: Date, now: Date): Date {
    if (job.nextDue === null) return job.schedule.tickAfter(later(due, now));
    return due > now ? job.schedule.tickFrom(due) : job.schedule.tickAfter(now);
  }

  /** One round trip for all jobs: a stop costs little where nothing happens. */
  private async read(): Promise<Map<string, Date>> {
    const asked = [...this.known].filter(([{ nextDue }]) => nextDue !== null);
    const parts = asked.map(
      ([{ nextDue }], n) =>
        `SELECT ${n} AS n, (SELECT at FROM (${nextDue?.replaceAll('$1', `$${n + 1}::timestamptz`)}) q) AS at`,
    );
    if (parts.length === 0) return new Map();
    const bounds = asked.map(([, { doneUntil }]) => doneUntil);
    const rows = await this.reader.instants(parts.join(' UNION ALL '), bounds);
    return new Map(
      rows.flatMap(({ n, at }) => (at === null ? [] : [[asked[n]?.[0].name ?? '', at] as const])),
    );
  }
}

const later = (a: Date, b: Date): Date => (a > b ? a : b);
