import { migrationDataSource } from '../../../ormconfig.js';

const url = process.env['DATABASE_MIGRATION_URL'];
if (!url) throw new Error('DATABASE_MIGRATION_URL is not set');

const dataSource = await migrationDataSource(url).initialize();
try {
  const done = await dataSource.runMigrations();
  console.log(done.length === 0 ? 'The schema is up to date' : `${done.length} migrations run`);
} finally {
  await dataSource.destroy();
}
