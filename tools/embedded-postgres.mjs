import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findNative, isReachable, outsideFolder } from './postgres/native.mjs';
import { isAlive, readLock, recoverLock, until } from './postgres/postmaster.mjs';
import { isPortFree, stablePort, freePort } from './ports.mjs';

export { connectionUrl, ensureRolesAndDatabase } from './postgres/roles.mjs';

/** @typedef {import('./postgres/roles.mjs').Coordinates} Coordinates */
/** @typedef {import('./postgres/native.mjs').Native} Native */
/**
 * @typedef {object} Options
 * @property {string} folder where passwords, port, log and (when possible) the data are kept
 * @property {boolean} [durable] false switches off what protects data from a crash of the machine
 * @property {boolean} [stable] whether the port is remembered in `folder`; else any free one
 * @property {readonly string[]} [settings] more settings, each `name=value`
 * @property {(line: string) => void} [say] told what a person should know
 */

const READY_MS = 60_000;
const ATTEMPTS = 5;
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=200',
  'shared_buffers=192MB',
  'max_wal_size=2GB',
  'jit=off',
  'timezone=UTC',
  'log_timezone=UTC',
];
// Tests build and drop hundreds of databases that nobody needs after a crash: without these the
// disk decides how long they take. Whoever tests crashes asks for `durable`.
const UNSAFE_SETTINGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/** A PostgreSQL server of our own, with its data in a folder. */
export class EmbeddedPostgres {
  /** @type {import('node:child_process').ChildProcess | null} */
  #child = null;
  /** @type {Promise<number | null>} */
  #exit = Promise.resolve(null);

  /**
   * @param {Native} native
   * @param {Required<Options>} options
   * @param {string} dataDirectory
   * @param {Coordinates} coordinates
   */
  constructor(native, options, dataDirectory, coordinates) {
    this.native = native;
    this.options = options;
    this.dataDirectory = dataDirectory;
    this.coordinates = coordinates;
  }

  /** @returns {number | undefined} the process id of the running server */
  get pid() {
    return this.#child?.pid;
  }

  /** @returns {Promise<number | null>} settles when the server ends, asked or not */
  get exited() {
    return this.#exit;
  }

  /** @returns {string} the server's log */
  get logFile() {
    return path.join(this.options.folder, 'postgres.log');
  }

  /** Starts the server; when its port was taken in the meantime, on another one. */
  async start() {
    for (let attempt = 1; ; attempt += 1) {
      await recoverLock(this.dataDirectory, this.options.say);
      if (await this.#attempt()) return;
      if (attempt === ATTEMPTS) throw new Error(`PostgreSQL does not start:\n${this.#logTail()}`);
      await this.#recoverFrom(this.#logTail());
    }
  }

  /** @returns {Promise<boolean>} whether it is ready; false when it ended instead */
  async #attempt() {
    const { durable, settings } = this.options;
    const all = [...SETTINGS, ...(durable ? [] : UNSAFE_SETTINGS), ...settings];
    const flags = all.flatMap((setting) => ['-c', setting]);
    const log = fs.openSync(this.logFile, 'a', 0o600);
    // Its own process group: Ctrl-C reaches us alone, and the server ends after its clients.
    const child = spawn(
      this.native.postgres,
      ['-D', this.dataDirectory, '-p', String(this.coordinates.port), ...flags],
      { ...this.native.account, cwd: '/', detached: true, stdio: ['ignore', log, log] },
    );
    fs.closeSync(log);
    this.#child = child;
    let ended = false;
    this.#exit = new Promise((resolve) => {
      child.once('error', () => resolve(null));
      child.once('exit', (code) => resolve(code));
    });
    void this.#exit.then(() => {
      ended = true;
      if (this.#child === child) this.#child = null;
    });
    const isReady = () => {
      const lock = readLock(this.dataDirectory);
      return lock?.pid === child.pid && lock?.ready === true;
    };
    await until(() => ended || isReady(), READY_MS);
    return !ended && isReady();
  }

  /** @param {string} log */
  async #recoverFrom(log) {
    await this.stop();
    if (/could not (bind|create listen socket)|Address already in use/.test(log)) {
      await this.#choosePort();
      return;
    }
    // Processes of a server that was killed may hold its shared memory for another moment.
    await delay(1_000);
  }

  async #choosePort() {
    const { folder, stable, say } = this.options;
    const port = stable ? await stablePort(folder) : await freePort();
    this.coordinates = { ...this.coordinates, port };
    if (!stable) return;
    say(`The database uses port ${port}: the one it had is taken`);
    writeSecret(path.join(folder, 'cluster.json'), JSON.stringify(this.coordinates, null, 2));
  }

  /** Disconnects everybody, writes everything down and ends. */
  async stop() {
    const child = this.#child;
    if (!child) return;
    child.kill('SIGINT');
    await this.#exit;
  }

  /** Ends at once, from a handler that cannot wait: the next start recovers. */
  killNow() {
    const pid = this.pid;
    if (pid === undefined) return;
    process.kill(pid, 'SIGQUIT');
    const pause = new Int32Array(new SharedArrayBuffer(4));
    for (let turn = 0; turn < 100 && isAlive(pid); turn += 1) Atomics.wait(pause, 0, 0, 20);
  }

  /** @returns {string} */
  #logTail() {
    if (!fs.existsSync(this.logFile)) return '';
    return fs.readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-20).join('\n');
  }
}

