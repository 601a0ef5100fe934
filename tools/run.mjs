import { spawn } from 'node:child_process';
import { ROOT } from './paths.mjs';

/**
 * @typedef {object} Outcome
 * @property {number} code exit code; 1 when a signal ended it
 * @property {string} output both streams, as they came
 */

/**
 * Runs a program in the checkout to its end.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ quiet?: boolean, stdout?: boolean, env?: NodeJS.ProcessEnv }} [options]
 *   `quiet` keeps the output back, `stdout: false` only that stream
 * @returns {Promise<Outcome>}
 */
export function run(command, args, { quiet = false, stdout = true, env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const shown = { stdout: stdout && !quiet, stderr: !quiet };
    for (const name of /** @type {const} */ (['stdout', 'stderr'])) {
      child[name].on('data', (/** @type {Buffer} */ chunk) => {
        output += chunk.toString('utf8');
        if (shown[name]) process[name].write(chunk);
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
