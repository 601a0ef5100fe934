import { createHash, randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function encode(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += ALPHABET[byte % ALPHABET.length];
  return text;
}

/** An id in Stripe's style, for example `pi_3Qz…` (24 random characters). */
export function newId(prefix: string, length = 24): string {
  return `${prefix}_${encode(randomBytes(length))}`;
}

/** The secret that a browser needs to act on an intent. */
export function newClientSecret(intentId: string): string {
  return `${intentId}_secret_${encode(randomBytes(25))}`;
}

/** 16 characters that are the same for the same text: a card's fingerprint. */
export function fingerprint(text: string): string {
  return encode(createHash('sha256').update(text).digest().subarray(0, 16));
}
