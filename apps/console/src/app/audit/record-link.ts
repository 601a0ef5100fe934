import type { AuditRecordView } from '@purser/contracts';

/** SHA-256 of a text in hex; null where there is none to be had. */
export type Digest = (text: string) => Promise<string | null>;

/**
 * Whether a record is what its hash says: SHA-256 over its canonical JSON (RFC 8785) without `hash`.
 * Null where the browser does not offer cryptography, which it does only over HTTPS and on localhost.
 */
export async function recordFits(
  record: AuditRecordView,
  digest: Digest = browserDigest,
): Promise<boolean | null> {
  const { hash, ...linked } = record;
  const found = await digest(canonical(linked));
  return found === null ? null : found === hash;
}

async function browserDigest(text: string): Promise<string | null> {
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle as SubtleCrypto | undefined;
  if (!subtle) return null;
  return hex(await subtle.digest('SHA-256', new TextEncoder().encode(text)));
}

// Strings and numbers are written by JSON.stringify as RFC 8785 wants them; members go by name.
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}

function hex(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
