import { least, most } from '../refunds/refund-arithmetic.js';
import { lostOf, type Dispute } from './dispute.entity.js';

/** What a loss consists of beside what its void tokens cover; gross, minor units. */
export type LossParts = Pick<Dispute, 'lostMinor' | 'shortfallMinor' | 'returnedTwiceMinor'>;

/** What a loss is compared with; gross, minor units. */
export interface LossFacts {
  readonly lostMinor: bigint;
  /** Of what was paid, what had not gone back before. */
  readonly leftMinor: bigint;
  /** What the void tokens are worth. */
  readonly takenMinor: bigint;
  /** Whether no tokens are left after those that are void. */
  readonly ranOut: boolean;
}

/**
 * Parts a loss: consumed tokens are claimed, for no more than was left to be lost; beyond that, money
 * went back twice. Where tokens are left, a rest is less than one of them costs and nobody's.
 */
export function lossParts({ lostMinor, leftMinor, takenMinor, ranOut }: LossFacts): LossParts {
  const onceMinor = least(lostMinor, most(leftMinor, takenMinor));
  return {
    lostMinor,
    shortfallMinor: ranOut ? onceMinor - takenMinor : 0n,
    returnedTwiceMinor: lostMinor - onceMinor,
  };
}

/**
 * The parts once less is lost: what was given back twice shrinks first, then the claim. What the void
 * tokens cover stays: a person gives them back.
 */
export function partsAfter(before: Dispute, lostMinor: bigint): LossParts {
  const backMinor = lostOf(before) - lostMinor;
  const uncoveredMinor = most(lostMinor - before.creditedMinor, 0n);
  return {
    lostMinor,
    shortfallMinor: least(before.shortfallMinor, uncoveredMinor),
    returnedTwiceMinor: most(before.returnedTwiceMinor - backMinor, 0n),
  };
}

/** What is to be claimed of a lost dispute: for consumed tokens, and what was given back twice. */
export const owedOf = ({ shortfallMinor, returnedTwiceMinor }: Dispute): bigint =>
  shortfallMinor + returnedTwiceMinor;

/** What came back of a lost dispute beyond all that it claimed, for which tokens are void. */
export const overpaidOf = (dispute: Dispute): bigint =>
  most(dispute.creditedMinor - lostOf(dispute), 0n);
