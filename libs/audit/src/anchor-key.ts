import {
  createHash,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, readPem, type PurserConfig } from '@purser/platform';
import { canonicalJson } from './canonical-json.js';

const PURPOSE = 'purser audit anchor v1';
/** PKCS#8 wrapping of a bare Ed25519 seed (RFC 8410). */
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** What an anchor states. Hashes are hex, instants ISO 8601. */
export interface AnchorStatement {
  organizationId: string;
  sequence: number;
  hash: string;
  anchoredAt: string;
}

/**
 * The Ed25519 key that signs anchors. It is derived from the JWT private key (HKDF-SHA256), so it
 * lives in the configuration and never in the database: whoever can rewrite tables cannot sign.
 */
@Injectable()
export class AnchorKey {
  private readonly privateKey: KeyObject;
  private readonly publicKey: KeyObject;
  /** Base64url SHA-256 of the public key in SPKI form. */
  readonly keyId: string;

  constructor(@Inject(CONFIG) config: PurserConfig) {
    const secret = createPrivateKey(readPem(config.JWT_PRIVATE_KEY)).export({
      type: 'pkcs8',
      format: 'der',
    });
    const seed = Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), PURPOSE, 32));
    this.privateKey = createPrivateKey({
      key: Buffer.concat([ED25519_PKCS8, seed]),
      format: 'der',
      type: 'pkcs8',
    });
    this.publicKey = createPublicKey(this.privateKey);
    const spki = this.publicKey.export({ type: 'spki', format: 'der' });
    this.keyId = createHash('sha256').update(spki).digest('base64url');
  }

  /** The public key as PEM, for verifying anchors outside. */
  publicPem(): string {
    return this.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  }

  sign(statement: AnchorStatement): Buffer {
    return sign(null, signedBytes(statement), this.privateKey);
  }

  verifies(statement: AnchorStatement, signature: Buffer): boolean {
    return verify(null, signedBytes(statement), this.publicKey, signature);
  }
}

/** The bytes that are signed: the canonical JSON of the statement. */
export function signedBytes(statement: AnchorStatement): Buffer {
  const { organizationId, sequence, hash, anchoredAt } = statement;
  return Buffer.from(canonicalJson({ organizationId, sequence, hash, anchoredAt }), 'utf8');
}
