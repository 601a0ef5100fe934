import { Injectable } from '@nestjs/common';
import {
  Clock,
  NotFound,
  UnitOfWork,
  violatedConstraint,
  type Actor,
  type Tx,
} from '@purser/platform';
import { In, Not } from 'typeorm';
import { PurchaseJournal } from '../purchase-journal.js';
import { SLOT_STATUSES } from '../purchase-status.js';
import { PurchaseInProgress } from '../purchases.errors.js';
import { TokenPurchase } from '../token-purchase.entity.js';
import { attemptTimes } from './charge-times.js';
import { OrderTerms, type LapsedTerms } from './order-terms.js';
import { PendingPurchases } from './pending-purchases.js';

const ATTEMPTS = 3;
const FORGET_FAILURE = { failureCode: null, failureDeclineCode: null, failureMessage: null };

/** One purchase of an organization is charged at a time: a unique index decides which. */
@Injectable()
export class PurchaseSlot {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly journal: PurchaseJournal,
    private readonly pending: PendingPurchases,
    private readonly terms: OrderTerms,
  ) {}

  /**
   * Starts an attempt and takes the slot; null where the purchase is in no status to be paid. One that
   * may not be charged as it stands is left as it is, and told.
   *
   * @throws PurchaseInProgress naming the purchase that holds the slot
   * @throws NotFound
   */
  async claim(
    organizationId: string,
    purchaseId: string,
    actor: Actor,
  ): Promise<TokenPurchase | LapsedTerms | null> {
    for (let left = ATTEMPTS; ; left -= 1) {
      try {
        return await this.unitOfWork.run(organizationId, (tx) => this.take(tx, purchaseId, actor));
      } catch (error) {
        if (left === 1 || violatedConstraint(error) !== 'token_purchases_slot') throw error;
      }
    }
  }

  /** Frees the slot where its holder's time is over; asks the provider about it first. */
  async clearOverdue(organizationId: string, purchaseId: string, actor: Actor): Promise<void> {
    const holder = await this.unitOfWork.read(organizationId, (tx) => holderOf(tx, purchaseId));
    if (holder === null || holder.attemptUntil === null) return;
    if (holder.attemptUntil <= this.clock.now()) {
      await this.pending.ask(organizationId, holder.id, actor);
    }
  }

  private async take(
    tx: Tx,
    purchaseId: string,
    actor: Actor,
  ): Promise<TokenPurchase | LapsedTerms | null> {
    const purchase = await this.journal.lock(tx, purchaseId);
    if (!purchase) throw new NotFound('There is no such purchase.');
    if (purchase.status !== 'initialized' && purchase.status !== 'payment_failed') return null;
    const holder = await holderOf(tx, purchaseId);
    if (holder) throw new PurchaseInProgress(holder.id);
    const at = this.clock.now();
    const lapsed = await this.terms.lapseOf(tx, purchase, at);
    if (lapsed) return lapsed;
    const attempt = purchase.attempt + 1;
    return this.journal.advanceAudited(
      tx,
      purchase,
      {
        type: 'payment_started',
        to: 'payment_pending',
        summary: `${actor.name} started to pay, attempt ${attempt}.`,
      },
      { attempt, ...FORGET_FAILURE, ...attemptTimes(at) },
      actor,
      at,
    );
  }
}

/** The other purchase that holds the slot of the organization, or null. */
function holderOf(tx: Tx, purchaseId: string): Promise<TokenPurchase | null> {
  return tx.findOneBy(TokenPurchase, {
    organizationId: tx.organizationId,
    id: Not(purchaseId),
    status: In([...SLOT_STATUSES]),
  });
}
