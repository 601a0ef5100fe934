import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, MoreThan, type EntityManager } from 'typeorm';
import { v5 } from 'uuid';
import { CardAttempt } from './card-attempt.entity.js';
import { attemptWindowStart, CARD_ATTEMPT_LIMIT, cardFreeAt } from './decline-policy.js';

/** An attempt to pay a purchase, counted from 1. */
export interface ChargeAttempt {
  readonly purchaseId: string;
  readonly attempt: number;
}

/**
 * Counts the charges tried in vain with a card, across organizations: card networks limit how often a
 * card is tried. A charge counts from before it is made until it is known to be paid.
 */
@Injectable()
export class CardAttempts {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Notes an attempt. Call before the charge: one that is lost on the way counts. */
  note(fingerprint: string, charge: ChargeAttempt, at: Date): Promise<void> {
    return note(this.dataSource.manager, fingerprint, charge, at);
  }

  /**
   * The attempt was paid, whenever that was found out: a card that pays may be charged as often as
   * there is something to pay.
   */
  async paid(charge: ChargeAttempt): Promise<void> {
    await this.dataSource.manager.delete(CardAttempt, { id: idOf(charge) });
  }

  /** How many attempts there were after `since`. */
  countAfter(fingerprint: string, since: Date): Promise<number> {
    return this.dataSource.manager.countBy(CardAttempt, { fingerprint, at: MoreThan(since) });
  }

  /**
   * {@link note} for a system charge, unless the card was tried too often already: then false. Those
   * who ask for the same card at once ask one after the other.
   */
  noteWithinLimit(fingerprint: string, charge: ChargeAttempt, at: Date): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [fingerprint]);
      if ((await freeAt(manager, fingerprint, at)) > at) return false;
      await note(manager, fingerprint, charge, at);
      return true;
    });
  }

  /** The first instant from `at` on at which a system charge may try this card. */
  freeAt(fingerprint: string, at: Date): Promise<Date> {
    return freeAt(this.dataSource.manager, fingerprint, at);
  }
}

async function note(
  manager: EntityManager,
  fingerprint: string,
  charge: ChargeAttempt,
  at: Date,
): Promise<void> {
  await manager.insert(CardAttempt, { id: idOf(charge), fingerprint, at });
}

/** The id follows from what is charged, so that whoever settles it finds the row. */
const idOf = ({ purchaseId, attempt }: ChargeAttempt): string => v5(`${attempt}`, purchaseId);

async function freeAt(manager: EntityManager, fingerprint: string, at: Date): Promise<Date> {
  const [nthLatest] = await manager.find(CardAttempt, {
    where: { fingerprint, at: MoreThan(attemptWindowStart(at)) },
    order: { at: 'DESC', id: 'DESC' },
    skip: CARD_ATTEMPT_LIMIT.attempts - 1,
    take: 1,
  });
  return cardFreeAt(nthLatest?.at ?? null, at);
}
