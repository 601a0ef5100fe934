import { spawn, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { cp, mkdir, mkdtemp, rm, stat, writeFile, chown } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { connectionUrl, startEmbeddedPostgres } from '../../tools/embedded-postgres.mjs';
import { PROGRAMS } from '../../tools/paths.mjs';
import { freePort } from '../../tools/ports.mjs';
import { startFleet } from '../support/fleet.mjs';
import { booksOf } from './support/books.mjs';
import { httpClient, inParallel } from './support/http.mjs';
import { mustHold, seconds, sizeOf } from './support/settings.mjs';
import { give, openTenants, signInRoot } from './support/tenants.mjs';

export const name = 'R17: restore';

const CALLERS = 8;
const TENANTS = 4;
const READY_TRIES = 600;
const DATABASE = 'purser_fleet';

/**
 * @typedef {import('../support/fleet.mjs').Fleet} Fleet
 * @typedef {import('./support/tenants.mjs').Tenant} Tenant
 * @typedef {Awaited<ReturnType<typeof startEmbeddedPostgres>>} Cluster
 */

/**
 * Takes a base backup while debits go on, starts a server on it, and verifies every ledger and audit
 * chain there: nothing is missing that was acknowledged before the backup ended. Then an entry of the
 * copy is edited, which the same verification must find.
 *
 * @param {{ full: boolean, log: (line: string) => void, seed?: number }} options
 * @throws Error something is missing, does not balance, or an edit is not found
 */
export async function run({ full, log, seed = randomInt(2 ** 31) }) {
  const started = performance.now();
  const debits = sizeOf('CHAOS_DEBITS', { full }, 20_000, 600);
  const fleet = await startFleet(1);
  const http = httpClient(CALLERS);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'purser-restored-'));
  /** @type {Restored | null} */
  let restored = null;
  try {
    const tenants = await openTenants(fleet, TENANTS);
    const token = await signInRoot(fleet, http);
    for (const { organizationId } of tenants) {
      await give(fleet, http, { organizationId, tokens: debits, token });
    }
    /** @type {Set<string>} */
    const acknowledged = new Set();
    const spent = inParallel(debits, CALLERS, async (n) => {
      const tenant = /** @type {Tenant} */ (tenants[n % TENANTS]);
      const path = `/api/tokens/wallet/${tenant.organizationId}/debits`;
      const reference = `restored-${seed}-${n}`;
      const body = { amount: 1, reference };
      const call = { token: tenant.apiKey, body };
      const answer = await http.post(`${fleet.instances[0]?.address}${path}`, call);
      if (answer?.status === 201) acknowledged.add(reference);
    });
    while (acknowledged.size < debits / 10) await delay(20);
    const { before, during } = await backUp(fleet, folder, acknowledged);
    await spent;
    log(`${before.size} debits before the end of the backup, ${during} of them while it was taken`);
    restored = await restore(fleet, folder);
    const lost = await missing(restored.superuser, before);
    const { faults } = await booksOf(/** @type {Fleet} */ (/** @type {unknown} */ (restored)));
    const verdicts = await verifyAll(restored.address, http, tenants);
    await edit(restored.superuser, tenants[0]);
    const [edited] = await verifyAll(restored.address, http, tenants.slice(0, 1));
    const figures = {
      ...{ debits, acknowledged: acknowledged.size, before: before.size, during },
      ...{
        lost,
        unbalanced: faults.length,
        editedEntry: edited?.ledger.firstBroken?.sequence ?? 0,
      },
      ...{ ledgers: verdicts.length, seconds: seconds(started) },
    };
    mustHold(
      name,
      {
        'debits went on meanwhile': during > 0,
        'nothing acknowledged before is missing': lost === 0,
        'the books balance': faults.length === 0,
        'every ledger is what its seals say': verdicts.every(({ ledger }) => ledger.valid),
        'every audit chain holds': verdicts.every(({ audit }) => audit.valid),
        'an edit of the copy is found': figures.editedEntry === 2,
      },
      figures,
    );
    return figures;
  } finally {
    await restored?.close();
    await http.close();
    await fleet.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * A base backup as PostgreSQL's manual describes it for who has no `pg_basebackup`.
 *
 * @param {Fleet} fleet
 * @param {string} folder
 * @param {ReadonlySet<string>} acknowledged grows meanwhile
 */
async function backUp({ superuser, cluster }, folder, acknowledged) {
  const source = cluster.dataDirectory;
  const target = path.join(folder, 'data');
  const client = await superuser.connect();
  try {
    // Keeps the log from being recycled before it is copied.
    await client.query(`SELECT pg_create_physical_replication_slot('restore', true)`);
    await client.query(`SELECT pg_backup_start('restore', true)`);
    const atStart = acknowledged.size;
    await copy(source, target);
    const before = new Set(acknowledged);
    const { rows } = await client.query('SELECT labelfile FROM pg_backup_stop(false)');
    await copy(path.join(source, 'pg_wal'), path.join(target, 'pg_wal'));
    for (const file of ['postmaster.pid', 'postmaster.opts']) {
      await rm(path.join(target, file), { force: true });
    }
    await rm(path.join(target, 'pg_replslot'), { recursive: true, force: true });
    await mkdir(path.join(target, 'pg_replslot'), { mode: 0o700 });
    await writeFile(path.join(target, 'backup_label'), rows[0].labelfile);
    const { uid, gid } = await stat(source);
    for (const file of ['backup_label', 'pg_replslot'])
      await chown(path.join(target, file), uid, gid);
    return { before, during: before.size - atStart };
  } finally {
    client.release();
  }
}

/** With owners and modes; a file that goes away meanwhile is none of a backup's. */
async function copy(/** @type {string} */ source, /** @type {string} */ target) {
  await mkdir(path.dirname(target), { recursive: true });
  // Away from this thread, which serves the callers meanwhile.
  const child = spawn('cp', ['-a', `${source}/.`, target], { stdio: 'ignore' });
  await new Promise((resolve) => child.once('close', resolve));
}

/**
 * @typedef {object} Restored
 * @property {pg.Pool} superuser
 * @property {string} address of an API process on the copy
 * @property {() => Promise<void>} close
 */

/** @param {Fleet} fleet @param {string} folder @returns {Promise<Restored>} */
async function restore({ env, cluster: original }, folder) {
  const port = await freePort();
  const kept = path.join(original.options.folder, 'cluster.json');
  await cp(kept, path.join(folder, 'cluster.json'));
  spawnSync('chmod', ['755', folder]);
  const cluster = await startEmbeddedPostgres({ folder, durable: true, say: () => undefined });
  const url = (/** @type {import('../../tools/postgres/roles.mjs').Role} */ role) =>
    connectionUrl(cluster.coordinates, role, DATABASE);
  const superuser = new pg.Pool({ connectionString: url('postgres'), max: 2 });
  superuser.on('error', () => undefined);
  const child = spawn(process.execPath, [PROGRAMS.api], {
    env: {
      ...env,
      PORT: String(port),
      PURSER_ROLE: 'http',
      DATABASE_URL: url('purser_app'),
      DATABASE_JOBS_URL: url('purser_jobs'),
      DATABASE_MIGRATION_URL: url('purser_owner'),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const address = `http://127.0.0.1:${port}`;
  const close = async () => {
    child.kill('SIGKILL');
    await gone;
    await superuser.end();
    await cluster.stop();
  };
  for (let tries = 0; tries < READY_TRIES; tries += 1) {
    const ready = await fetch(`${address}/health/ready`).catch(() => null);
    if (ready?.status === 200) return { superuser, address, close };
    await delay(100);
  }
  await close();
  throw new Error('Purser does not start on the restored database');
}

/** @param {pg.Pool} superuser @param {ReadonlySet<string>} references */
async function missing(superuser, references) {
  const { rows } = await superuser.query(
    `SELECT count(*)::int AS found FROM token_balance_history WHERE reference = ANY ($1)`,
    [[...references]],
  );
  return references.size - rows[0].found;
}

/**
 * @param {string} address
 * @param {import('./support/http.mjs').HttpClient} http
 * @param {readonly Tenant[]} tenants
 */
async function verifyAll(address, http, tenants) {
  const verdicts = [];
  for (const { organizationId, apiKey } of tenants) {
    const ask = async (/** @type {string} */ path) => {
      const answer = await http.get(
        `${address}/api/tokens/${path}/${organizationId}/verify`,
        apiKey,
      );
      if (answer?.status !== 200) throw new Error(`${path} is not verified: ${answer?.text}`);
      return JSON.parse(answer.text);
    };
    verdicts.push({ ledger: await ask('wallet'), audit: await ask('audit') });
  }
  return verdicts;
}

/** Changes the second entry as nobody but a superuser can. @param {pg.Pool} superuser @param {Tenant | undefined} tenant */
async function edit(superuser, tenant) {
  const client = await superuser.connect();
  try {
    await client.query('SET session_replication_role = replica');
    await client.query(
      `UPDATE token_balance_history SET actor_name = 'nobody' WHERE organization_id = $1 AND seq = 2`,
      [tenant?.organizationId],
    );
  } finally {
    client.release(true);
  }
}
