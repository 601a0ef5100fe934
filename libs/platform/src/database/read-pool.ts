import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { CONFIG, type PurserConfig } from '../config/config.js';

/** A statement that is parsed and planned once per connection. */
export interface NamedStatement {
  readonly name: string;
  readonly text: string;
}

/**
 * Connections for the few reads that every request may need. They hold no transaction and see only
 * what a function owned by the ledger's role gives them across organizations.
 */
@Injectable()
export class ReadPool implements OnApplicationShutdown {
  /** How many statements may run at once. */
  static readonly connections = 2;

  private readonly pool: pg.Pool;

  constructor(@Inject(CONFIG) config: Pick<PurserConfig, 'DATABASE_URL'>) {
    this.pool = new pg.Pool({
      connectionString: config.DATABASE_URL,
      max: ReadPool.connections,
      application_name: 'purser-reads',
      connectionTimeoutMillis: 10_000,
      statement_timeout: 10_000,
    });
    this.pool.on('error', () => undefined);
  }

  async query<Row extends pg.QueryResultRow>(
    statement: NamedStatement,
    values: unknown[],
  ): Promise<Row[]> {
    const { rows } = await this.pool.query<Row>({ ...statement, values });
    return rows;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}
