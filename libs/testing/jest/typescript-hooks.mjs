import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import swc from '@swc/core';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const LIBRARY = /^@purser\/([a-z-]+)$/;
const GLOBALS = '@jest/globals';
const GLOBALS_URL = 'purser:jest-globals';

/** @type {swc.Options} */
const OPTIONS = {
  swcrc: false,
  sourceMaps: true,
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
  module: { type: 'es6' },
};

/** Where the source map of each loaded file lies, by the address that its stack frames name. */
export const sourceMaps = new Map();

/**
 * Lets Node itself import TypeScript, the libs by their names, and `jest` as the running test file
 * has it. What was compiled before is taken from `cacheFolder`.
 *
 * @param {string} cacheFolder
 * @param {() => object} currentJest
 */
export function importTypeScript(cacheFolder, currentJest) {
  const folder = path.join(cacheFolder, 'native');
  fs.mkdirSync(folder, { recursive: true });
  const jest = new Proxy({}, { get: (_target, name) => Reflect.get(currentJest(), name) });
  Object.defineProperty(globalThis, Symbol.for(GLOBALS_URL), { value: jest });
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === GLOBALS) return { url: GLOBALS_URL, shortCircuit: true };
      const url = typeScriptUrl(specifier, context.parentURL);
      return url === null ? next(specifier, context) : { url, shortCircuit: true };
    },
    load(url, context, next) {
      if (url === GLOBALS_URL) {
        const source = `export const jest = globalThis[Symbol.for('${GLOBALS_URL}')];`;
        return { format: 'module', source, shortCircuit: true };
      }
      const [file] = url.split('?');
      if (!file?.startsWith('file:') || !file.endsWith('.ts')) return next(url, context);
      return {
        format: 'module',
        source: compiled(url, fileURLToPath(file), folder),
        shortCircuit: true,
      };
    },
  });
}

/** @param {string} specifier @param {string | undefined} parent @returns {string | null} */
function typeScriptUrl(specifier, parent) {
  const [, library] = LIBRARY.exec(specifier) ?? [];
  if (library) return pathToFileURL(path.join(ROOT, 'libs', library, 'src/index.ts')).href;
  if (!specifier.startsWith('.') || !specifier.endsWith('.js')) return null;
  if (!parent?.startsWith('file:') || !parent.split('?')[0]?.endsWith('.ts')) return null;
  const { href } = new URL(specifier.replace(/\.js$/, '.ts'), parent);
  return fs.existsSync(fileURLToPath(href)) ? href : null;
}

/** @param {string} url @param {string} file @param {string} folder @returns {string} */
function compiled(url, file, folder) {
  const source = fs.readFileSync(file, 'utf8');
  const key = createHash('sha1')
    .update(`${swc.version}\0${JSON.stringify(OPTIONS)}\0${file}\0${source}`)
    .digest('hex');
  const target = path.join(folder, `${key}.js`);
  const map = path.join(folder, `${key}.map`);
  sourceMaps.set(url, map);
  if (fs.existsSync(target)) return fs.readFileSync(target, 'utf8');
  const result = swc.transformSync(source, { ...OPTIONS, filename: file, sourceFileName: file });
  write(map, result.map ?? '');
  write(target, result.code);
  return result.code;
}

/** At once, as another worker may be reading. @param {string} file @param {string} text */
function write(file, text) {
  const partial = `${file}.${process.pid}`;
  fs.writeFileSync(partial, text);
  fs.renameSync(partial, file);
}
