import '../tools/node-version.mjs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { table } from './support/table.mjs';

/**
 * @typedef {import('./support/table.mjs').Row} Row
 * @typedef {{ title: string, measure: (say: (line: string) => void) => Promise<Row[]> }} Case
 */

/** Cases in the order they run; each starts what it needs and leaves nothing behind. */
const CASES = ['spending', 'growth', 'history', 'forecast', 'jobs', 'clock', 'installation'];
const RESULT = path.join(import.meta.dirname, 'result.json');

/** @returns {Promise<Record<string, unknown>>} what earlier runs measured */
async function measuredBefore() {
  try {
    return JSON.parse(await readFile(RESULT, 'utf8')).cases ?? {};
  } catch {
    return {};
  }
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !CASES.includes(name));
if (unknown.length > 0) {
  console.error(`No such case: ${unknown.join(', ')}. There are ${CASES.join(', ')}.`);
  process.exit(2);
}
const cases = await measuredBefore();
let held = true;
for (const name of asked.length > 0 ? asked : CASES) {
  /** @type {Case} */
  const { title, measure } = await import(`./cases/${name}.mjs`);
  console.log(`\n${title}`);
  const rows = await measure((line) => console.log(`  ${line}`));
  console.log(table(rows));
  cases[name] = { title, measuredAt: new Date().toISOString(), rows };
  held &&= rows.every((row) => row.held);
  const machine = { cpus: os.cpus().length, model: os.cpus()[0]?.model, node: process.version };
  await mkdir(path.dirname(RESULT), { recursive: true });
  await writeFile(RESULT, `${JSON.stringify({ machine, cases }, null, 2)}\n`);
}
console.log(held ? '\nEvery bar is held' : '\nA bar is missed');
process.exitCode = held ? 0 : 1;
