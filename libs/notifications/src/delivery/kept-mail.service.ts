import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type PurserConfig } from '@purser/platform';
import { SECRET_LINK } from '../notices/letter-renderer.js';
import type { Delivery } from './delivery.entity.js';
import { SecretLinks } from './secret-links.js';

const GONE = '(the link is used up or expired)';

/**
 * Shows the mails of a sandbox without a mail server, which else nobody could read. In production
 * the text of a mail, and a secret link above all, is for its recipient alone.
 */
@Injectable()
export class KeptMail {
  constructor(
    @Inject(CONFIG) private readonly config: PurserConfig,
    private readonly links: SecretLinks,
  ) {}

  /** The text of each kept mail among `deliveries`, by delivery id; empty outside the sandbox. */
  async texts(deliveries: readonly Delivery[]): Promise<Map<string, string>> {
    const texts = new Map<string, string>();
    if (!this.config.sandbox) return texts;
    for (const delivery of deliveries) {
      const { id, status, bodyText, secretLinkId } = delivery;
      if (status !== 'kept') continue;
      const link = secretLinkId === null ? '' : ((await this.links.addressOf(delivery)) ?? GONE);
      texts.set(id, bodyText.replaceAll(SECRET_LINK, link));
    }
    return texts;
  }
}
