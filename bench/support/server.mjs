import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import {
  connectionUrl,
  ensureRolesAndDatabase,
  startEmbeddedPostgres,
} from '../../tools/embedded-postgres.mjs';
import { freePort } from '../../tools/ports.mjs';
import { PROGRAMS } from '../../tools/paths.mjs';
import { run } from '../../tools/run.mjs';

const DATABASE = 'purser_bench';
const READY_TRIES = 300;

/**
 * A database of its own (durable: fsync and synchronous commit are on) and one built API process.
 *
 * @typedef {object} Bench
 * @property {string} address
 * @property {pg.Pool} superuser
 * @property {string} superuserUrl
 * @property {number} apiPid
 * @property {() => Promise<void>} close
 */

/** @returns {Promise<Bench>} */
export async function startBench() {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'purser-bench-'));
  const cluster = await startEmbeddedPostgres({ folder, durable: true, say: () => undefined });
  await ensureRolesAndDatabase(cluster.coordinates, DATABASE);
  const url = (/** @type {import('../../tools/postgres/roles.mjs').Role} */ role) =>
    connectionUrl(cluster.coordinates, role, DATABASE);
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const port = await freePort();
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    PURSER_ROLE: 'http',
    PORT: String(port),
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    DATABASE_URL: url('purser_app'),
    DATABASE_JOBS_URL: url('purser_jobs'),
    DATABASE_MIGRATION_URL: url('purser_owner'),
    JWT_PRIVATE_KEY: privateKey,
    STRIPE_API_URL: 'http://127.0.0.1:1',
    REQUESTS_PER_SECOND: '1000000',
  };
  const migrated = await run(process.execPath, [PROGRAMS.migrate], { quiet: true, env });
  if (migrated.code !== 0) {
    await cluster.stop();
    throw new Error(migrated.output);
  }
  const api = spawn(process.execPath, [PROGRAMS.api], { env, stdio: 'inherit' });
  const superuser = new pg.Pool({ connectionString: url('postgres'), max: 4 });
  const address = `http://127.0.0.1:${port}`;
  await untilReady(address);
  return {
    address,
    superuser,
    superuserUrl: url('postgres'),
    apiPid: api.pid ?? 0,
    async close() {
      const ended = new Promise((resolve) => api.once('exit', resolve));
      api.kill('SIGTERM');
      await ended;
      await superuser.end();
      await cluster.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** @param {string} address */
async function untilReady(address) {
  for (let tries = 0; tries < READY_TRIES; tries += 1) {
    const ready = await fetch(`${address}/health/ready`).catch(() => null);
    if (ready?.status === 200) return;
    await delay(100);
  }
  throw new Error('The API does not become ready');
}
