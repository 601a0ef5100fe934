import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from './paths.mjs';
import { run } from './run.mjs';

const JEST = path.join(ROOT, 'node_modules/jest/bin/jest.js');

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed tests that failed, files that did not run, tests left out
 */

/**
 * Runs one Jest project.
 *
 * @param {string} name
 * @returns {Promise<Tally>}
 */
export async function runJestProject(name) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'purser-jest-'));
  const file = path.join(folder, 'result.json');
  const args = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', JEST];
  const { code } = await run(
    process.execPath,
    [...args, '--selectProjects', name, '--json', '--outputFile', file, '--silent', '--ci'],
    { env: { ...process.env, NODE_ENV: 'test', STRIPE_SUPPRESS_NOTICES: 'true' }, stdout: false },
  );
  const tally = fs.existsSync(file)
    ? tallyOf(JSON.parse(fs.readFileSync(file, 'utf8')))
    : { passed: 0, failed: 1 };
  fs.rmSync(folder, { recursive: true, force: true });
  if (tally.passed + tally.failed === 0) {
    console.error(`The project ${name} has no test`);
    return { passed: 0, failed: 1 };
  }
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

/** @param {Record<string, number>} result @returns {Tally} */
function tallyOf(result) {
  const count = (/** @type {string} */ name) => result[name] ?? 0;
  // A test that is skipped or still to be written proves nothing.
  const leftOut = count('numPendingTests') + count('numTodoTests');
  return {
    passed: count('numPassedTests'),
    failed: count('numFailedTests') + count('numRuntimeErrorTestSuites') + leftOut,
  };
}
