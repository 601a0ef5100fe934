import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { NotFound } from '../problems/domain-error.js';
import { JobSchedule } from './job-schedule.js';
import type { JobRun } from './job-run.entity.js';
import { NEXT_DUE } from './next-due.decorator.js';

/** Where @nestjs/schedule's `@Cron` keeps what it was given. */
const CRON_OPTIONS = 'SCHEDULE_CRON_OPTIONS';
const MACHINE_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A `@Cron` method as it was declared. */
export interface Job {
  readonly name: string;
  readonly schedule: JobSchedule;
  /** SQL of {@link NextDue}; null where the job does not say when it is due. */
  readonly nextDue: string | null;
  run(): Promise<JobRun>;
}

interface CronOptions {
  readonly name?: string;
  readonly cronTime: string;
  readonly timeZone?: string;
}

/** Set while somebody asked for a run; the runs of timers are outside. */
const demanded = new AsyncLocalStorage<true>();

/** Whether what runs at this moment was asked for, and is not the tick of a timer. */
export const isOnDemand = (): boolean => demanded.getStore() === true;

/**
 * Every `@Cron` method of every room, by name. It works where schedules are off too: a job is safe
 * to run at any time on any number of instances.
 */
@Injectable()
export class JobRegistry implements OnApplicationBootstrap {
  private readonly jobs = new Map<string, Job>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onApplicationBootstrap(): void {
    for (const wrapper of this.discovery.getProviders()) {
      const instance = wrapper.instance as object | null;
      if (!instance || typeof instance !== 'object' || !wrapper.isDependencyTreeStatic()) continue;
      const prototype = Object.getPrototypeOf(instance) as Record<string, unknown> | null;
      if (!prototype) continue;
      for (const method of this.scanner.getAllMethodNames(prototype)) {
        const handler = prototype[method];
        if (typeof handler === 'function') this.note(instance, handler as () => Promise<JobRun>);
      }
    }
  }

  /** All jobs, in alphabetical order. */
  get all(): Job[] {
    return [...this.jobs.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The names of all jobs, in alphabetical order. */
  get names(): string[] {
    return this.all.map(({ name }) => name);
  }

  /** Runs a job at this moment. @throws NotFound no job has this name */
  async run(name: string): Promise<JobRun> {
    const job = this.jobs.get(name);
    if (!job) throw new NotFound(`There is no job ${JSON.stringify(name)}.`);
    return demanded.run(true, () => job.run());
  }

  private note(instance: object, handler: () => Promise<JobRun>): void {
    const cron = this.reflector.get<CronOptions | undefined>(CRON_OPTIONS, handler);
    if (cron?.name === undefined) return;
    this.jobs.set(cron.name, {
      name: cron.name,
      schedule: new JobSchedule(cron.cronTime, cron.timeZone ?? MACHINE_ZONE),
      nextDue: this.reflector.get<string | undefined>(NEXT_DUE, handler) ?? null,
      run: () => handler.call(instance),
    });
  }
}
