import { DataSource } from 'typeorm';
import { SnakeNaming } from '@purser/platform';
import { MIGRATIONS } from './apps/api/migrations/index.js';

/** The data source that migrates, as role purser_owner. `url` is DATABASE_MIGRATION_URL. */
export function migrationDataSource(url: string): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    namingStrategy: new SnakeNaming(),
    installExtensions: false,
    applicationName: 'purser-migrations',
    migrations: MIGRATIONS,
    migrationsTableName: 'schema_migrations',
    migrationsTransactionMode: 'each',
  });
}
