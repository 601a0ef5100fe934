import { createHmac, createPrivateKey, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, isId, readPem, type PurserConfig } from '@purser/platform';

/** A key of its own, derived from the signing key: a token of another kind can never be one of these. */
const KEY_PURPOSE = 'purser payment recovery links v1';
const ID_BYTES = 16;
const SIGNATURE_BYTES = 32;
const TOKEN_FORM = /^[A-Za-z0-9_-]{86}$/;

/** What a token names. */
export interface RecoveryTokenContent {
  readonly organizationId: string;
  readonly linkId: string;
}

/**
 * Tokens of recovery links: the two ids and their HMAC-SHA256, base64url, 86 characters. They are
 * verified before any database is asked, made again for the mail, and kept nowhere.
 */
@Injectable()
export class RecoveryTokens {
  private readonly secret: Buffer;

  constructor(@Inject(CONFIG) config: PurserConfig) {
    const key = createPrivateKey(readPem(config.JWT_PRIVATE_KEY));
    const bytes = key.export({ type: 'pkcs8', format: 'der' });
    this.secret = Buffer.from(hkdfSync('sha256', bytes, Buffer.alloc(0), KEY_PURPOSE, 32));
  }

  sign({ organizationId, linkId }: RecoveryTokenContent): string {
    const ids = Buffer.concat([bytesOf(organizationId), bytesOf(linkId)]);
    return Buffer.concat([ids, this.signatureOf(ids)]).toString('base64url');
  }

  /** What the token names, or null where we did not sign it. */
  read(token: string): RecoveryTokenContent | null {
    if (!TOKEN_FORM.test(token)) return null;
    const bytes = Buffer.from(token, 'base64url');
    // Spare bits of the last character are ignored in decoding; one link has one token.
    if (bytes.length !== 2 * ID_BYTES + SIGNATURE_BYTES || bytes.toString('base64url') !== token) {
      return null;
    }
    const ids = bytes.subarray(0, 2 * ID_BYTES);
    if (!timingSafeEqual(bytes.subarray(2 * ID_BYTES), this.signatureOf(ids))) return null;
    const organizationId = idOf(ids.subarray(0, ID_BYTES));
    const linkId = idOf(ids.subarray(ID_BYTES));
    return isId(organizationId) && isId(linkId) ? { organizationId, linkId } : null;
  }

  private signatureOf(ids: Buffer): Buffer {
    return createHmac('sha256', this.secret).update(ids).digest();
  }
}

function bytesOf(id: string): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

function idOf(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return [...groups, hex.slice(20)].join('-');
}
