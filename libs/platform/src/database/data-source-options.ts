import type { DataSourceOptions } from 'typeorm';
import type { PurserConfig } from '../config/config.js';
import { SnakeNaming } from './snake-naming.js';

type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }>;

/** How the application reaches PostgreSQL through TypeORM, as role purser_app. */
export function dataSourceOptions(
  config: Pick<PurserConfig, 'DATABASE_URL' | 'DATABASE_POOL_SIZE'>,
): PostgresOptions {
  return {
    type: 'postgres',
    url: config.DATABASE_URL,
    namingStrategy: new SnakeNaming(),
    installExtensions: false,
    poolSize: config.DATABASE_POOL_SIZE,
    applicationName: 'purser',
    extra: {
      connectionTimeoutMillis: 10_000,
      statement_timeout: 30_000,
      lock_timeout: 10_000,
      idle_in_transaction_session_timeout: 60_000,
    },
  };
}
