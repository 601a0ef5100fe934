import type { Lot } from '../lot.entity.js';

type OrderedLot = Pick<
  Lot,
  'id' | 'priority' | 'expiresAt' | 'costMinor' | 'effectiveAt' | 'createdAt'
>;

/**
 * The total order in which lots burn: priority, then what expires first (never last), free before
 * paid, effective first, created first, id. `debit_many` sorts the same way.
 */
export function compareBurnOrder(a: OrderedLot, b: OrderedLot): number {
  return (
    a.priority - b.priority ||
    compare(expiry(a), expiry(b)) ||
    Number(a.costMinor > 0n) - Number(b.costMinor > 0n) ||
    compare(a.effectiveAt.getTime(), b.effectiveAt.getTime()) ||
    compare(a.createdAt.getTime(), b.createdAt.getTime()) ||
    compare(a.id, b.id)
  );
}

/** Whether the lot can no longer be used at `at`; its expiry is exclusive. */
export function isExpired(lot: Pick<Lot, 'expiresAt'>, at: Date): boolean {
  return lot.expiresAt !== null && lot.expiresAt <= at;
}

/** The lot's tokens that are neither held nor frozen. */
export function unreserved(lot: Pick<Lot, 'remaining' | 'held' | 'frozen'>): bigint {
  return lot.remaining - lot.held - lot.frozen;
}

/** The tokens of the lot that a debit at `at` may burn. */
export function burnable(lot: Lot, at: Date): bigint {
  return isExpired(lot, at) || lot.effectiveAt > at ? 0n : unreserved(lot);
}

function expiry(lot: OrderedLot): number {
  return lot.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
}

function compare<T extends number | string>(a: T, b: T): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
