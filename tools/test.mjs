import './node-version.mjs';
import { build } from './build.mjs';
import { BUILT_CHECKS, runChecks, STATIC_CHECKS } from './checks.mjs';
import { runJestProject } from './jest-projects.mjs';

const PROJECTS = ['unit', 'integration', 'e2e', 'console', 'browser'];

/** @type {[kind: string, tally: { passed: number, failed: number }][]} */
const tallies = [];
try {
  await build(console.log);
  tallies.push(['build', { passed: 1, failed: 0 }]);
} catch (error) {
  console.error(/** @type {Error} */ (error).message);
  tallies.push(['build', { passed: 0, failed: 1 }]);
}
const isBuilt = tallies[0]?.[1].failed === 0;
const checks = isBuilt ? [...BUILT_CHECKS, ...STATIC_CHECKS] : STATIC_CHECKS;
tallies.push(['checks', await runChecks(checks)]);
if (isBuilt) for (const name of PROJECTS) tallies.push([name, await runJestProject(name)]);

console.log('');
for (const [kind, { passed, failed }] of tallies) {
  console.log(`${kind.padEnd(12)} ${passed} passed, ${failed} failed`);
}
const sum = (/** @type {'passed' | 'failed'} */ which) =>
  tallies.reduce((total, [, tally]) => total + tally[which], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
if (sum('failed') > 0) process.exitCode = 1;
