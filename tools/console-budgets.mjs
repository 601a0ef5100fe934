import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './paths.mjs';

/** What may cross the wire, in bytes as served: brotli where a `.br` stands beside the file. */
export const BUDGETS = { initial: 250_000, route: 150_000 };

const BUILT = path.join(ROOT, 'dist/console');
const PAGES = 'apps/console/src/app/';
const SHELL = `${PAGES}shell/shell.ts`;
const FIRST_PAGE = `${PAGES}dashboard/dashboard-page.ts`;
/** The subset that people of these languages load; the others are fetched for their letters only. */
const FONTS = /-latin-(?!ext).*\.woff2$/;

/**
 * The part of esbuild's account of a build that is read here.
 *
 * @typedef {object} Account
 * @property {Record<string, Output>} outputs by file name
 *
 * @typedef {object} Output
 * @property {string} [entryPoint]
 * @property {{ path: string, kind: string, external?: boolean }[]} imports
 *
 * @typedef {object} Weight
 * @property {string} name
 * @property {number} bytes
 * @property {number} budget
 */

/**
 * What a build makes people load: until the dashboard stands, and for each page on top of the shell
 * around it, with what the page loads later by itself (charts, dialogs).
 *
 * @param {Account} account
 * @param {readonly string[]} first the files that index.html names, and itself
 * @param {(file: string) => number} sizeOf bytes as served
 * @returns {Weight[]} the first load, then the routes from heavy to light
 */
export function weigh(account, first, sizeOf) {
  const fileOf = (/** @type {string} */ entryPoint) =>
    Object.keys(account.outputs).filter((file) => account.outputs[file]?.entryPoint === entryPoint);
  const isRoute = (/** @type {string} */ file) => isPage(account.outputs[file]?.entryPoint ?? '');
  const bytesOf = (/** @type {Iterable<string>} */ files) =>
    [...files].reduce((sum, file) => sum + sizeOf(file), 0);

  const base = closure(account, [...first, ...fileOf(SHELL)], () => false, new Set());
  const isDeferred = (/** @type {string} */ file) => !isRoute(file);
  const page = (/** @type {readonly string[]} */ files) =>
    bytesOf(closure(account, files, isDeferred, base));
  const routes = Object.keys(account.outputs)
    .filter((file) => isRoute(file) && !base.has(file))
    .map((file) => ({
      name: (account.outputs[file]?.entryPoint ?? '').slice(PAGES.length).replace(/\.ts$/, ''),
      bytes: page([file]),
      budget: BUDGETS.route,
    }))
    .toSorted((a, b) => b.bytes - a.bytes);
  const initial = bytesOf(base) + page(fileOf(FIRST_PAGE));
  return [{ name: 'initial transfer', bytes: initial, budget: BUDGETS.initial }, ...routes];
}

/** @param {string} entryPoint @returns {boolean} whether the router loads it */
function isPage(entryPoint) {
  return entryPoint.startsWith(PAGES) && /(-page|\.routes|\/shell)\.ts$/.test(entryPoint);
}

/**
 * What some files need: at once, and later where `follows` says that it is theirs.
 *
 * @param {Account} account
 * @param {readonly string[]} from
 * @param {(file: string) => boolean} follows
 * @param {ReadonlySet<string>} known what is there already; nothing is followed into it
 * @returns {Set<string>}
 */
function closure(account, from, follows, known) {
  const found = new Set(from.filter((file) => !known.has(file)));
  for (const file of found) {
    for (const { path: next, kind, external } of account.outputs[file]?.imports ?? []) {
      if (external || known.has(next)) continue;
      if (kind === 'import-statement' || (kind === 'dynamic-import' && follows(next))) {
        found.add(next);
      }
    }
  }
  return found;
}

/** @param {string} folder @returns {string[]} index.html, what it names, and the fonts of its text */
function firstFiles(folder) {
  const index = fs.readFileSync(path.join(folder, 'index.html'), 'utf8');
  const named = [...index.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(([, file]) => file);
  const fonts = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => FONTS.test(file));
  return ['index.html', ...named, ...fonts].filter((file) => file !== undefined);
}

/** @param {string} folder @returns {(file: string) => number} */
function servedSize(folder) {
  return (file) => {
    const plain = path.join(folder, file);
    return fs.statSync(fs.existsSync(`${plain}.br`) ? `${plain}.br` : plain).size;
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const home = process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? BUILT;
  const folder = path.join(home, 'browser');
  const account = JSON.parse(fs.readFileSync(path.join(home, 'browser-stats.json'), 'utf8'));
  const weights = weigh(account, firstFiles(folder), servedSize(folder));
  const over = weights.filter(({ bytes, budget }) => bytes > budget);
  const [initial, ...routes] = weights;
  const kB = (/** @type {number} */ bytes) => `${(bytes / 1_000).toFixed(1).padStart(6)} kB`;
  const line = (/** @type {Weight} */ { name, bytes, budget }) =>
    `${kB(bytes)} of ${kB(budget)}  ${name}${bytes > budget ? '  OVER' : ''}`;
  if (initial) console.log(line(initial));
  for (const route of process.argv.includes('--all') ? routes : routes.slice(0, 5)) {
    console.log(line(route));
  }
  for (const route of over.filter((one) => routes.indexOf(one) >= 5)) console.log(line(route));
  console.log(`${routes.length} lazy routes, ${over.length} over budget`);
  if (over.length > 0) process.exitCode = 1;
}
