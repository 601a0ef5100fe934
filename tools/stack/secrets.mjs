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

/**
 * What the seed told about the demo. It tells only once, when it makes the demo; after that it is
 * read back from here.
 *
 * @param {string} output of the seed
 * @returns {Record<string, unknown> | null}
 */
export function keepDemo(output) {
  const file = path.join(STATE, 'demo.json');
  const line = output.split('\n').find((each) => each.startsWith('{"demo"'));
  const known = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : null;
  if (line === undefined) return known;
  const told = JSON.parse(line).demo;
  if (told === null) return known;
  const demo = { ...known, ...told };
  fs.writeFileSync(file, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
  return demo;
}
