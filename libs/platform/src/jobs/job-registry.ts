import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { NotFound } from '../problems/domain-error.js';
import type { JobRun } from './job-run.entity.js';

/** Where @nestjs/schedule's `@Cron` keeps the name it was given. */
const CRON_NAME = 'SCHEDULER_NAME';

/**
 * Every `@Cron` method of every room, by name. It works where schedules are off too: a job is safe
 * to run at any time on any number of instances.
 */
@Injectable()
export class JobRegistry implements OnApplicationBootstrap {
  private readonly jobs = new Map<string, () => Promise<JobRun>>();

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
        const job = prototype[method];
        if (typeof job !== 'function') continue;
        const name = this.reflector.get<string | undefined>(CRON_NAME, job);
        if (name !== undefined) {
          this.jobs.set(name, () => (job as () => Promise<JobRun>).call(instance));
        }
      }
    }
  }

  /** The names of all jobs, in alphabetical order. */
  get names(): string[] {
    return [...this.jobs.keys()].toSorted();
  }

  /** Runs a job at this moment. @throws NotFound no job has this name */
  async run(name: string): Promise<JobRun> {
    const job = this.jobs.get(name);
    if (!job) throw new NotFound(`There is no job ${JSON.stringify(name)}.`);
    return job();
  }
}
