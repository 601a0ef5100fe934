import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In } from 'typeorm';
import { DueReader, type DuePair } from '../database/due-reader.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { idempotencyKeptSince } from '../idempotency/idempotency-age.js';
import { IdempotencyRecord } from '../idempotency/idempotency-record.entity.js';
import type { JobTally } from '../jobs/jobs.js';
import { OutboxMessage } from '../outbox/outbox-message.entity.js';

const DAY_MS = 86_400_000;
const BATCH_ROWS = 2_000;
/** How long rows are kept that nothing rests on any more, in days. */
export const RETENTION_DAYS = { outbox: 14, jobRuns: 90 } as const;

/** Deletes one batch of rows that are older than it keeps them; says how many. */
export type RetentionSource = (now: Date) => Promise<number>;

const OLD_KEYS = `SELECT organization_id, id FROM idempotency_records
  WHERE created_at < $1 LIMIT $2`;
const OLD_EVENTS = `SELECT organization_id, id FROM outbox
  WHERE created_at < $1 AND sent_at < $1 LIMIT $2`;
/** The last run of each job stays, however old: it says when that was. */
const OLD_RUNS = `DELETE FROM job_runs WHERE id IN (
    SELECT id FROM job_runs r WHERE started_at < $1
      AND id < (SELECT max(id::text)::uuid FROM job_runs newer WHERE newer.job = r.job) LIMIT $2)`;

/**
 * Deletes what was only there to get something done: answers of idempotency keys, events that were
 * sent, records of runs. A row whose unique key is why an effect happens once is never deleted.
 */
@Injectable()
export class Retention {
  private readonly sources: RetentionSource[] = [];

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly due: DueReader,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Adds what another room keeps for a while only. */
  add(source: RetentionSource): void {
    this.sources.push(source);
  }

  /** Deletes everything that is older than it is kept at `now`, batch by batch. */
  async purge(now: Date, tally: JobTally): Promise<void> {
    const sources = [this.idempotencyRecords, this.sentEvents, this.runs, ...this.sources];
    for (const source of sources) {
      for (let deleted = BATCH_ROWS; deleted > 0;) {
        deleted = await source.call(this, now);
        tally.items += deleted;
      }
    }
  }

  /** Machine time, as the records themselves. */
  private async idempotencyRecords(): Promise<number> {
    const old = await this.due.pairs(OLD_KEYS, [idempotencyKeptSince(), BATCH_ROWS]);
    return this.inEachOrganization(old, IdempotencyRecord);
  }

  private async sentEvents(now: Date): Promise<number> {
    const before = new Date(now.getTime() - RETENTION_DAYS.outbox * DAY_MS);
    const old = await this.due.pairs(OLD_EVENTS, [before, BATCH_ROWS]);
    return this.inEachOrganization(old, OutboxMessage);
  }

  private async runs(now: Date): Promise<number> {
    const before = new Date(now.getTime() - RETENTION_DAYS.jobRuns * DAY_MS);
    const [, deleted] = await this.dataSource.query<[unknown, number]>(OLD_RUNS, [
      before,
      BATCH_ROWS,
    ]);
    return deleted;
  }

  private async inEachOrganization(
    pairs: readonly DuePair[],
    entity: typeof IdempotencyRecord | typeof OutboxMessage,
  ): Promise<number> {
    const groups = Map.groupBy(pairs, ({ organizationId }) => organizationId);
    let deleted = 0;
    for (const [organizationId, group] of groups) {
      const id = In(group.map((pair) => pair.id));
      const { affected } = await this.unitOfWork.run(organizationId, (tx) =>
        tx.delete(entity, { organizationId, id }),
      );
      deleted += affected ?? 0;
    }
    return deleted;
  }
}
