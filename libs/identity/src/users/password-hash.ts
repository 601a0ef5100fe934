import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const MEMORY_KIB = 19_456;
const PASSES = 2;
const LANES = 1;
const SALT_BYTES = 16;
const TAG_BYTES = 32;

const PHC =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

interface Parameters {
  memory: number;
  passes: number;
  parallelism: number;
}

/** Hashes a password with argon2id; answers a PHC string. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const parameters = { memory: MEMORY_KIB, passes: PASSES, parallelism: LANES };
  const tag = await tagOf(password, salt, parameters, TAG_BYTES);
  const cost = `m=${MEMORY_KIB},t=${PASSES},p=${LANES}`;
  return `$argon2id$v=19$${cost}$${unpadded(salt)}$${unpadded(tag)}`;
}

/** Whether `password` is the one that `phc` was made from. */
export async function isPassword(password: string, phc: string): Promise<boolean> {
  const [, memory, passes, lanes, salt, tag] = PHC.exec(phc) ?? [];
  if (!memory || !passes || !lanes || !salt || !tag) return false;
  const expected = Buffer.from(tag, 'base64');
  const actual = await tagOf(
    password,
    Buffer.from(salt, 'base64'),
    { memory: Number(memory), passes: Number(passes), parallelism: Number(lanes) },
    expected.length,
  );
  return timingSafeEqual(actual, expected);
}

/** Whether `phc` was made with other costs than those of today. */
export function isOutdated(phc: string): boolean {
  return !phc.startsWith(`$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$`);
}

/** Hash of no password at all: what an unknown e-mail is checked against, to take as long. */
export const NO_PASSWORD = await hashPassword(randomBytes(32).toString('base64'));

function tagOf(
  password: string,
  nonce: Buffer,
  parameters: Parameters,
  tagLength: number,
): Promise<Buffer> {
  const message = Buffer.from(password.normalize('NFKC'), 'utf8');
  return derive('argon2id', { message, nonce, tagLength, ...parameters });
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
