import { Injectable } from '@nestjs/common';
import { PasswordLinks } from '@purser/identity';
import type { Delivery } from './delivery.entity.js';

/** Makes the secret link of a mail at the moment it is needed; it stands in no row. */
@Injectable()
export class SecretLinks {
  constructor(private readonly passwords: PasswordLinks) {}

  /** The link, or null where it is used up, expired or unknown. */
  async addressOf(delivery: Delivery): Promise<string | null> {
    const { secretLinkId, secretLinkKind } = delivery;
    if (secretLinkId === null || secretLinkKind === 'payment') return null;
    return this.passwords.address(secretLinkId);
  }
}
