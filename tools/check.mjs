import './node-version.mjs';
import { runChecks, STATIC_CHECKS } from './checks.mjs';
import { runJestProjects } from './jest-projects.mjs';

const { failed } = await runChecks(STATIC_CHECKS);
let failures = failed;
for (const project of ['unit', 'console']) {
  for (const [, tally] of await runJestProjects([project])) failures += tally.failed;
}
console.log(failures === 0 ? 'All checks passed' : `${failures} failed`);
if (failures > 0) process.exitCode = 1;
