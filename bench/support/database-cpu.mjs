import { readdir, readFile } from 'node:fs/promises';

/** Clock ticks a second that Linux counts processor time in. */
const TICKS = 100;

/**
 * Seconds of processor that a server has used, with all its sessions, living and gone.
 *
 * @param {number} postmaster its process id
 */
export async function databaseCpuSeconds(postmaster) {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  let ticks = 0;
  for (const id of ids) {
    const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => null);
    // The name of a process may hold anything, so what follows its last bracket is counted from.
    const fields = stat
      ?.slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    if (!fields) continue;
    const [parent, user, system, goneUser, goneSystem] = [1, 11, 12, 13, 14].map((n) => fields[n]);
    if (parent === postmaster) ticks += (user ?? 0) + (system ?? 0);
    if (Number(id) === postmaster) {
      ticks += (user ?? 0) + (system ?? 0) + (goneUser ?? 0) + (goneSystem ?? 0);
    }
  }
  return ticks / TICKS;
}

/** @param {import('pg').Pool} superuser @returns {Promise<number>} its process id */
export async function postmasterOf(superuser) {
  const { rows } = await superuser.query(`SELECT pg_read_file('postmaster.pid') AS file`);
  return Number.parseInt(rows[0].file, 10);
}
