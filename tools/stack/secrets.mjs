import { generateKeyPairSync, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { STATE } from '../paths.mjs';

/**
 * The content of a file under `.purser/` that only its owner may read, made the first time.
 *
 * @param {string} name
 * @param {() => string} make
 * @returns {string}
 */
function kept(name, make) {
  const file = path.join(STATE, name);
  if (fs.existsSync(file)) return fs.readFileSync(file, 'utf8').trim();
  const fresh = make();
  fs.mkdirSync(STATE, { recursive: true });
  fs.writeFileSync(file, `${fresh}\n`, { mode: 0o600 });
  return fresh;
}

/** @returns {string} the path of the key that signs access tokens */
export function jwtKeyFile() {
  const name = 'jwt-private-key.pem';
  kept(
    name,
    () =>
      generateKeyPairSync('rsa', {
        modulusLength: 2048,
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
        publicKeyEncoding: { type: 'spki', format: 'pem' },
      }).privateKey,
  );
  return path.join(STATE, name);
}

/** @returns {string} what the sandbox signs its webhooks with */
export function webhookSecret() {
  return kept('stripe-webhook-secret', () => `whsec_${randomBytes(24).toString('hex')}`);
}

const DEMO = path.join(STATE, 'demo.json');

/** @returns {Record<string, unknown> | null} what the seed told about the demo, once there is one */
export function knownDemo() {
  return fs.existsSync(DEMO) ? JSON.parse(fs.readFileSync(DEMO, 'utf8')) : null;
}

/**
 * Keeps what the seed told; it tells only once, when it makes the demo.
 *
 * @param {string} output of the seed
 * @returns {Record<string, unknown> | null}
 */
export function keepDemo(output) {
  const line = output.split('\n').find((each) => each.startsWith('{"demo"'));
  const demo = line === undefined ? null : JSON.parse(line).demo;
  if (demo === null) return null;
  fs.writeFileSync(DEMO, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
  return demo;
}
