import { NotFound } from '@purser/platform';
import { allocationsOf } from '../allocation.js';
import {
  CaptureExceedsHold,
  HoldStateConflict,
  InsufficientTokens,
  ReferenceReused,
  WalletSuspended,
} from '../wallet.errors.js';
import type { Decision } from './decision.js';
import type { SpreadAnswer } from './ledger-pool.js';
import type { BookedDebit, DebitAnswer, HoldState } from './spending.js';
import type { DebitWish, Wish } from './wish.js';

/** What the caller of a wish gets: a debit's answer, or the hold. */
export type WishAnswer = DebitAnswer | HoldState;

/** Whether it was refused for lack of tokens or a suspension. */
export function isRefusal({ outcome }: Decision): boolean {
  return outcome === 'insufficient-tokens' || outcome === 'wallet-suspended';
}

/**
 * The answer of `spend_many` to one wish.
 *
 * @throws the problem of a hold, capture or release; a debit carries its problem in the answer
 */
export function answerOf(wish: Wish, decision: Decision): WishAnswer {
  const { entry, hold } = decision;
  if (wish.kind === 'debit') {
    const { reference, amount } = wish;
    if (!entry) return { booked: false, reference, problem: refusalOf(wish, decision) };
    return {
      booked: true,
      entryId: entry.id,
      reference,
      amount,
      balanceAfter: entry.balanceAfter,
      availableAfter: entry.availableAfter,
      allocations: allocationsOf(entry.lots, entry.lotAmounts),
      at: entry.at,
    };
  }
  if (wish.kind === 'hold') {
    if (!hold) throw refusalOf(wish, decision);
    return hold;
  }
  if (!hold) throw new NotFound();
  if (decision.outcome === 'hold-state-conflict') throw new HoldStateConflict(hold.status);
  if (decision.outcome === 'capture-exceeds-hold' && wish.kind === 'capture') {
    throw new CaptureExceedsHold(hold.amount, wish.amount);
  }
  return hold;
}

/** The answers of `debit_spread` to the debits of a group: its open lot paid for all of them. */
export function spreadAnswers(items: readonly DebitWish[], answer: SpreadAnswer): BookedDebit[] {
  const { lotId, at, entryIds } = answer;
  let balanceAfter = answer.balanceBefore;
  let availableAfter = answer.availableBefore;
  return items.map(({ amount, reference }, index) => {
    balanceAfter -= amount;
    availableAfter -= amount;
    return {
      booked: true,
      entryId: entryIds[index] ?? '',
      reference,
      amount,
      balanceAfter,
      availableAfter,
      allocations: [{ lotId, amount }],
      at,
    };
  });
}

function refusalOf(
  { amount, reference }: Extract<Wish, { reference: string }>,
  { outcome, parts, suspensions }: Decision,
) {
  if (outcome === 'insufficient-tokens') return new InsufficientTokens(amount, parts);
  if (outcome === 'wallet-suspended') return new WalletSuspended(suspensions);
  return new ReferenceReused(reference);
}
