import type { CaptureItem, DebitItem, HoldItem } from './spending.js';

/** What one caller asks of one wallet. */
export type Wish =
  | ({ readonly kind: 'debit' } & DebitItem)
  | ({ readonly kind: 'hold' } & HoldItem)
  | ({ readonly kind: 'capture' } & CaptureItem)
  | { readonly kind: 'release'; readonly holdId: string };

export type DebitWish = Extract<Wish, { kind: 'debit' }>;

/** Whether the set-based statement over many organizations can decide it. */
export function isDebit(wish: Wish): wish is DebitWish {
  return wish.kind === 'debit';
}
