import { createHash, createHmac, createPrivateKey, hkdfSync } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  CONFIG,
  newId,
  readPem,
  UnitOfWork,
  type PlatformTx,
  type PurserConfig,
} from '@purser/platform';
import { IsNull, MoreThan } from 'typeorm';
import { InvalidLink } from '../identity.errors.js';
import { MachineClock } from '../machine-clock.js';
import { PasswordLink } from './password-link.entity.js';

const RESET_MS = 3_600_000;
const INVITATION_MS = 7 * 24 * 3_600_000;
const KEY_PURPOSE = 'purser password links v1';

const PAGES = { reset: 'reset-password', invitation: 'accept-invitation' } as const;

/** A link that waits to be mailed to somebody of no organization. */
export interface WaitingLink {
  linkId: string;
  userId: string;
}

/**
 * Links by which people set a password. The token in a link is the HMAC of its id, so it can be
 * made again for the mail and is kept nowhere: the table holds its SHA-256, events hold the id.
 */
@Injectable()
export class PasswordLinks {
  private readonly secret: Buffer;

  constructor(
    @Inject(CONFIG) private readonly config: PurserConfig,
    private readonly unitOfWork: UnitOfWork,
    private readonly machine: MachineClock,
  ) {
    const key = createPrivateKey(readPem(config.JWT_PRIVATE_KEY));
    const bytes = key.export({ type: 'pkcs8', format: 'der' });
    this.secret = Buffer.from(hkdfSync('sha256', bytes, Buffer.alloc(0), KEY_PURPOSE, 32));
  }

  /**
   * Makes a link: a reset lasts an hour, an invitation a week. Answers its id.
   *
   * @param carrier `event` when an event will carry the id to the mail, `none` when it has to wait
   */
  async make(
    userId: string,
    purpose: PasswordLink['purpose'],
    carrier: 'event' | 'none',
  ): Promise<string> {
    const now = this.machine.now();
    const id = newId(now);
    const lifetimeMs = purpose === 'reset' ? RESET_MS : INVITATION_MS;
    const link = {
      id,
      userId,
      purpose,
      digest: digestOf(this.tokenOf(id)),
      createdAt: now,
      expiresAt: new Date(now.getTime() + lifetimeMs),
      usedAt: null,
      handedOverAt: carrier === 'event' ? now : null,
    };
    await this.unitOfWork.platform((tx) => tx.insert(PasswordLink, link));
    return id;
  }

  /** Whether a reset link was made for the person within the last minute. */
  async madeLately(userId: string): Promise<boolean> {
    const createdAt = MoreThan(new Date(this.machine.now().getTime() - 60_000));
    const where = { userId, purpose: 'reset' as const, usedAt: IsNull(), createdAt };
    return this.unitOfWork.platform((tx) => tx.existsBy(PasswordLink, where));
  }

  /** The full address for the mail; null when the link is used up or expired meanwhile. */
  async address(linkId: string): Promise<string | null> {
    const now = this.machine.now();
    const link = await this.unitOfWork.platform((tx) => tx.findOneBy(PasswordLink, { id: linkId }));
    if (!link || link.usedAt || link.expiresAt <= now) return null;
    const base = this.config.PUBLIC_URL ?? `http://localhost:${this.config.PORT}`;
    return new URL(`/${PAGES[link.purpose]}?token=${this.tokenOf(linkId)}`, base).href;
  }

  /**
   * Links that no event carries, because their person belongs to no organization (staff). Whoever
   * mails calls {@link handOver} afterwards.
   */
  async waiting(limit: number): Promise<WaitingLink[]> {
    const expiresAt = MoreThan(this.machine.now());
    const links = await this.unitOfWork.platform((tx) =>
      tx.find(PasswordLink, {
        where: { handedOverAt: IsNull(), usedAt: IsNull(), expiresAt },
        order: { id: 'ASC' },
        take: limit,
      }),
    );
    return links.map(({ id, userId }) => ({ linkId: id, userId }));
  }

  /** Notes that the link is on its way. */
  async handOver(linkId: string): Promise<void> {
    const handedOverAt = this.machine.now();
    await this.unitOfWork.platform((tx) =>
      tx.update(PasswordLink, { id: linkId }, { handedOverAt }),
    );
  }

  /**
   * Uses the link up, and with it every other link of the person; answers whose it is.
   *
   * @throws InvalidLink unknown, used or expired
   */
  async use(tx: PlatformTx, token: string): Promise<string> {
    const now = this.machine.now();
    const link = await tx.findOne(PasswordLink, {
      where: { digest: digestOf(token) },
      lock: { mode: 'pessimistic_write' },
    });
    if (!link || link.usedAt || link.expiresAt <= now) throw new InvalidLink();
    await tx.update(PasswordLink, { userId: link.userId, usedAt: IsNull() }, { usedAt: now });
    return link.userId;
  }

  private tokenOf(linkId: string): string {
    return createHmac('sha256', this.secret).update(linkId).digest('base64url');
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
