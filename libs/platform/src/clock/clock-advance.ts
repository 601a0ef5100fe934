import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type PurserConfig } from '../config/config.js';
import { DueReader } from '../database/due-reader.js';
import { JobRegistry, type Job } from '../jobs/job-registry.js';
import type { JobRun } from '../jobs/job-run.entity.js';
import { NotFound } from '../problems/domain-error.js';
import { ClockGoesForward } from './clock.errors.js';
import { ClockMove } from './clock-move.js';
import { Clock } from './clock.js';
import { Consequences } from './consequences.js';
import { DueInstants } from './due-instants.js';
import { SandboxClock } from './sandbox-clock.js';

/** What does not say when it is due looks along the way this often. */
const RIDE_EVERY_MS = 7 * 24 * 60 * 60_000;

/** Where the clock was moved to, and what ran on the way. */
export interface Moved {
  readonly now: Date;
  readonly ran: readonly JobRun[];
}

/** Moves the clock of the sandbox forward and lets happen, in order, what falls due on the way. */
@Injectable()
export class ClockAdvance {
  constructor(
    @Inject(CONFIG) private readonly config: PurserConfig,
    private readonly clock: Clock,
    private readonly registry: JobRegistry,
    private readonly reader: DueReader,
    private readonly consequences: Consequences,
  ) {}

  /**
   * The clock that can be moved.
   *
   * @throws NotFound there is none: this is production, or a live key of the provider is set
   */
  get movable(): SandboxClock {
    if (!this.config.sandbox || !(this.clock instanceof SandboxClock)) throw new NotFound();
    return this.clock;
  }

  /**
   * Moves to the instant that `targetFrom` gives for the present one. It stops wherever a job ticks
   * that has something to do, runs it, and lets its consequences happen before it goes on. With jobs
   * `off` time passes and nothing runs, as while every process is down.
   *
   * @throws NotFound, ClockIsMoving, ClockGoesForward
   */
  async move(targetFrom: (now: Date) => Date, jobs: 'run' | 'off'): Promise<Moved> {
    const clock = this.movable;
    const move = await ClockMove.begin(this.config.DATABASE_URL, clock);
    try {
      const from = clock.now();
      const target = targetFrom(from);
      if (target < from) throw new ClockGoesForward(from);
      const ran = jobs === 'run' ? await this.run(move, from, target) : [];
      await move.to(target, 'last');
      if (jobs === 'run') await this.consequences.settle();
      return { now: target, ran };
    } finally {
      await move.end();
    }
  }

  private async run(move: ClockMove, from: Date, target: Date): Promise<JobRun[]> {
    await this.consequences.queueEmpties();
    await this.consequences.settle();
    const instants = new DueInstants(this.reader, this.registry.all, from);
    const ran: JobRun[] = [];
    let ridersAt = from.getTime();
    for (;;) {
      const stop = await instants.next(this.clock.now(), target);
      if (!stop) return [...ran, ...(await this.arrive(move, target, instants))];
      await move.to(stop.at, 'on the way');
      const runs = await this.runInOrder(stop.jobs, (job, at) => instants.ran(job, at));
      ran.push(...runs);
      if (stop.at.getTime() < ridersAt || !runs.some(didSomething)) continue;
      ran.push(...(await this.runInOrder(instants.riders)));
      ridersAt = stop.at.getTime() + RIDE_EVERY_MS;
    }
  }

  private async arrive(move: ClockMove, target: Date, { riders }: DueInstants): Promise<JobRun[]> {
    await move.to(target, 'on the way');
    return this.runInOrder(riders);
  }

  private async runInOrder(
    jobs: readonly Job[],
    note: (job: Job, startedAt: Date) => void = () => undefined,
  ): Promise<JobRun[]> {
    const runs: JobRun[] = [];
    for (const job of jobs) {
      const run = await this.registry.run(job.name);
      note(job, run.startedAt);
      runs.push(run);
      if (didSomething(run)) await this.consequences.settle();
    }
    return runs;
  }
}

const didSomething = ({ items, errors }: JobRun): boolean => items + errors > 0;
