import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import {
  connectionUrl,
  ensureRolesAndDatabase,
  startEmbeddedPostgres,
} from '../../tools/embedded-postgres.mjs';
import { PROGRAMS } from '../../tools/paths.mjs';
import { run } from '../../tools/run.mjs';
import { startStripe } from './fleet.mjs';

const DATABASE = 'purser_workshop';

/**
 * A durable, migrated and empty database and a Stripe sandbox, for a bench that runs Purser's own
 * services in its process.
 *
 * @returns {Promise<{ env: NodeJS.ProcessEnv, superuser: pg.Pool, stripeUrl: string,
 *   close: () => Promise<void> }>}
 */
export async function startWorkshop() {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'purser-workshop-'));
  const cluster = await startEmbeddedPostgres({ folder, durable: true, say: () => undefined });
  await ensureRolesAndDatabase(cluster.coordinates, DATABASE);
  const url = (/** @type {import('../../tools/postgres/roles.mjs').Role} */ role) =>
    connectionUrl(cluster.coordinates, role, DATABASE);
  const stripe = await startStripe(null);
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const env = {
    ...process.env,
    NODE_ENV: 'test',
    LOG_LEVEL: 'fatal',
    DATABASE_URL: url('purser_app'),
    DATABASE_JOBS_URL: url('purser_jobs'),
    DATABASE_MIGRATION_URL: url('purser_owner'),
    JWT_PRIVATE_KEY: privateKey,
    STRIPE_API_URL: stripe.url,
  };
  const migrated = await run(process.execPath, [PROGRAMS.migrate], { quiet: true, env });
  if (migrated.code !== 0) throw new Error(migrated.output);
  const superuser = new pg.Pool({ connectionString: url('postgres'), max: 4 });
  superuser.on('error', () => undefined);
  return {
    env,
    superuser,
    stripeUrl: stripe.url,
    async close() {
      await stripe.close();
      await superuser.end();
      await cluster.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
