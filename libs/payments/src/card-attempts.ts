import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { newId } from '@purser/platform';
import { DataSource, MoreThan } from 'typeorm';
import { CardAttempt } from './card-attempt.entity.js';
import { attemptWindowStart, CARD_ATTEMPT_LIMIT, cardFreeAt } from './decline-policy.js';

/** Counts the charges tried with a card, across organizations: card networks limit them. */
@Injectable()
export class CardAttempts {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Notes an attempt. Call before the charge: one that is lost on the way counts. */
  async note(fingerprint: string, at: Date): Promise<void> {
    await this.dataSource.manager.insert(CardAttempt, { id: newId(at), fingerprint, at });
  }

  /** How many attempts there were after `since`. */
  countAfter(fingerprint: string, since: Date): Promise<number> {
    return this.dataSource.manager.countBy(CardAttempt, { fingerprint, at: MoreThan(since) });
  }

  /** The first instant from `at` on at which a system charge may try this card. */
  async freeAt(fingerprint: string, at: Date): Promise<Date> {
    const [nthLatest] = await this.dataSource.manager.find(CardAttempt, {
      where: { fingerprint, at: MoreThan(attemptWindowStart(at)) },
      order: { at: 'DESC', id: 'DESC' },
      skip: CARD_ATTEMPT_LIMIT.attempts - 1,
      take: 1,
    });
    return cardFreeAt(nthLatest?.at ?? null, at);
  }
}
