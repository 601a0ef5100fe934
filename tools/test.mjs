import './node-version.mjs';
import { build } from './build.mjs';
import { BUILT_CHECKS, CHECKS_BESIDE_BUILD, runChecks } from './checks.mjs';
import { runJestProjects } from './jest-projects.mjs';

/** Projects that run side by side; what waits in one lets another work. */
const PROJECTS = [['unit'], ['console'], ['integration', 'e2e', 'browser']];

/** @returns {Promise<boolean>} whether it worked */
async function isBuilt() {
  try {
    await build(console.log);
    return true;
  } catch (error) {
    console.error(/** @type {Error} */ (error).message);
    return false;
  }
}

// The static checks need no build: both together leave no core idle.
const [built, checked] = await Promise.all([isBuilt(), runChecks(CHECKS_BESIDE_BUILD)]);
/** @type {[kind: string, tally: { passed: number, failed: number }][]} */
const tallies = [['build', { passed: Number(built), failed: Number(!built) }]];
const more = await runChecks(built ? BUILT_CHECKS : []);
const checks = { passed: checked.passed + more.passed, failed: checked.failed + more.failed };
tallies.push(['checks', checks]);
if (built) for (const names of PROJECTS) tallies.push(...(await runJestProjects(names)));

console.log('');
for (const [kind, { passed, failed }] of tallies) {
  console.log(`${kind.padEnd(12)} ${passed} passed, ${failed} failed`);
}
const sum = (/** @type {'passed' | 'failed'} */ which) =>
  tallies.reduce((total, [, tally]) => total + tally[which], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
if (sum('failed') > 0) process.exitCode = 1;