/**
 * Starts a PostgreSQL server whose data live in `folder`, made the first time. As root the data lie
 * elsewhere when the system user `postgres` cannot enter `folder`; that is said.
 *
 * @param {Options} options
 * @returns {Promise<EmbeddedPostgres>}
 */
export async function startEmbeddedPostgres(options) {
  const full = {
    durable: true,
    stable: true,
    settings: [],
    say: () => undefined,
    ...options,
    folder: path.resolve(options.folder),
  };
  fs.mkdirSync(full.folder, { recursive: true, mode: 0o755 });
  const native = findNative(full.say);
  const known = fs.existsSync(path.join(full.folder, 'cluster.json'));
  const dataDirectory = placeOfData(native, full.folder, full.say);
  const coordinates = await coordinatesOf(full, dataDirectory);
  const isComplete = fs.existsSync(path.join(dataDirectory, 'complete'));
  if (!isComplete || !known) {
    await recoverLock(dataDirectory, full.say);
    await initialise(native, full, dataDirectory, coordinates.passwords.postgres);
  }
  const cluster = new EmbeddedPostgres(native, full, dataDirectory, coordinates);
  await cluster.start();
  return cluster;
}

/**
 * @param {Native} native
 * @param {string} folder
 * @param {(line: string) => void} say
 * @returns {string}
 */
function placeOfData({ account }, folder, say) {
  if (!account || isReachable(folder, account)) return path.join(folder, 'data');
  const outside = path.join(outsideFolder(`data ${folder}`), 'data');
  say(`The database is kept in ${outside}: PostgreSQL cannot enter this folder`);
  return outside;
}

/**
 * @param {Required<Options>} options
 * @param {string} dataDirectory
 * @returns {Promise<Coordinates>}
 */
async function coordinatesOf({ folder, stable, say }, dataDirectory) {
  const file = path.join(folder, 'cluster.json');
  if (fs.existsSync(file)) {
    /** @type {Coordinates} */
    const kept = JSON.parse(fs.readFileSync(file, 'utf8'));
    if (await isPortFree(kept.port)) return kept;
    const holder = readLock(dataDirectory);
    // The server of an interrupted start holds it; it is stopped before ours starts.
    if (holder && isAlive(holder.pid)) return kept;
    const port = await stablePort(folder);
    say(`The database uses port ${port}: port ${kept.port} is taken`);
    writeSecret(file, JSON.stringify({ ...kept, port }, null, 2));
    return { ...kept, port };
  }
  const password = () => randomBytes(24).toString('hex');
  const fresh = {
    host: '127.0.0.1',
    port: stable ? await stablePort(folder) : await freePort(),
    passwords: {
      postgres: password(),
      purser_owner: password(),
      purser_app: password(),
      purser_jobs: password(),
    },
  };
  writeSecret(file, JSON.stringify(fresh, null, 2));
  return fresh;
}

/** @param {string} file @param {string} text */
function writeSecret(file, text) {
  fs.writeFileSync(file, `${text}\n`, { mode: 0o600 });
  fs.chmodSync(file, 0o600);
}

/**
 * @param {Native} native
 * @param {Required<Options>} options
 * @param {string} dataDirectory
 * @param {string} password
 */
async function initialise({ initdb, account }, { folder, durable }, dataDirectory, password) {
  // Whatever lies there was left by an initialisation that did not end, or by a deleted `.purser`.
  fs.rmSync(dataDirectory, { recursive: true, force: true });
  fs.mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  if (account) fs.chownSync(dataDirectory, account.uid, account.gid);
  const passwordFile = path.join(path.dirname(dataDirectory), 'initdb-password');
  writeSecret(passwordFile, password);
  if (account) fs.chownSync(passwordFile, account.uid, account.gid);
  const flags = [
    `--pgdata=${dataDirectory}`,
    '--username=postgres',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(durable ? [] : ['--no-sync']),
  ];
  const child = spawn(initdb, flags, { ...account, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).finally(() => fs.rmSync(passwordFile, { force: true }));
  fs.writeFileSync(path.join(folder, 'initdb.log'), output, { mode: 0o600 });
  if (code !== 0) throw new Error(`initdb failed (${code}):\n${output}`);
  fs.writeFileSync(path.join(dataDirectory, 'complete'), '');
}
