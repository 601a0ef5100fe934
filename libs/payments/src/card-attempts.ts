import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { newId } from '@purser/platform';
import { DataSource, MoreThan, type EntityManager } from 'typeorm';
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

  /**
   * {@link note} for a system charge, unless the card was tried too often already: then false. Those
   * who ask for the same card at once ask one after the other.
   */
  noteWithinLimit(fingerprint: string, at: Date): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [fingerprint]);
      if ((await freeAt(manager, fingerprint, at)) > at) return false;
      await manager.insert(CardAttempt, { id: newId(at), fingerprint, at });
      return true;
    });
  }

  /** The first instant from `at` on at which a system charge may try this card. */
  freeAt(fingerprint: string, at: Date): Promise<Date> {
    return freeAt(this.dataSource.manager, fingerprint, at);
  }
}

async function freeAt(manager: EntityManager, fingerprint: string, at: Date): Promise<Date> {
  const [nthLatest] = await manager.find(CardAttempt, {
    where: { fingerprint, at: MoreThan(attemptWindowStart(at)) },
    order: { at: 'DESC', id: 'DESC' },
    skip: CARD_ATTEMPT_LIMIT.attempts - 1,
    take: 1,
  });
  return cardFreeAt(nthLatest?.at ?? null, at);
}
