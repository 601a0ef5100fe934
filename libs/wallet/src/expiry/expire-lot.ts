import { newId, type Actor } from '@purser/platform';
import { unreserved } from '../books/burn-order.js';
import type { OpenBooks } from '../books/open-books.js';
import type { LedgerEntry } from '../ledger-entry.entity.js';
import type { Lot } from '../lot.entity.js';

/**
 * Books what is left of an expired lot. The reference names lot and expiry, so that a lot whose
 * expiry was moved can expire again. Null where nothing is left.
 */
export function expireLot(books: OpenBooks, lot: Lot, actor: Actor): LedgerEntry | null {
  const amount = unreserved(lot);
  if (amount === 0n || lot.expiresAt === null) return null;
  return books.post({
    id: newId(books.at),
    kind: 'expiry',
    direction: 'out',
    allocations: [{ lotId: lot.id, amount }],
    reference: `purser:expiry:${lot.id}:${lot.expiresAt.getTime()}`,
    actor,
    reason: `Expired on ${lot.expiresAt.toISOString()}`,
    purchaseId: lot.purchaseId,
  });
}
