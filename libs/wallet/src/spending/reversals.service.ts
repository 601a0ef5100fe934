import { Injectable } from '@nestjs/common';
import { Clock, newId, NotFound, UnitOfWork, type Actor, type Tx } from '@purser/platform';
import type { LedgerEntryView } from '@purser/contracts';
import { allocationsOf } from '../allocation.js';
import { isExpired } from '../books/burn-order.js';
import { LedgerWriter } from '../books/ledger-writer.js';
import type { OpenBooks } from '../books/open-books.js';
import { expireLot } from '../expiry/expire-lot.js';
import { LedgerEntry } from '../ledger-entry.entity.js';
import { ledgerEntryView } from '../ledger-entry-view.js';
import { LotChange } from '../lot-change.entity.js';
import type { Lot } from '../lot.entity.js';
import { recordedActor } from '../recorded-actor.js';
import { EntryNotReversible } from '../wallet.errors.js';

const REOPENED_MS = 7 * 86_400_000;

/** Takes debits and captures back. */
@Injectable()
export class Reversals {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly ledger: LedgerWriter,
  ) {}

  /**
   * Puts the tokens of an entry back into the lots they came from, once: asking again gives the
   * first answer. A lot that expired meanwhile is reopened for seven days.
   *
   * @throws NotFound, EntryNotReversible
   */
  async reverse(
    organizationId: string,
    entryId: string,
    reason: string | null,
    actor: Actor,
  ): Promise<LedgerEntryView> {
    const reversal = await this.unitOfWork.run(organizationId, async (tx) => {
      const entry = await tx.findOneBy(LedgerEntry, { organizationId, id: entryId });
      if (!entry) throw new NotFound();
      if (entry.kind !== 'debit' && entry.kind !== 'capture') {
        throw new EntryNotReversible(entry.kind);
      }
      return this.ledger.change(
        tx,
        this.clock.now(),
        (books) => this.reverseOn(tx, books, entry, reason, actor),
        entry.lots,
      );
    });
    return ledgerEntryView(reversal);
  }

  private async reverseOn(
    tx: Tx,
    books: OpenBooks,
    entry: LedgerEntry,
    reason: string | null,
    actor: Actor,
  ): Promise<LedgerEntry> {
    const reference = `purser:reversal:${entry.id}`;
    const { organizationId } = tx;
    const known = await tx.findOneBy(LedgerEntry, { organizationId, reference });
    if (known) return known;
    for (const lotId of entry.lots) {
      const lot = books.lot(lotId);
      if (isExpired(lot, books.at)) await this.reopen(tx, books, lot, actor);
    }
    return books.post({
      id: newId(books.at),
      kind: 'reversal',
      direction: 'in',
      allocations: allocationsOf(entry.lots, entry.lotAmounts),
      reference,
      actor,
      reason,
      meta: { reversedEntryId: entry.id, reversedReference: entry.reference },
    });
  }

  /** What had expired in the lot stays expired; only what is put back gets the new days. */
  private async reopen(tx: Tx, books: OpenBooks, lot: Lot, actor: Actor): Promise<void> {
    expireLot(books, lot, actor);
    const expiresBefore = lot.expiresAt;
    lot.expiresAt = new Date(books.at.getTime() + REOPENED_MS);
    lot.closedAt = null;
    await tx.insert(LotChange, {
      organizationId: tx.organizationId,
      id: newId(books.at),
      lotId: lot.id,
      kind: 'reopen',
      frozenChange: 0n,
      expiresBefore,
      expiresAfter: lot.expiresAt,
      ...recordedActor(actor),
      reason: 'A reversal put tokens back after the lot had expired',
      at: books.at,
    });
  }
}
