import { Injectable } from '@nestjs/common';
import { PasswordLinks } from '@purser/identity';
import { RecoveryLinks } from '@purser/purchases';
import type { Delivery } from './delivery.entity.js';

/** Makes the secret link of a mail at the moment it is needed; it stands in no row. */
@Injectable()
export class SecretLinks {
  constructor(
    private readonly passwords: PasswordLinks,
    private readonly payments: RecoveryLinks,
  ) {}

  /** The link, or null where it is used up, expired or unknown. */
  async addressOf(delivery: Delivery): Promise<string | null> {
    const { organizationId, secretLinkId, secretLinkKind } = delivery;
    if (secretLinkId === null) return null;
    return secretLinkKind === 'payment'
      ? this.payments.addressOf(organizationId, secretLinkId)
      : this.passwords.address(secretLinkId);
  }
}
