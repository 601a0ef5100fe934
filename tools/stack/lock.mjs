import fs from 'node:fs';
import path from 'node:path';
import { STATE } from '../paths.mjs';
import { isAlive, until } from '../postgres/postmaster.mjs';

const FILE = path.join(STATE, 'start.json');

/** @typedef {{ pid: number, address?: string, children?: number[] }} Start */

/** @returns {Start | null} */
function read() {
  try {
    return JSON.parse(fs.readFileSync(FILE, 'utf8'));
  } catch {
    return null;
  }
}

/** @param {number} pid @returns {boolean} whether it is a start of ours rather than a reused id */
function isStart(pid) {
  if (!isAlive(pid)) return false;
  try {
    return /(start|dev)\.mjs/.test(fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  } catch {
    return process.platform !== 'linux';
  }
}

/**
 * Lets one start at a time run in this checkout, and ends what a killed one left.
 *
 * @param {(line: string) => void} say
 * @throws when another one runs
 */
export async function takeLock(say) {
  fs.mkdirSync(STATE, { recursive: true });
  const other = read();
  if (other && isStart(other.pid)) {
    const where = other.address ? ` at ${other.address}` : '';
    throw new Error(`Purser runs already in this folder${where} (process ${other.pid}).`);
  }
  const left = (other?.children ?? []).filter(isAlive);
  if (left.length > 0) {
    say('Waiting for the parts of an interrupted start to end');
    await until(() => !left.some(isAlive), 20_000);
  }
  fs.rmSync(FILE, { force: true });
  try {
    fs.writeFileSync(FILE, JSON.stringify({ pid: process.pid }), { flag: 'wx' });
  } catch {
    throw new Error('Purser is being started in this folder by another command.');
  }
}

/** @param {Omit<Start, 'pid'>} facts what the next start should know should this one be killed */
export function noteInLock(facts) {
  fs.writeFileSync(FILE, JSON.stringify({ pid: process.pid, ...facts }));
}

/** Gives the checkout free. */
export function releaseLock() {
  if (read()?.pid === process.pid) fs.rmSync(FILE, { force: true });
}
