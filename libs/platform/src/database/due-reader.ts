import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { CONFIG, type PurserConfig } from '../config/config.js';

/** One row that is due, found across organizations without a lock. */
export interface DuePair {
  organizationId: string;
  id: string;
}

/**
 * Reads due `(organization, id)` pairs across organizations as role `purser_jobs`, which may SELECT
 * a few columns and nothing else. The work itself happens in each organization's own transaction.
 */
@Injectable()
export class DueReader implements OnApplicationShutdown {
  private readonly pool: pg.Pool;

  constructor(@Inject(CONFIG) config: PurserConfig) {
    this.pool = new pg.Pool({
      connectionString: config.DATABASE_JOBS_URL,
      max: 2,
      application_name: 'purser-jobs',
      statement_timeout: 30_000,
    });
    this.pool.on('error', () => undefined);
  }

  /** `sql` selects `organization_id` and `id`, bounded by LIMIT. */
  async pairs(sql: string, parameters: readonly unknown[]): Promise<DuePair[]> {
    const { rows } = await this.pool.query<{ organization_id: string; id: string }>(sql, [
      ...parameters,
    ]);
    return rows.map((row) => ({ organizationId: row.organization_id, id: row.id }));
  }

  /** As {@link pairs}, where `sql` selects `at` as well: when the row fell due. */
  async dated(sql: string, parameters: readonly unknown[]): Promise<(DuePair & { at: Date })[]> {
    const { rows } = await this.pool.query<{ organization_id: string; id: string; at: Date }>(sql, [
      ...parameters,
    ]);
    return rows.map(({ organization_id, id, at }) => ({ organizationId: organization_id, id, at }));
  }

  /** `sql` selects `n` and `at`: when something falls due, or null. */
  async instants(
    sql: string,
    parameters: readonly unknown[],
  ): Promise<{ n: number; at: Date | null }[]> {
    const { rows } = await this.pool.query<{ n: number; at: Date | null }>(sql, [...parameters]);
    return rows;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}
