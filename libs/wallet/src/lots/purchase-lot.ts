import { costOfSlice } from '@purser/platform';
import { isExpired, unreserved } from '../books/burn-order.js';
import type { Lot } from '../lot.entity.js';

/** One lot of a purchase, in tokens, as whoever takes tokens back has to see it. */
export interface PurchaseLot {
  readonly lotId: string;
  /** Whether its tokens were free. */
  readonly isBonus: boolean;
  readonly granted: bigint;
  /** Net money paid for the whole lot. */
  readonly costMinor: bigint;
  /** Tokens that left it, whatever for. */
  readonly gone: bigint;
  readonly held: bigint;
  readonly frozen: bigint;
  /** Expired and not booked yet. */
  readonly expired: bigint;
  /** What can be taken: free tokens, and those frozen for whoever asks. */
  readonly takeable: bigint;
}

/** What can be seen of `lot` at `at`, where `frozenForAsker` of its frozen tokens may be taken. */
export function purchaseLot(lot: Lot, at: Date, frozenForAsker = 0n): PurchaseLot {
  const expired = isExpired(lot, at);
  const free = unreserved(lot);
  return {
    lotId: lot.id,
    isBonus: lot.source === 'bonus',
    granted: lot.granted,
    costMinor: lot.costMinor,
    gone: lot.granted - lot.remaining,
    held: lot.held,
    frozen: lot.frozen,
    expired: expired ? free : 0n,
    takeable: (expired ? 0n : free) + frozenForAsker,
  };
}

/** What the next `tokens` tokens that leave `lot` cost, net, in minor units. */
export function costOfNext(
  { costMinor, granted, gone }: Pick<PurchaseLot, 'costMinor' | 'granted' | 'gone'>,
  tokens: bigint,
): bigint {
  return costOfSlice(costMinor, granted, gone, gone + tokens);
}
