import '../../tools/node-version.mjs';
import { randomInt } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/**
 * @typedef {object} Claim
 * @property {string} name
 * @property {(options: { full: boolean, log: (line: string) => void, seed: number }) =>
 *   Promise<object>} run gives figures, or throws where the claim is broken
 */

const RESULT = path.join(import.meta.dirname, '..', 'chaos-result.json');
const files = (await readdir(import.meta.dirname)).filter((file) => /^r\d+-.*\.mjs$/.test(file));
const claims = new Map(files.toSorted().map((file) => [file.slice(0, 3), file]));
const asked = process.argv.slice(2).map((name) => name.toLowerCase());
const unknown = asked.filter((name) => !claims.has(name));
if (unknown.length > 0) {
  console.error(
    `No such claim: ${unknown.join(', ')}. There are ${[...claims.keys()].join(', ')}.`,
  );
  process.exit(2);
}
const full = process.env['CHAOS_SIZE'] !== 'small';

/** @returns {Promise<Record<string, object>>} what earlier runs found */
async function foundBefore() {
  try {
    return JSON.parse(await readFile(RESULT, 'utf8')).claims ?? {};
  } catch {
    return {};
  }
}

/** @param {object} figures */
function lines(figures) {
  return Object.entries(figures).map(([what, value]) => {
    const figure = typeof value === 'number' ? value.toLocaleString('en-US') : String(value);
    return `  ${what.padEnd(28)} ${figure.padStart(14)}`;
  });
}

const found = await foundBefore();
const broken = [];
for (const id of asked.length > 0 ? asked : claims.keys()) {
  /** @type {Claim} */
  const { name, run } = await import(`./${claims.get(id)}`);
  const seed = Number(process.env['CHAOS_SEED'] ?? randomInt(2 ** 31));
  console.log(`\n${name} (CHAOS_SEED=${seed})`);
  const record = { name, full, seed, at: new Date().toISOString() };
  try {
    const figures = await run({ full, log: (line) => console.log(`  ${line}`), seed });
    console.log([...lines(figures), '  holds'].join('\n'));
    found[id] = { ...record, holds: true, figures };
  } catch (error) {
    const message = /** @type {Error} */ (error).message;
    console.error(`  BROKEN: ${message}`);
    found[id] = { ...record, holds: false, message };
    broken.push(id);
  }
  const machine = { cpus: os.cpus().length, model: os.cpus()[0]?.model, node: process.version };
  await writeFile(RESULT, `${JSON.stringify({ machine, claims: found }, null, 2)}\n`);
}
console.log(broken.length === 0 ? '\nEvery claim holds' : `\nBroken: ${broken.join(', ')}`);
process.exitCode = broken.length === 0 ? 0 : 1;
