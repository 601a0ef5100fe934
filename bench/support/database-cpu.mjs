import { readdir, readFile } from 'node:fs/promises';

/** Clock ticks a second that Linux counts processor time in. */
const TICKS = 100;
const MOST_TRIES = 20;

/**
 * Seconds of processor that a server has used, with all its sessions, living and gone.
 *
 * @param {number} postmaster its process id
 */
export async function databaseCpuSeconds(postmaster) {
  for (let left = MOST_TRIES; ; left -= 1) {
    const before = await timesOf(postmaster);
    let ticks = before.own + before.gone;
    for (const id of await readdir('/proc')) {
      if (!/^\d+$/.test(id)) continue;
      const { parent, own } = await timesOf(Number(id));
      if (parent === postmaster) ticks += own;
    }
    // A session that ended meanwhile was counted twice, or not at all.
    if ((await timesOf(postmaster)).gone === before.gone || left === 0) return ticks / TICKS;
  }
}

/**
 * @param {number} id of a process
 * @returns {Promise<{ parent: number, own: number, gone: number }>} `gone`: its ended children
 */
async function timesOf(id) {
  const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
  // The name of a process may hold anything, so what follows its last bracket is counted from.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [parent = 0, user = 0, system = 0, goneUser = 0, goneSystem = 0] = [1, 11, 12, 13, 14].map(
    (n) => fields[n],
  );
  return { parent, own: user + system, gone: goneUser + goneSystem };
}

/** @param {import('pg').Pool} superuser @returns {Promise<number>} its process id */
export async function postmasterOf(superuser) {
  const { rows } = await superuser.query(`SELECT pg_read_file('postmaster.pid') AS file`);
  return Number.parseInt(rows[0].file, 10);
}
