import { Injectable } from '@nestjs/common';
import { newId, type Tx } from '@purser/platform';
import { allocationsOf, type Allocation } from '../allocation.js';
import { isExpired } from '../books/burn-order.js';
import { currentLots } from '../books/current-state.js';
import { LedgerWriter } from '../books/ledger-writer.js';
import { note } from '../books/lot-note.js';
import type { OpenBooks } from '../books/open-books.js';
import { expireLot } from '../expiry/expire-lot.js';
import { LedgerEntry } from '../ledger-entry.entity.js';
import { frozenFor, lotIdsOf, type LotsRequest } from './lot-freezes.js';
import { costOfNext, purchaseLot, type PurchaseLot } from './purchase-lot.js';

/** A claw-back of a purchase's tokens as one ledger entry. */
export interface ClawbackRequest extends LotsRequest {
  readonly kind: 'refund' | 'dispute';
  /** Of the ledger entry; unique for ever. */
  readonly entryReference: string;
  /** Whose frozen tokens may be taken too, in this order and before free ones. */
  readonly frozenFor: readonly string[];
}

/** What was taken: tokens by lot and their net cost in minor units. */
export interface Clawback {
  readonly allocations: readonly Allocation[];
  /** Of these, what was frozen for the asker. */
  readonly thawed: readonly Allocation[];
  readonly costMinor: bigint;
  readonly entryId: string | null;
  readonly balanceAfter: bigint;
  readonly availableAfter: bigint;
}

const SHORT_MS = 60_000;

/** Takes tokens of a purchase out of its lots, and puts them back when the reason falls away. */
@Injectable()
export class LotClawback {
  constructor(private readonly ledger: LedgerWriter) {}

  /** The lots of a purchase at `at`, oldest first, with the tokens frozen for `reference`. */
  async lots(
    tx: Tx,
    purchaseId: string,
    at: Date,
    reference: string | null,
  ): Promise<PurchaseLot[]> {
    const frozen = reference === null ? new Map<string, bigint>() : await frozenFor(tx, reference);
    const lots = await currentLots(tx, at, { purchaseId });
    return lots.map((lot) => purchaseLot(lot, at, frozen.get(lot.id)));
  }

  /** Tokens of a purchase's lot that expired and were booked. */
  async sweptTokens(tx: Tx, purchaseId: string, lotId: string): Promise<bigint> {
    const { organizationId } = tx;
    const swept = await tx.findBy(LedgerEntry, { organizationId, purchaseId, kind: 'expiry' });
    return swept
      .filter(({ lots }) => lots.includes(lotId))
      .reduce((sum, { amount }) => sum - amount, 0n);
  }

  /**
   * Takes what `decide` chooses from the locked lots of a purchase, as one ledger entry; none where
   * it chooses nothing. Frozen tokens of the asker go before free ones.
   */
  async take(
    tx: Tx,
    request: ClawbackRequest,
    decide: (lots: readonly PurchaseLot[]) => readonly Allocation[],
  ): Promise<Clawback> {
    const lotIds = await lotIdsOf(tx, request.purchaseId);
    return this.ledger.change(
      tx,
      request.at,
      async (books) => {
        const frozen = new Map<string, Map<string, bigint>>();
        for (const reference of request.frozenFor)
          frozen.set(reference, await frozenFor(tx, reference));
        const lots = lotIds.map((id) =>
          purchaseLot(books.lot(id), books.at, sumOf(frozen.values(), id)),
        );
        const chosen = decide(lots).filter(({ amount }) => amount > 0n);
        return this.takeChosen(tx, books, request, lots, chosen, frozen);
      },
      lotIds,
    );
  }

  /**
   * Puts back what the entry named `entryReference` took, once. The expiry of each lot moves by the
   * time its tokens were away, unless that was a moment only. Null where nothing was taken.
   */
  async giveBack(
    tx: Tx,
    request: LotsRequest & { readonly entryReference: string },
  ): Promise<LedgerEntry | null> {
    const { organizationId } = tx;
    const taken = await tx.findOneBy(LedgerEntry, {
      organizationId,
      reference: request.entryReference,
    });
    if (!taken) return null;
    const reference = `${request.entryReference}:back`;
    return this.ledger.change(
      tx,
      request.at,
      async (books) => {
        const known = await tx.findOneBy(LedgerEntry, { organizationId, reference });
        if (known) return known;
        for (const lotId of taken.lots) await this.moveExpiry(tx, books, lotId, taken.at, request);
        return books.post({
          id: newId(books.at),
          kind: taken.kind,
          direction: 'in',
          allocations: allocationsOf(taken.lots, taken.lotAmounts),
          reference,
          actor: request.actor,
          reason: request.reason,
          purchaseId: taken.purchaseId,
          meta: { givenBackEntryId: taken.id },
        });
      },
      taken.lots,
    );
  }

  private async takeChosen(
    tx: Tx,
    books: OpenBooks,
    request: ClawbackRequest,
    lots: readonly PurchaseLot[],
    chosen: readonly Allocation[],
    frozen: ReadonlyMap<string, ReadonlyMap<string, bigint>>,
  ): Promise<Clawback> {
    let costMinor = 0n;
    const thawed: Allocation[] = [];
    for (const { lotId, amount } of chosen) {
      const seen = lots.find((lot) => lot.lotId === lotId);
      if (!seen || amount > seen.takeable) throw new RangeError('More is taken than can be');
      costMinor += costOfNext(seen, amount);
      let left = amount;
      for (const [reference, byLot] of frozen) {
        const theirs = byLot.get(lotId) ?? 0n;
        const part = theirs < left ? theirs : left;
        if (part === 0n) continue;
        const lot = books.lot(lotId);
        lot.frozen -= part;
        left -= part;
        const voided = { ...request, reference };
        await note(tx, books, lot, 'void', -part, lot.expiresAt, voided);
      }
      if (left < amount) thawed.push({ lotId, amount: amount - left });
    }
    const entry =
      chosen.length === 0
        ? null
        : books.post({
            id: newId(books.at),
            kind: request.kind,
            direction: 'out',
            allocations: chosen,
            reference: request.entryReference,
            actor: request.actor,
            reason: request.reason,
            purchaseId: request.purchaseId,
          });
    const { balance, held, frozen: frozenNow, expired } = books.parts();
    return {
      allocations: chosen,
      thawed,
      costMinor,
      entryId: entry?.id ?? null,
      balanceAfter: balance,
      availableAfter: balance - held - frozenNow - expired,
    };
  }

  private async moveExpiry(
    tx: Tx,
    books: OpenBooks,
    lotId: string,
    takenAt: Date,
    request: LotsRequest,
  ): Promise<void> {
    const lot = books.lot(lotId);
    if (lot.expiresAt === null) return;
    const awayMs = books.at.getTime() - takenAt.getTime();
    if (awayMs < SHORT_MS && !isExpired(lot, books.at)) return;
    if (isExpired(lot, books.at)) expireLot(books, lot, request.actor);
    const expiresBefore = lot.expiresAt;
    lot.expiresAt = new Date(lot.expiresAt.getTime() + awayMs);
    lot.closedAt = null;
    await note(tx, books, lot, 'reopen', 0n, expiresBefore, request);
  }
}

const sumOf = (frozen: Iterable<ReadonlyMap<string, bigint>>, lotId: string): bigint =>
  [...frozen].reduce((sum, byLot) => sum + (byLot.get(lotId) ?? 0n), 0n);
