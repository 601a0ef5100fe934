import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ID_CHARACTERS = 10;
/** 27 characters of base 62 hold 160 bits. */
const SECRET_CHARACTERS = 27;
const SECRET_BYTES = 20;
const CHECKSUM_CHARACTERS = 6;
const KEY = /^pk_(?:live|test)_[0-9A-Za-z]{10}_[0-9A-Za-z]{33}$/;

/** A fresh API key: `pk_<live|test>_<id>_<secret><checksum>`. */
export interface ApiKeySecret {
  secret: string;
  /** `pk_<live|test>_<id>`: safe to show. */
  prefix: string;
  digest: Buffer;
}

/** Makes an API key with 160 random bits and a checksum that leak scanners can test. */
export function newApiKeySecret(environment: 'live' | 'test'): ApiKeySecret {
  const id = base62(randomBytes(8), ID_CHARACTERS).slice(-ID_CHARACTERS);
  const prefix = `pk_${environment}_${id}`;
  const body = `${prefix}_${base62(randomBytes(SECRET_BYTES), SECRET_CHARACTERS)}`;
  const secret = body + checksumOf(body);
  return { secret, prefix, digest: digestOf(secret) };
}

/** Whether `token` claims to be an API key rather than an access token. */
export function looksLikeApiKey(token: string): boolean {
  return token.startsWith('pk_');
}

/** Whether `token` has the form and the checksum of a key; tells without the database. */
export function isWellFormedKey(token: string): boolean {
  if (!KEY.test(token)) return false;
  const body = token.slice(0, -CHECKSUM_CHARACTERS);
  return checksumOf(body) === token.slice(-CHECKSUM_CHARACTERS);
}

/** What is stored of a key. It has 160 random bits, so a fast hash suffices. */
function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function checksumOf(body: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return base62(bytes, CHECKSUM_CHARACTERS);
}

function base62(bytes: Buffer, characters: number): string {
  let rest = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  while (rest > 0n) {
    text = (ALPHABET[Number(rest % 62n)] ?? '') + text;
    rest /= 62n;
  }
  return text.padStart(characters, '0');
}
