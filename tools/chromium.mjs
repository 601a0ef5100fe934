import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from './paths.mjs';

/**
 * How to launch a browser.
 *
 * @typedef {object} Browser
 * @property {string} executablePath
 * @property {string[]} args
 * @property {Record<string, string>} env
 */

const SYSTEM_NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const MAC_CHROME = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
const UNPACK = `
  import chromium, { inflate } from '@sparticuz/chromium';
  await chromium.executablePath(process.argv[1]);
  await inflate(process.argv[1] + '/al2023.tar.br');`;

// No sandbox: containers and root have none to give, and the pages are our own.
const ARGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  ...['--disable-dev-shm-usage', '--disable-component-update', '--font-render-hinting=none'],
];

/** @param {Record<string, string>} [more] @returns {Record<string, string>} our environment */
function environment(more = {}) {
  const ours = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [/** @type {const} */ ([name, value])],
  );
  return { ...Object.fromEntries(ours), ...more };
}

/** @returns {string | null} a browser that this machine has */
function systemBrowser() {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  const candidates = SYSTEM_NAMES.flatMap((name) => folders.map((each) => path.join(each, name)));
  return [...candidates, MAC_CHROME].find((file) => fs.existsSync(file)) ?? null;
}

/** @param {string} folder fonts.conf in it names the fonts that were unpacked beside it */
function writeFontList(folder) {
  const dirs = [path.join(folder, 'fonts'), '/usr/share/fonts'];
  const text = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
${dirs.map((dir) => `  <dir>${dir}</dir>`).join('\n')}
  <cachedir>${path.join(folder, 'fonts-cache')}</cachedir>
</fontconfig>
`;
  fs.writeFileSync(path.join(folder, 'fonts.conf'), text);
}

/**
 * Unpacks the Chromium that npm brought, once, with the libraries it needs beside it.
 *
 * @returns {Browser}
 */
function packagedBrowser() {
  const home = path.resolve(fileURLToPath(import.meta.resolve('@sparticuz/chromium')), '../..');
  const { version } = JSON.parse(fs.readFileSync(path.join(home, 'package.json'), 'utf8'));
  const cache = path.join(ROOT, 'node_modules/.cache');
  const folder = path.join(cache, `purser-chromium-${version}`);
  if (!fs.existsSync(folder)) {
    fs.mkdirSync(cache, { recursive: true });
    const partial = fs.mkdtempSync(path.join(cache, 'partial-'));
    // The package unpacks into the temp folder, which every checkout and user would share.
    const done = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', UNPACK, path.join(home, 'bin')],
      { cwd: ROOT, env: { ...process.env, TMPDIR: partial }, encoding: 'utf8' },
    );
    if (done.status !== 0) throw new Error(`Chromium could not be unpacked:\n${done.stderr}`);
    if (!fs.existsSync(folder)) fs.renameSync(partial, folder);
  }
  writeFontList(folder);
  const libraries = [path.join(folder, 'al2023/lib'), process.env['LD_LIBRARY_PATH']];
  return {
    executablePath: path.join(folder, 'chromium'),
    args: [...ARGS, '--no-zygote'],
    env: environment({
      LD_LIBRARY_PATH: libraries.filter(Boolean).join(':'),
      FONTCONFIG_FILE: path.join(folder, 'fonts.conf'),
    }),
  };
}

/**
 * Finds a browser for the tests: CHROMIUM_PATH, then the machine's own, then the one npm brought.
 *
 * @returns {Browser}
 * @throws when there is none: a test that cannot look must fail
 */
export function findChromium() {
  const given = process.env['CHROMIUM_PATH'];
  if (given && !fs.existsSync(given)) throw new Error(`CHROMIUM_PATH names no file: ${given}`);
  const executablePath = given || systemBrowser();
  if (executablePath) return { executablePath, args: ARGS, env: environment() };
  if (process.platform === 'linux' && process.arch === 'x64') return packagedBrowser();
  throw new Error('No browser: install Chromium or Chrome, or name one with CHROMIUM_PATH');
}
