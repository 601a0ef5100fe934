import type { Actor } from '@purser/platform';
import type { Allocation } from '../allocation.js';
import type { Hold } from '../hold.entity.js';
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

/** Tokens to reserve. */
export interface HoldItem {
  amount: bigint;
  ttlSeconds: number;
  /** Names this hold for ever in its organization. */
  reference: string;
  actor: Actor;
}

/** A hold to spend, wholly or in part; the rest is released. */
export interface CaptureItem {
  holdId: string;
  amount: bigint;
  actor: Actor;
}

/** A hold as it is. */
export type HoldState = Pick<
  Hold,
  | 'id'
  | 'reference'
  | 'amount'
  | 'captured'
  | 'status'
  | 'lots'
  | 'lotAmounts'
  | 'expiresAt'
  | 'entryId'
  | 'createdAt'
>;

/** How busy the spending path of a process is. */
export interface SpendingLoad {
  /** Items that wait or are being served. */
  readonly waiting: number;
  /** Requests refused because too much waited. */
  readonly refused: number;
}

/**
 * Decides what programs do with tokens, in the order in which it came for each organization. Each
 * is answered after it is durable.
 */
export abstract class Spending {
  /**
   * Decides `items` on their own: one that is refused stops no other.
   *
   * @throws Overloaded too much is waiting; OutcomeUnknown the database is away, asking again is safe
   */
  abstract debit(organizationId: string, items: readonly DebitItem[]): Promise<DebitAnswer[]>;

  /**
   * Reserves tokens in burn order. The same reference and amount give the same hold.
   *
   * @throws InsufficientTokens, WalletSuspended, ReferenceReused, Overloaded
   */
  abstract hold(organizationId: string, item: HoldItem): Promise<HoldState>;

  /**
   * Burns `amount` of what is held and releases the rest; the same amount again gives the same hold.
   *
   * @throws NotFound, HoldStateConflict, CaptureExceedsHold, Overloaded
   */
  abstract capture(organizationId: string, item: CaptureItem): Promise<HoldState>;

  /**
   * Gives the tokens back. Releasing a released or expired hold again gives the same hold.
   *
   * @throws NotFound, HoldStateConflict it is captured; Overloaded
   */
  abstract release(organizationId: string, holdId: string): Promise<HoldState>;

  /**
   * Whether so much waits that a request of this organization is to be refused as overloaded. Each
   * such answer counts as a refusal.
   */
  abstract turnsAway(organizationId: string): boolean;

  /** What this process has to do, since it started. */
  abstract load(): SpendingLoad;
}
