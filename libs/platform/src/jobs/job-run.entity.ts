import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One run of one scheduled job on one instance. */
@Entity('job_runs')
export class JobRun {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  job: string;

  @Column('timestamptz')
  startedAt: Date;

  @Column('timestamptz', { nullable: true })
  finishedAt: Date | null;

  @Column('integer')
  items: number;

  @Column('integer')
  errors: number;

  /** What the first failing item said; one poisoned item never stops the others. */
  @Column('text', { nullable: true })
  firstError: string | null;
}
