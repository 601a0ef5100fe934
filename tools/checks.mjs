import { bin } from './paths.mjs';
import { run } from './run.mjs';

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {readonly [program: string, ...args: string[]]} command
 * @property {boolean} [tells] whether what it says is shown also when all is well
 */

const CRUISED = ['libs', 'apps', 'tools', 'ormconfig.ts'];

/** What is checked without running Purser. @type {readonly Check[]} */
export const STATIC_CHECKS = [
  // The longest first, so that none is left alone at the end.
  { name: 'lint', command: [bin('eslint'), '.'] },
  { name: 'format', command: [bin('prettier'), '--check', '--log-level', 'warn', '.'] },
  {
    name: 'boundaries',
    command: [bin('depcruise'), '--config', '.dependency-cruiser.js', ...CRUISED],
  },
  { name: 'types', command: [bin('tsc'), '-p', 'tsconfig.json'] },
  {
    name: 'console types',
    command: [bin('ngc'), '-p', 'apps/console/tsconfig.app.json', '--noEmit'],
  },
  {
    name: 'console spec types',
    command: [bin('tsc'), '-p', 'apps/console/tsconfig.spec.json', '--noEmit'],
  },
];

/** The static checks that a build does not do: it compiles the console with the same settings. */
export const CHECKS_BESIDE_BUILD = STATIC_CHECKS.filter(({ name }) => name !== 'console types');

/** What is checked of what was built. @type {readonly Check[]} */
export const BUILT_CHECKS = [
  { name: 'openapi.json current', command: [process.execPath, 'tools/openapi.mjs', '--check'] },
  { name: 'openapi.json lint', command: [bin('redocly'), 'lint', 'openapi.json'] },
  {
    name: 'console budgets',
    command: [process.execPath, 'tools/console-budgets.mjs'],
    tells: true,
  },
];

const ENV = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
const LANES = 2;

/**
 * Runs checks, two at a time, and prints one line for each, with what it said when it failed.
 *
 * @param {readonly Check[]} checks
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runChecks(checks) {
  const waiting = [...checks];
  const tally = { passed: 0, failed: 0 };
  const lane = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const [program, ...args] = check.command;
      const { code, output } = await run(program, args, { quiet: true, env: ENV });
      tally[code === 0 ? 'passed' : 'failed'] += 1;
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${check.name}`);
      if (code !== 0 || check.tells) console.log(output.trimEnd());
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return tally;
}
