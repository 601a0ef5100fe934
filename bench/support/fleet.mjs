import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import {
  connectionUrl,
  ensureRolesAndDatabase,
  startEmbeddedPostgres,
} from '../../tools/embedded-postgres.mjs';
import { PROGRAMS, ROOT } from '../../tools/paths.mjs';
import { freePort } from '../../tools/ports.mjs';
import { run } from '../../tools/run.mjs';

const DATABASE = 'purser_fleet';
/** A process that starts among many others on a busy machine takes its time. */
const READY_TRIES = 3_000;
const PASSWORD = 'purser-demo';

/**
 * One process of the built API. `kill` is SIGKILL: it has no time for anything.
 *
 * @typedef {object} Instance
 * @property {string} address
 * @property {() => Promise<void>} start resolves when it is ready
 * @property {() => Promise<void>} kill resolves when it is gone
 * @property {() => Promise<void>} stop asks it to end, and resolves when it has
 * @property {() => boolean} isAlive
 * @property {() => boolean} isReady
 * @property {() => number | undefined} pid
 */

/**
 * Several processes on one durable database, with a Stripe sandbox of their own and the demo seeded.
 *
 * @typedef {object} Fleet
 * @property {readonly Instance[]} instances
 * @property {pg.Pool} superuser
 * @property {string} stripeUrl
 * @property {NodeJS.ProcessEnv} env what an API process is started with
 * @property {import('../../tools/embedded-postgres.mjs').EmbeddedPostgres} cluster
 * @property {() => Promise<void>} close
 */

/**
 * @param {string} file of the build, without its ending
 * @returns {Promise<any>}
 */
export const built = (file) =>
  import(pathToFileURL(path.join(ROOT, 'dist/api', `${file}.js`)).href);

/**
 * @param {number} count how many instances
 * @param {NodeJS.ProcessEnv} [settings] what is set otherwise than usual
 * @param {number} [days] of history that the demo has
 * @returns {Promise<Fleet>}
 */
