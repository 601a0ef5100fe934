import { Injectable } from '@nestjs/common';
import { newId, type Actor, type Tx } from '@purser/platform';
import { In } from 'typeorm';
import { LedgerWriter } from './books/ledger-writer.js';
import type { OpenBooks } from './books/open-books.js';
import type { Grant, GrantedLot } from './granted-lot.js';
import { LedgerEntry } from './ledger-entry.entity.js';
import { Lot } from './lot.entity.js';
import { ReferenceReused } from './wallet.errors.js';

export interface GrantRequest {
  lots: readonly GrantedLot[];
  actor: Actor;
  at: Date;
  reason?: string;
}

/** Puts tokens into a wallet: one lot and one ledger entry for each granted lot. */
@Injectable()
export class Granting {
  constructor(private readonly ledger: LedgerWriter) {}

  /**
   * Grants each lot once: a reference that was granted before gives the first grant again.
   *
   * @throws ReferenceReused a reference was booked with another number of tokens
   */
  grant(tx: Tx, request: GrantRequest): Promise<Grant[]> {
    return this.ledger.change(tx, request.at, async (books) => {
      const references = request.lots.map(({ reference }) => reference);
      const known = await tx.findBy(LedgerEntry, {
        organizationId: tx.organizationId,
        reference: In(references),
      });
      const byReference = new Map(known.map((entry) => [entry.reference, entry]));
      return request.lots.map((granted) => {
        const first = byReference.get(granted.reference);
        if (first) return repeated(first, granted);
        const entry = grantLot(books, granted, request.actor, request.reason ?? null);
        byReference.set(granted.reference, entry);
        return { lotId: entry.lots[0] as string, entryId: entry.id };
      });
    });
  }
}

function repeated(entry: LedgerEntry, granted: GrantedLot): Grant {
  const [lotId] = entry.lots;
  if (entry.amount !== granted.tokens || entry.kind !== granted.kind || !lotId) {
    throw new ReferenceReused(granted.reference);
  }
  return { lotId, entryId: entry.id };
}

/** Adds the lot to the open books and posts the entry that fills it. */
export function grantLot(
  books: OpenBooks,
  granted: GrantedLot,
  actor: Actor,
  reason: string | null,
): LedgerEntry {
  if (granted.tokens <= 0n) throw new RangeError('A lot holds at least one token');
  const lotId = newId(books.at);
  books.addLot(
    Object.assign(new Lot(), {
      organizationId: books.organizationId,
      id: lotId,
      walletId: books.walletId,
      source: granted.source,
      label: granted.label,
      granted: granted.tokens,
      remaining: 0n,
      held: 0n,
      frozen: 0n,
      priority: granted.priority ?? 100,
      effectiveAt: books.at,
      expiresAt: granted.expiresAt,
      closedAt: null,
      costMinor: granted.costMinor,
      currency: granted.currency,
      grantedSeq: books.nextSeq,
      freezingFor: [],
      purchaseId: granted.purchaseId ?? null,
      purchaseReferenceId: granted.purchaseReferenceId ?? granted.purchaseId ?? null,
      invoiceId: granted.invoiceId ?? null,
      createdAt: books.at,
    }),
  );
  return books.post({
    id: newId(books.at),
    kind: granted.kind,
    direction: 'in',
    allocations: [{ lotId, amount: granted.tokens }],
    reference: granted.reference,
    actor,
    reason,
    purchaseId: granted.purchaseId ?? null,
  });
}
