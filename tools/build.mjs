import './node-version.mjs';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bin, PROGRAMS, ROOT } from './paths.mjs';
import { precompress } from './precompress.mjs';
import { run } from './run.mjs';

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {readonly string[]} inputs files and folders that decide what comes out
 * @property {string} output a file that is there once it is built
 * @property {string} folder what it writes
 * @property {readonly [string, ...string[]]} command
 * @property {(folder: string) => Promise<void>} [finish] what is done to the output
 */

const STAMPS = path.join(ROOT, 'dist/.build.json');
const SHARED = ['package-lock.json', 'tsconfig.base.json'];
const NOT_BUILT = /(\.(spec|int-spec|e2e-spec|browser-spec)\.ts|\.md)$|^libs\/testing\//;

/** @type {readonly Part[]} */
const PARTS = [
  {
    name: 'api',
    inputs: [
      ...SHARED,
      'nest-cli.json',
      'ormconfig.ts',
      'libs',
      'apps/api/src',
      'apps/api/migrations',
      'apps/api/tsconfig.app.json',
    ],
    output: PROGRAMS.api,
    folder: 'dist/api',
    command: ['nest', 'build', 'api'],
  },
  {
    name: 'stripe-sandbox',
    inputs: [...SHARED, 'nest-cli.json', 'apps/stripe-sandbox'],
    output: PROGRAMS.sandbox,
    folder: 'dist/stripe-sandbox',
    command: ['nest', 'build', 'stripe-sandbox'],
  },
  {
    name: 'console',
    inputs: [
      ...SHARED,
      'angular.json',
      'libs/contracts',
      'apps/console/src',
      'apps/console/public',
      'apps/console/tsconfig.app.json',
      'tools/precompress.mjs',
    ],
    output: PROGRAMS.console,
    folder: 'dist/console',
    command: ['ng', 'build'],
    finish: (folder) => precompress(path.join(folder, 'browser')),
  },
];

/** @param {string} entry @returns {string[]} its files, relative to the checkout, in a fixed order */
function filesOf(entry) {
  const absolute = path.join(ROOT, entry);
  if (!fs.existsSync(absolute)) return [];
  if (!fs.statSync(absolute).isDirectory()) return [entry];
  return fs
    .readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => path.relative(ROOT, path.join(each.parentPath, each.name)))
    .filter((file) => !NOT_BUILT.test(file.replaceAll(path.sep, '/')))
    .toSorted();
}

/** @param {Part} part @returns {string} a digest of everything that decides what comes out */
function stampOf(part) {
  const hash = createHash('sha256').update(part.command.join(' '));
  for (const file of part.inputs.flatMap(filesOf)) {
    hash.update(`\0${file}\0`).update(fs.readFileSync(path.join(ROOT, file)));
  }
  return hash.digest('hex');
}

/** @returns {Record<string, string>} */
function readStamps() {
  try {
    return JSON.parse(fs.readFileSync(STAMPS, 'utf8'));
  } catch {
    return {};
  }
}

/** @param {Part} part @param {string | undefined} stamp */
function writeStamp(part, stamp) {
  const { [part.name]: _, ...others } = readStamps();
  fs.mkdirSync(path.dirname(STAMPS), { recursive: true });
  const stamps = stamp === undefined ? others : { ...others, [part.name]: stamp };
  fs.writeFileSync(STAMPS, `${JSON.stringify(stamps, null, 2)}\n`);
}

/** @param {Part} part */
async function buildPart(part) {
  const stamp = stampOf(part);
  writeStamp(part, undefined);
  fs.rmSync(path.join(ROOT, part.folder), { recursive: true, force: true });
  const [program, ...args] = part.command;
  const { code, output } = await run(bin(program), args, { quiet: true });
  if (code !== 0) throw new Error(`The build of ${part.name} failed:\n${output}`);
  await part.finish?.(path.join(ROOT, part.folder));
  // What was edited while it was built is not in it.
  if (stampOf(part) === stamp) writeStamp(part, stamp);
}

/**
 * Builds what changed since it was built last.
 *
 * @param {(line: string) => void} say
 */
export async function build(say) {
  const stamps = readStamps();
  const stale = PARTS.filter(
    (part) => stamps[part.name] !== stampOf(part) || !fs.existsSync(part.output),
  );
  if (stale.length === 0) return;
  say(`Building ${stale.map((part) => part.name).join(', ')} (a minute the first time)`);
  const client = stale.filter((part) => part.name === 'console');
  const server = stale.filter((part) => part.name !== 'console');
  const lanes = [client, server].map(async (parts) => {
    for (const part of parts) await buildPart(part);
  });
  const failed = (await Promise.allSettled(lanes)).filter((lane) => lane.status === 'rejected');
  const reasons = failed.map((lane) => /** @type {Error} */ (lane.reason).message);
  if (reasons.length > 0) throw new Error(reasons.join('\n\n'));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await build(console.log);
    console.log('The build is up to date');
  } catch (error) {
    console.error(/** @type {Error} */ (error).message);
    process.exitCode = 1;
  }
}
