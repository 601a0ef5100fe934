import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  hkdfSync,
  randomBytes,
} from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, readPem, type PurserConfig } from '@purser/platform';

const PURPOSE = 'purser webhook secrets v1';
const CIPHER = 'aes-256-gcm';
const SECRET_BYTES = 32;
const IV_BYTES = 12;

/** Makes secrets, and seals them for the database: a dump of it signs nothing. */
@Injectable()
export class WebhookSecrets {
  /** The first seals, any opens; the last is derived from the key that signs access tokens. */
  private readonly keys: readonly Buffer[];

  constructor(@Inject(CONFIG) config: PurserConfig) {
    const derived = createPrivateKey(readPem(config.JWT_PRIVATE_KEY)).export({
      type: 'pkcs8',
      format: 'der',
    });
    this.keys = [...config.WEBHOOK_SECRETS_KEYS, derived].map((key) =>
      Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), PURPOSE, 32)),
    );
  }

  /** A fresh secret as Standard Webhooks writes it: `whsec_` and 32 random bytes in base64. */
  make(): string {
    return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
  }

  seal(secret: string): string {
    const key = this.keys[0];
    if (!key) throw new Error('There is no key for the secrets of webhooks');
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, key, iv);
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return ['v1', iv, sealed, cipher.getAuthTag()]
      .map((part) => (typeof part === 'string' ? part : part.toString('base64url')))
      .join('.');
  }

  /** @throws Error none of the keys opens it */
  open(text: string): string {
    const [version, ...parts] = text.split('.');
    const [iv, sealed, tag] = parts.map((part) => Buffer.from(part, 'base64url'));
    if (version === 'v1' && iv && sealed && tag) {
      for (const key of this.keys) {
        const secret = opened(key, iv, sealed, tag);
        if (secret !== null) return secret;
      }
    }
    throw new Error('The secret cannot be read: its key is not in WEBHOOK_SECRETS_KEYS');
  }
}

function opened(key: Buffer, iv: Buffer, sealed: Buffer, tag: Buffer): string | null {
  const decipher = createDecipheriv(CIPHER, key, iv);
  decipher.setAuthTag(tag);
  const start = decipher.update(sealed);
  try {
    return Buffer.concat([start, decipher.final()]).toString('utf8');
  } catch {
    // Sealed with another key.
    return null;
  }
}
