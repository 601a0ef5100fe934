import { Injectable } from '@nestjs/common';
import type { Actor, Tx } from '@purser/platform';
import { LotClawback } from '@purser/wallet';
import type { TokenPurchase } from '../token-purchase.entity.js';
import { refundSum, type RefundSum } from './refund-arithmetic.js';
import { refundBasis, returnedOf, takenFrom } from './refund-basis.js';
import { askedSum } from './refund-quotes.js';
import type { Refund } from './refund.entity.js';

/** How long a started call is left to its request: longer than the provider may take. */
const CALL_LEASE_MS = 2 * 60_000;

/** What the ledger entry of a refund is called. */
export const refundEntryReference = (refundId: string): string => `purser:refund:${refundId}`;

/** When the sweep may look at a call that starts at `at`. */
export const callLease = (at: Date): Date => new Date(at.getTime() + CALL_LEASE_MS);

/**
 * Takes the tokens of a refund before the provider is asked, so that nobody can spend them
 * meanwhile. They leave the lot at once: what they cost is then fixed, whatever else is consumed
 * from the same lot before the provider answers.
 */
@Injectable()
export class RefundReservation {
  constructor(private readonly clawback: LotClawback) {}

  /** What would be taken. @throws NothingToRefund, RefundExceedsRefundable */
  async quote(
    tx: Tx,
    purchase: TokenPurchase,
    askedMinor: bigint | null,
    at: Date,
  ): Promise<RefundSum> {
    const returned = await returnedOf(tx, purchase.id);
    const lots = await this.clawback.lots(tx, purchase.id, at, null);
    return askedSum(purchase, refundBasis(purchase, lots, returned), askedMinor);
  }

  /**
   * Takes the tokens, as one ledger entry. The purchase is locked. Of a refund of everything that was
   * shown to somebody, `amountMinor` above 0, no more is paid although more can be by now.
   *
   * @throws NothingToRefund, RefundExceedsRefundable
   */
  async take(
    tx: Tx,
    purchase: TokenPurchase,
    refund: Pick<Refund, 'id' | 'askedMinor' | 'amountMinor' | 'reason'>,
    actor: Actor,
    at: Date,
  ): Promise<RefundSum & { dueAt: Date }> {
    const returned = await returnedOf(tx, purchase.id);
    let sum: RefundSum | null = null;
    await this.clawback.take(
      tx,
      {
        purchaseId: purchase.id,
        kind: 'refund',
        reference: `refund:${refund.id}`,
        entryReference: refundEntryReference(refund.id),
        frozenFor: [],
        reason: refund.reason ?? 'Refund',
        actor,
        at,
      },
      (lots) => {
        const basis = refundBasis(purchase, lots, returned);
        sum = askedSum(purchase, basis, refund.askedMinor);
        const { amountMinor: shownMinor } = refund;
        if (shownMinor > 0n && sum.amountMinor > shownMinor) sum = refundSum(basis, shownMinor);
        return takenFrom(lots, sum.tokens);
      },
    );
    if (sum === null) throw new Error('Nothing was decided');
    return { ...(sum as RefundSum), dueAt: callLease(at) };
  }
}
