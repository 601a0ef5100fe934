import { registerHooks } from 'node:module';

/**
 * Lets Node read the TypeScript of pure files as it is: an import of `./x.js` that does not exist is
 * `./x.ts`. Call it before the first dynamic import of such a file.
 */
export function readTypeScript() {
  registerHooks({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context);
      } catch (error) {
        if (!specifier.startsWith('.') || !specifier.endsWith('.js')) throw error;
        return next(`${specifier.slice(0, -'.js'.length)}.ts`, context);
      }
    },
  });
}
