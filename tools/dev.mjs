import './node-version.mjs';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { bin, PROGRAMS, ROOT, STATE } from './paths.mjs';
import { banner } from './stack/banner.mjs';
import { withStack } from './stack/stack.mjs';

const CONSOLE_PORT = 4200;

/**
 * Runs a watcher whose output belongs on the terminal.
 *
 * @param {string} program
 * @param {readonly string[]} args
 */
function watch(program, args) {
  // ng serve would take PORT, which is the API's, for its own.
  const { PORT: _, ...env } = process.env;
  return spawn(bin(program), args, { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'inherit'] });
}

/** @param {number} port of the API @returns {string} the proxy table of the console's server */
function proxyTable(port) {
  const api = { target: `http://127.0.0.1:${port}`, secure: false };
  const file = path.join(STATE, 'proxy.json');
  fs.writeFileSync(file, JSON.stringify({ '/api': api, '/health': api }));
  return file;
}

await withStack(async (stack) => {
  await stack.prepare();
  await build(stack.say);
  await stack.startFoundation();
  const watchers = [watch('nest', ['build', 'api', '--watch'])];
  stack.startPart('api', [
    '--watch',
    '--watch-preserve-output',
    '--enable-source-maps',
    PROGRAMS.api,
  ]);
  await stack.untilReady();
  const proxy = ['--proxy-config', proxyTable(stack.port)];
  watchers.push(watch('ng', ['serve', '--port', String(CONSOLE_PORT), ...proxy]));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => watchers.forEach((watcher) => watcher.kill('SIGTERM')));
  }
  console.log(
    banner(stack.address, stack.demo, process.env['PURSER_DEMO_PASSWORD'] || 'purser-demo'),
  );
  console.log(`The console with reload is at http://localhost:${CONSOLE_PORT}\n`);
});
