import path from 'node:path';

/** The checkout. */
export const ROOT = path.resolve(import.meta.dirname, '..');
/** What `npm start` keeps: database, keys, logs. The bench starts one elsewhere. */
export const STATE = process.env['PURSER_STATE'] || path.join(ROOT, '.purser');
export const LOGS = path.join(STATE, 'logs');

const apiProgram = (/** @type {string} */ name) =>
  path.join(ROOT, 'dist/api/apps/api/src', `${name}.js`);

/** What the build yields. */
export const PROGRAMS = {
  api: apiProgram('main'),
  migrate: apiProgram('migrate'),
  seed: apiProgram('seed'),
  openapi: apiProgram('openapi'),
  sandbox: path.join(ROOT, 'dist/stripe-sandbox/apps/stripe-sandbox/src/main.js'),
  console: path.join(ROOT, 'dist/console/browser/index.html'),
};

/** @param {string} name @returns {string} a program that npm installed */
export const bin = (name) => path.join(ROOT, 'node_modules/.bin', name);
