import type { Actor } from '@purser/platform';
import type { Allocation } from '../allocation.js';
import type { InsufficientTokens, ReferenceReused, WalletSuspended } from '../wallet.errors.js';

/** One debit to decide. */
export interface DebitItem {
  /** Whole tokens, at least 1. */
  amount: bigint;
  /** Names this debit for ever in its organization; never starts with `purser:`. */
  reference: string;
  meta?: Record<string, unknown> | null;
  actor: Actor;
}

/** A debit that is booked: by this call, or by the first one with its reference. */
export interface BookedDebit {
  booked: true;
  entryId: string;
  reference: string;
  amount: bigint;
  balanceAfter: bigint;
  availableAfter: bigint;
  allocations: Allocation[];
  at: Date;
}

/** A debit that changed nothing. */
export interface RefusedDebit {
  booked: false;
  reference: string;
  problem: InsufficientTokens | WalletSuspended | ReferenceReused;
}

export type DebitAnswer = BookedDebit | RefusedDebit;

/** Decides debits. Each is answered after it is durable, in the order given. */
export abstract class Spending {
  /**
   * Decides `items` on their own: one that is refused stops no other.
   *
   * @throws Overloaded too much is waiting; nothing was decided
   */
  abstract debit(organizationId: string, items: readonly DebitItem[]): Promise<DebitAnswer[]>;
}
