import { InvalidCursor } from '../problems/domain-error.js';

/** Makes the opaque cursor that continues after `key`. */
export function encodeCursor(key: string): string {
  return Buffer.from(`v1:${key}`, 'utf8').toString('base64url');
}

/**
 * The key inside a cursor, checked by `accepts`.
 *
 * @throws InvalidCursor
 */
export function decodeCursor(cursor: string, accepts: (key: string) => boolean): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const key = text.slice(3);
  if (!text.startsWith('v1:') || !accepts(key)) throw new InvalidCursor();
  return key;
}
