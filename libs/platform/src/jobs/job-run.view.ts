import { ApiProperty } from '@nestjs/swagger';
import type { JobRunsView, JobRunView, JobView } from '@purser/contracts';
import { pageOf } from '../views/shared.view.js';
import type { Job } from './job-registry.js';
import type { JobRun } from './job-run.entity.js';

/** One run of one job on one instance. */
export class JobRunDto implements JobRunView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string', examples: ['deliverDue'] })
  job: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  startedAt: string;

  /** Null while it runs, or when its process died. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  finishedAt: string | null;

  /** What was done. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  items: number;

  /** What failed; the rest went on. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  errors: number;

  @ApiProperty({ type: 'string', nullable: true })
  firstError: string | null;
}

/** A job: when it runs, and how its last run went. */
export class JobDto implements JobView {
  @ApiProperty({ type: 'string', examples: ['deliverDue'] })
  name: string;

  /** An expression of cron. */
  @ApiProperty({ type: 'string', examples: ['0 * * * *'] })
  schedule: string;

  /** IANA name of the zone that the schedule is read in. */
  @ApiProperty({ type: 'string', examples: ['UTC'] })
  timeZone: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  nextRunAt: string;

  /** Null where it never ran, or where its runs are no longer kept. */
  @ApiProperty({ type: JobRunDto, nullable: true })
  lastRun: JobRunDto | null;
}

/** A page of runs, newest first, and every job there is, by name. */
export class JobRunsDto extends pageOf(JobRunDto) implements JobRunsView {
  @ApiProperty({ type: [JobDto] })
  jobs: JobDto[];
}

export function jobView({ name, schedule }: Job, now: Date, lastRun: JobRun | undefined): JobDto {
  return {
    name,
    schedule: schedule.expression,
    timeZone: schedule.timeZone,
    nextRunAt: schedule.tickAfter(now).toISOString(),
    lastRun: lastRun ? jobRunView(lastRun) : null,
  };
}

export function jobRunView(run: JobRun): JobRunDto {
  const { id, job, items, errors, firstError } = run;
  const startedAt = run.startedAt.toISOString();
  const finishedAt = run.finishedAt?.toISOString() ?? null;
  return { id, job, startedAt, finishedAt, items, errors, firstError };
}
