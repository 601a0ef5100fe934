import './node-version.mjs';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from './build.mjs';
import { PROGRAMS, ROOT } from './paths.mjs';
import { run } from './run.mjs';

// `npm run openapi` writes openapi.json; with --check it says whether it is what the code yields.
const COMMITTED = path.join(ROOT, 'openapi.json');

/** @param {string} target */
async function write(target) {
  const { code, output } = await run(process.execPath, [PROGRAMS.openapi, target], { quiet: true });
  if (code !== 0) throw new Error(`The OpenAPI document could not be made:\n${output}`);
}

/** @returns {Promise<boolean>} */
async function isCurrent() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'purser-openapi-'));
  const fresh = path.join(folder, 'openapi.json');
  try {
    await write(fresh);
    if (!fs.existsSync(COMMITTED)) return false;
    return fs.readFileSync(fresh, 'utf8') === fs.readFileSync(COMMITTED, 'utf8');
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

await build(console.log);
if (!process.argv.includes('--check')) {
  await write(COMMITTED);
  console.log('openapi.json is written');
} else if (await isCurrent()) {
  console.log('openapi.json is what the code yields');
} else {
  console.error('openapi.json is not what the code yields: run `npm run openapi` and commit it.');
  process.exitCode = 1;
}
