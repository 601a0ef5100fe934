import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import {
  connectionUrl,
  ensureRolesAndDatabase,
  startEmbeddedPostgres,
} from '../embedded-postgres.mjs';
import { STATE } from '../paths.mjs';

const DATABASE = 'purser';
const SEEDING = path.join(STATE, 'seeding');

/** @typedef {import('../embedded-postgres.mjs').EmbeddedPostgres} EmbeddedPostgres */

/**
 * Starts the database under `.purser/` and says how to reach it.
 *
 * @param {(line: string) => void} say
 * @returns {Promise<{ cluster: EmbeddedPostgres, env: NodeJS.ProcessEnv }>}
 */
export async function startDatabase(say) {
  const cluster = await startEmbeddedPostgres({ folder: path.join(STATE, 'postgres'), say });
  const { coordinates } = cluster;
  if (fs.existsSync(SEEDING)) await startOver(coordinates, say);
  // What was noted about a demo is of no use once its database is gone.
  if (await ensureRolesAndDatabase(coordinates, DATABASE)) forgetDemo();
  return {
    cluster,
    env: {
      DATABASE_URL: connectionUrl(coordinates, 'purser_app', DATABASE),
      DATABASE_JOBS_URL: connectionUrl(coordinates, 'purser_jobs', DATABASE),
      DATABASE_MIGRATION_URL: connectionUrl(coordinates, 'purser_owner', DATABASE),
    },
  };
}

/** From here until `seedingEnded` an interruption leaves a demo that is not whole. */
export function seedingBegins() {
  fs.writeFileSync(SEEDING, '');
}

export function seedingEnded() {
  fs.rmSync(SEEDING, { force: true });
}

/**
 * Drops a database whose first seed was interrupted; nobody has worked in it yet.
 *
 * @param {import('../embedded-postgres.mjs').Coordinates} coordinates
 * @param {(line: string) => void} say
 */
async function startOver(coordinates, say) {
  say('The demo was not finished the last time: making it again');
  const connectionString = connectionUrl(coordinates, 'postgres', 'postgres');
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(`DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`);
  await client.end();
  seedingEnded();
}

function forgetDemo() {
  fs.rmSync(path.join(STATE, 'stripe-sandbox'), { recursive: true, force: true });
  fs.rmSync(path.join(STATE, 'demo.json'), { force: true });
}

/**
 * Takes the addresses of a database that is not ours from the environment.
 *
 * @returns {NodeJS.ProcessEnv}
 */
export function foreignDatabase() {
  const names = ['DATABASE_JOBS_URL', 'DATABASE_MIGRATION_URL'];
  const missing = names.filter((name) => !process.env[name]);
  if (missing.length > 0) {
    throw new Error(
      `DATABASE_URL is set, ${missing.join(' and ')} not. Set all three (docs/operations.md), or ` +
        'none to get an embedded PostgreSQL.',
    );
  }
  return {};
}
