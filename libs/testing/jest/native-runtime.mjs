import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import Runtime from 'jest-runtime';
import { importTypeScript, sourceMaps } from './typescript-hooks.mjs';

// What is imported is the class itself, whatever its types say.
const JestRuntime = /** @type {typeof Runtime.default} */ (/** @type {unknown} */ (Runtime));

const require = createRequire(import.meta.url);
const EVENT_HANDLERS = Symbol.for('EVENT_HANDLERS');

/** @type {NativeRuntime | null} */
let current = null;
let files = 0;

/**
 * Loads test files with Node's own import instead of into a context for each: what they import is
 * loaded once for each worker, and stays compiled. Test files share no data, so they need no walls
 * between their modules; mocks of whole modules do not exist here.
 */
class NativeRuntime extends JestRuntime {
  /** @param {ConstructorParameters<typeof JestRuntime>} args */
  constructor(...args) {
    super(...args);
    if (files === 0) importTypeScript(args[0].cacheDirectory, () => current?.jestOfFile() ?? {});
    files += 1;
    current = this;
  }

  /** @returns {object} `jest` as test files know it */
  jestOfFile() {
    return Reflect.get(this, 'jestGlobals').jestObjectFor('');
  }

  /** @override */
  unstable_shouldLoadAsEsm() {
    return true;
  }

  /**
   * @override
   * @param {string} file
   */
  async unstable_importModule(file) {
    // A file that is run again, for example while it is watched, is read again.
    return import(`${pathToFileURL(file).href}?run=${files}`);
  }

  /**
   * The part of Jest that collects tests and runs them, fresh for each file.
   *
   * @override
   * @param {string} file
   */
  requireInternalModule(file) {
    Reflect.deleteProperty(globalThis, EVENT_HANDLERS);
    delete require.cache[file];
    return require(file);
  }

  /** @override */
  getSourceMaps() {
    return sourceMaps;
  }
}

// This process has it already; Jest would put its own in its place, for each file.
Reflect.defineProperty(NativeRuntime.prototype, 'installGetBuiltinModule', {
  value: () => undefined,
});

export { NativeRuntime as 'module.exports' };
