import { ApiProperty } from '@nestjs/swagger';
import type { JobRunView } from '@purser/contracts';
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

export function jobRunView(run: JobRun): JobRunDto {
  const { id, job, items, errors, firstError } = run;
  const startedAt = run.startedAt.toISOString();
  const finishedAt = run.finishedAt?.toISOString() ?? null;
  return { id, job, startedAt, finishedAt, items, errors, firstError };
}
