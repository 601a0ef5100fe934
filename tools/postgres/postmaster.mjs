import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** @param {number} pid @returns {boolean} */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** @param {number} pid @returns {string} the command line of a process, '' when there is none */
function commandOf(pid) {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    if (process.platform === 'linux') return '';
    return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
  }
}

/**
 * What a data directory's lock file says.
 *
 * @param {string} dataDirectory
 * @returns {{ pid: number, ready: boolean } | null}
 */
export function readLock(dataDirectory) {
  try {
    const lines = fs.readFileSync(path.join(dataDirectory, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number.parseInt(lines[0] ?? '', 10);
    return Number.isNaN(pid) ? null : { pid, ready: lines[7]?.trim() === 'ready' };
  } catch {
    return null;
  }
}

/**
 * Waits until `done`, asking every few milliseconds.
 *
 * @param {() => boolean} done
 * @param {number} timeoutMs
 * @returns {Promise<boolean>} whether it came true in time
 */
export async function until(done, timeoutMs) {
  const deadline = performance.now() + timeoutMs;
  while (!done()) {
    if (performance.now() > deadline) return false;
    await delay(20);
  }
  return true;
}

/**
 * Clears what a start that was killed left behind: a server that still runs is stopped, a lock file
 * that no server holds is removed. PostgreSQL does the latter itself, unless the process id in it
 * belongs to some other program by now.
 *
 * @param {string} dataDirectory
 * @param {(line: string) => void} say
 */
export async function recoverLock(dataDirectory, say) {
  const lock = readLock(dataDirectory);
  if (!lock) return;
  if (isAlive(lock.pid) && commandOf(lock.pid).includes(dataDirectory)) {
    say('Stopping a PostgreSQL that an interrupted start left running');
    process.kill(lock.pid, 'SIGINT');
    if (await until(() => !isAlive(lock.pid), 20_000)) return;
    throw new Error(`PostgreSQL (process ${lock.pid}) does not stop; end it and start again`);
  }
  say('Recovering the database after an interrupted run');
  fs.rmSync(path.join(dataDirectory, 'postmaster.pid'), { force: true });
}
