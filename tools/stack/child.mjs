import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { LOGS, ROOT } from '../paths.mjs';

const PATIENCE_MS = 15_000;
const TAIL_LINES = 20;
const WARNING = 40;
const WITH_PARENT = pathToFileURL(path.join(import.meta.dirname, 'with-parent.mjs')).href;

/**
 * @typedef {object} Child
 * @property {string} name
 * @property {number | undefined} pid
 * @property {Promise<string>} ended settles with how it ended, asked or not
 * @property {() => string} tail the last lines of its log
 * @property {() => Promise<void>} stop asks it to end, and makes it after a while
 */

/**
 * Starts a Node program of ours. Its output goes to `.purser/logs/<name>.log`; what it says about
 * warnings and errors also to the terminal. It leads a process group of its own, so that Ctrl-C
 * reaches `npm start` alone and the parts end one after the other.
 *
 * @param {string} name
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Child}
 */
export function startChild(name, args, env) {
  fs.mkdirSync(LOGS, { recursive: true });
  const file = path.join(LOGS, `${name}.log`);
  if (fs.existsSync(file)) fs.renameSync(file, `${file}.1`);
  const log = fs.createWriteStream(file, { mode: 0o600 });
  /** @type {string[]} */
  const tail = [];
  const child = spawn(process.execPath, ['--import', WITH_PARENT, ...args], {
    cwd: ROOT,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      log.write(`${line}\n`);
      tail.push(line);
      if (tail.length > TAIL_LINES) tail.shift();
      const worth = worthSaying(line);
      if (worth) console.error(`${name}: ${worth}`);
    });
  }
  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  return {
    name,
    pid: child.pid,
    ended,
    tail: () => tail.join('\n'),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      await ended;
      clearTimeout(force);
    },
  };
}

/** @param {string} line @returns {string | null} what a person at the terminal should read of it */
function worthSaying(line) {
  if (!line.startsWith('{')) return null;
  try {
    const { level, msg, err } = JSON.parse(line);
    if (typeof level !== 'number' || level < WARNING) return null;
    return [level >= 50 ? 'error' : 'warning', msg, err?.message].filter(Boolean).join(': ');
  } catch {
    return null;
  }
}