export async function startFleet(count, settings = {}, days = 1) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'purser-fleet-'));
  const cluster = await startEmbeddedPostgres({ folder, durable: true, say: () => undefined });
  await ensureRolesAndDatabase(cluster.coordinates, DATABASE);
  const url = (/** @type {import('../../tools/postgres/roles.mjs').Role} */ role) =>
    connectionUrl(cluster.coordinates, role, DATABASE);
  const ports = [];
  while (ports.length < count) ports.push(await freePort());
  const stripe = await startStripe(ports[0] ?? 0);
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const env = {
    ...process.env,
    NODE_ENV: 'test',
    PURSER_ROLE: 'all',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'fatal',
    DATABASE_URL: url('purser_app'),
    DATABASE_JOBS_URL: url('purser_jobs'),
    DATABASE_MIGRATION_URL: url('purser_owner'),
    DATABASE_POOL_SIZE: '10',
    JWT_PRIVATE_KEY: privateKey,
    STRIPE_API_URL: stripe.url,
    STRIPE_WEBHOOK_SECRETS: stripe.secret,
    PURSER_DEMO_PASSWORD: PASSWORD,
    // A process that is killed all the time need not compile its files each time.
    NODE_COMPILE_CACHE: path.join(folder, 'compiled'),
    ...settings,
  };
  const migrated = await run(process.execPath, [PROGRAMS.migrate], { quiet: true, env });
  if (migrated.code !== 0) throw new Error(migrated.output);
  const { readConfig } = await built('libs/platform/src/index');
  const { seedDemo } = await built('apps/api/src/demo/seed-demo');
  await seedDemo(readConfig(env), { days });
  const instances = ports.map((port) => instanceAt(port, env));
  for (const instance of instances) await instance.start();
  const superuser = new pg.Pool({ connectionString: url('postgres'), max: 4 });
  superuser.on('error', () => undefined);
  return {
    instances,
    superuser,
    stripeUrl: stripe.url,
    env,
    cluster,
    async close() {
      await Promise.all(instances.map((instance) => instance.kill()));
      await stripe.close();
      await superuser.end();
      await cluster.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** @param {number | null} apiPort where its webhooks go; null = nowhere */
export async function startStripe(apiPort) {
  const port = await freePort();
  const secret = 'whsec_fleet';
  const child = spawn(process.execPath, [PROGRAMS.sandbox], {
    env: {
      ...process.env,
      STRIPE_SANDBOX_PORT: String(port),
      ...(apiPort !== null && {
        STRIPE_SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${apiPort}/api/webhooks/stripe`,
        STRIPE_SANDBOX_WEBHOOK_SECRET: secret,
      }),
    },
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${port}`;
  await untilAnswers(`${url}/_sandbox/health`);
  return { url, secret, close: () => ended(child, 'SIGTERM') };
}

/**
 * @param {number} port
 * @param {NodeJS.ProcessEnv} env
 * @returns {Instance}
 */
function instanceAt(port, env) {
  const address = `http://127.0.0.1:${port}`;
  /** @type {import('node:child_process').ChildProcess | null} */
  let child = null;
  let ready = false;
  return {
    address,
    isAlive: () => child !== null,
    isReady: () => ready,
    pid: () => child?.pid,
    async start() {
      if (child) return;
      const own = { ...env, PORT: String(port) };
      // What it dies of is worth reading.
      /** @type {import('node:child_process').StdioOptions} */
      const stdio = ['ignore', 'ignore', 'inherit'];
      child = spawn(process.execPath, [PROGRAMS.api], { env: own, stdio });
      await untilAnswers(`${address}/health/ready`);
      ready = true;
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };

  /** @param {NodeJS.Signals} signal */
  async function end(signal) {
    if (!child) return;
    const gone = ended(child, signal);
    child = null;
    ready = false;
    await gone;
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
async function ended(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}

/** @param {string} url */
async function untilAnswers(url) {
  for (let tries = 0; tries < READY_TRIES; tries += 1) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.status === 200) return;
    await delay(100);
  }
  throw new Error(`${url} does not answer`);
}

/**
 * A root client over all instances.
 *
 * @param {Fleet} fleet
 */
export function rootOf({ instances }) {
  /** @type {string | null} */
  let token = null;

  /** @param {Instance} instance */
  async function signIn(instance) {
    const answer = await fetch(`${instance.address}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'root@purser.test', password: PASSWORD }),
    });
    token = /** @type {{ accessToken: string }} */ (await answer.json()).accessToken;
  }

  /**
   * @param {Instance} instance
   * @param {string} path
   * @param {object} body
   * @returns {Promise<any>}
   */
  async function post(instance, path, body) {
    for (let left = 1; ; left -= 1) {
      if (token === null) await signIn(instance);
      const answer = await fetch(`${instance.address}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      });
      if (answer.status === 401 && left > 0) {
        token = null;
        continue;
      }
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    }
  }

  return {
    /**
     * Moves the clock through any instance that lives; nothing runs on the way.
     *
     * @param {Date} to
     */
    async sleepUntil(to) {
      for (const instance of instances) {
        if (!instance.isAlive()) continue;
        const body = { now: to.toISOString(), jobs: 'off' };
        const moved = await post(instance, '/api/sandbox/clock', body).catch(() => null);
        if (moved) return;
      }
      throw new Error('No instance could move the clock');
    },
    /**
     * Runs a job on every instance at the same time; one that dies meanwhile is nobody's concern.
     *
     * @param {string} job
     */
    async runEverywhere(job) {
      await Promise.all(
        instances
          .filter((instance) => instance.isAlive())
          .map((instance) =>
            post(instance, `/api/jobs/${job}/run`, {}).catch((/** @type {unknown} */ error) => {
              if (instance.isAlive()) throw error;
            }),
          ),
      );
    },
  };
}
