import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from './paths.mjs';
import { run } from './run.mjs';

/** Arguments of Node that run Jest. */
export const JEST = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  path.join(ROOT, 'node_modules/jest/bin/jest.js'),
];

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed tests that failed, files that did not run, tests left out
 */

/** What the name of a test file says of its project; every other one is of the first that ran. */
const KINDS = /** @type {const} */ ({
  'int-spec': 'integration',
  'e2e-spec': 'e2e',
  'browser-spec': 'browser',
});

/**
 * Runs Jest projects side by side.
 *
 * @param {readonly string[]} names
 * @returns {Promise<[name: string, tally: Tally][]>}
 */
export async function runJestProjects(names) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'purser-jest-'));
  const file = path.join(folder, 'result.json');
  const { code } = await run(
    process.execPath,
    [...JEST, '--selectProjects', ...names, '--json', '--outputFile', file, '--silent', '--ci'],
    { env: { ...process.env, NODE_ENV: 'test', STRIPE_SUPPRESS_NOTICES: 'true' }, stdout: false },
  );
  const results = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')).testResults : [];
  fs.rmSync(folder, { recursive: true, force: true });
  const tallies = new Map(names.map((name) => [name, { passed: 0, failed: 0 }]));
  for (const result of results) add(tallies.get(projectOf(result.name, names)), result);
  for (const [name, tally] of tallies) {
    if (tally.passed + tally.failed > 0) continue;
    console.error(`The project ${name} has no test`);
    tally.failed = 1;
  }
  const all = [...tallies.values()];
  if (code !== 0 && all.every(({ failed }) => failed === 0) && all[0]) all[0].failed = 1;
  return [...tallies];
}

/** @param {string} file @param {readonly string[]} names @returns {string} */
function projectOf(file, names) {
  const [, kind = ''] = /\.([a-z0-9]+-spec)\.ts$/.exec(file) ?? [];
  return Reflect.get(KINDS, kind) ?? names[0];
}

/**
 * @param {Tally | undefined} tally
 * @param {{ status: string, assertionResults: { status: string }[] }} result of one test file
 */
function add(tally, { status, assertionResults }) {
  if (!tally) return;
  const passed = assertionResults.filter((one) => one.status === 'passed').length;
  tally.passed += passed;
  // A test that is skipped or still to be written proves nothing.
  const failed = assertionResults.length - passed;
  tally.failed += failed === 0 && status === 'failed' ? 1 : failed;
}
