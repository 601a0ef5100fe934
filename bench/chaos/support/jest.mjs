import { spawn } from 'node:child_process';
import { JEST } from '../../../tools/jest-projects.mjs';
import { ROOT } from '../../../tools/paths.mjs';

/**
 * Runs a test of `npm test` by itself, with settings that make it larger.
 *
 * @param {'integration' | 'e2e'} project
 * @param {string} file
 * @param {NodeJS.ProcessEnv} settings
 * @returns {Promise<{ code: number | null, output: string }>}
 */
export async function runTests(project, file, settings) {
  const args = [...JEST, '--selectProjects', project, '--ci', '--testPathPatterns', file];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'test', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => (output += chunk));
  }
  const code = await new Promise((resolve) => child.once('close', resolve));
  return { code, output };
}
