import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIG, readPem, type PurserConfig } from '@purser/platform';
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose';

const LEAST_MODULUS_BITS = 2_048;

/** A key of the published set, RFC 7517. */
export type PublishedKey = JWK & { kid: string; alg: 'RS256'; use: 'sig' };

/** The RSA keys of access tokens: one signs, earlier ones still verify until they are taken out. */
@Injectable()
export class SigningKeys implements OnModuleInit {
  readonly privateKey: KeyObject;
  private readonly pemByKid = new Map<string, string>();
  private readonly published: PublishedKey[] = [];
  private currentKid = '';

  constructor(@Inject(CONFIG) private readonly config: PurserConfig) {
    this.privateKey = createPrivateKey(readPem(config.JWT_PRIVATE_KEY));
  }

  async onModuleInit(): Promise<void> {
    this.currentKid = await this.add(createPublicKey(this.privateKey), 'JWT_PRIVATE_KEY');
    for (const source of this.config.JWT_PREVIOUS_PUBLIC_KEYS) {
      await this.add(createPublicKey(readPem(source)), 'JWT_PREVIOUS_PUBLIC_KEYS');
    }
  }

  /** Thumbprint (RFC 7638) of the key that signs. */
  get kid(): string {
    return this.currentKid;
  }

  /** Public key in PEM of `kid`, or null. */
  publicPem(kid: string | undefined): string | null {
    return this.pemByKid.get(kid ?? '') ?? null;
  }

  /** The key set for `/.well-known/jwks.json`. */
  keySet(): { keys: PublishedKey[] } {
    return { keys: this.published };
  }

  private async add(key: KeyObject, variable: string): Promise<string> {
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    if (key.asymmetricKeyType !== 'rsa' || bits < LEAST_MODULUS_BITS) {
      throw new Error(`${variable} must be an RSA key of at least ${LEAST_MODULUS_BITS} bits`);
    }
    const jwk = await exportJWK(key);
    const kid = await calculateJwkThumbprint(jwk);
    if (!this.pemByKid.has(kid)) {
      this.pemByKid.set(kid, key.export({ type: 'spki', format: 'pem' }).toString());
      this.published.push({ ...jwk, kid, alg: 'RS256', use: 'sig' });
    }
    return kid;
  }
}
