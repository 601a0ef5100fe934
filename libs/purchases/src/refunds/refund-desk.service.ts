import { Injectable } from '@nestjs/common';
import type { RefundView } from '@purser/contracts';
import { Organizations } from '@purser/identity';
import {
  Clock,
  newId,
  NotFound,
  Outbox,
  PublicIds,
  UnitOfWork,
  type Actor,
  type Tx,
} from '@purser/platform';
import { PurchaseJournal } from '../purchase-journal.js';
import { RefundApprovalByMaker, RefundDecided } from '../purchases.errors.js';
import { RefundApprovalRequested } from '../purchases.events.js';
import type { TokenPurchase } from '../token-purchase.entity.js';
import { RefundAudit } from './refund-audit.js';
import { RefundCalls } from './refund-calls.js';
import { assertRefundable, RefundQuotes } from './refund-quotes.js';
import { RefundReservation } from './refund-reservation.js';
import { refundAmount, refundDetails, takenWords } from './refund-words.js';
import { Refund } from './refund.entity.js';
import { refundView } from './to-refund-view.js';

export interface RefundRequest {
  /** Gross in minor units; null = everything that can be refunded. */
  readonly askedMinor: bigint | null;
  readonly reason: string | null;
}

/** Refunds that staff ask for: small ones at once, large ones when somebody else approves. */
@Injectable()
export class RefundDesk {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly publicIds: PublicIds,
    private readonly organizations: Organizations,
    private readonly journal: PurchaseJournal,
    private readonly quotes: RefundQuotes,
    private readonly reservation: RefundReservation,
    private readonly calls: RefundCalls,
    private readonly audit: RefundAudit,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Takes the tokens, then asks the provider to pay: `succeeded`, or `pending` while the provider
   * has not decided or cannot be reached. Above the limit it waits as `pending_approval` and takes
   * nothing. One that was asked for under `effectKey` is given again.
   *
   * @throws NotFound, PurchaseStateConflict, NothingToRefund, RefundExceedsRefundable
   */
  async request(
    organizationId: string,
    purchaseId: string,
    request: RefundRequest,
    maker: Actor,
    effectKey: string | null = null,
  ): Promise<RefundView> {
    const id = newId(this.clock.now());
    await this.publicIds.register(id, organizationId, 'refund');
    const { refund, isNew } = await this.unitOfWork.run(organizationId, async (tx) => {
      const purchase = await this.journal.lock(tx, purchaseId);
      if (!purchase) throw new NotFound('There is no such purchase.');
      const known =
        effectKey === null ? null : await tx.findOneBy(Refund, { organizationId, effectKey });
      if (known) return { refund: known, isNew: false };
      assertRefundable(purchase);
      const asked = { id, effectKey, ...request };
      return { refund: await this.record(tx, purchase, asked, maker), isNew: true };
    });
    const settled =
      isNew && refund.status === 'pending' ? await this.calls.attempt(refund, maker) : refund;
    return this.view(settled);
  }

  /**
   * Takes the tokens of a refund that waits and asks the provider to pay it.
   *
   * @throws NotFound, RefundDecided, RefundApprovalByMaker
   * @throws PurchaseStateConflict, NothingToRefund, RefundExceedsRefundable
   */
  async approve(
    organizationId: string,
    id: string,
    reason: string | null,
    checker: Actor,
  ): Promise<RefundView> {
    const refund = await this.unitOfWork.run(organizationId, async (tx) => {
      const { purchase, waiting } = await this.lockWaiting(tx, id);
      if (isMaker(waiting, checker)) throw new RefundApprovalByMaker();
      assertRefundable(purchase);
      const at = this.clock.now();
      const taken = await this.reservation.take(tx, purchase, waiting, makerOf(waiting), at);
      const decided: Refund = {
        ...waiting,
        ...taken,
        ...decision(checker, reason, at),
        status: 'pending',
        attempt: 1,
      };
      await this.write(tx, decided);
      const summary = `${checker.name} approved the refund of ${refundAmount(decided)}; ${takenWords(decided)} were taken.`;
      await this.tell(tx, purchase, decided, 'refund_approved', summary, checker, at);
      return decided;
    });
    return this.view(await this.calls.attempt(refund, checker));
  }

  /** Refuses a refund that waits; its maker may take it back this way. @throws NotFound, RefundDecided */
  async reject(
    organizationId: string,
    id: string,
    reason: string,
    checker: Actor,
  ): Promise<RefundView> {
    const refund = await this.unitOfWork.run(organizationId, async (tx) => {
      const { purchase, waiting } = await this.lockWaiting(tx, id);
      const at = this.clock.now();
      // Who takes an own request back is no second pair of eyes.
      const eyes = isMaker(waiting, checker) ? NO_CHECKER : decision(checker, reason, at);
      const decided: Refund = {
        ...waiting,
        ...eyes,
        decisionReason: reason,
        decidedAt: at,
        status: 'rejected',
        settledAt: at,
      };
      await this.write(tx, decided);
      const summary = `${checker.name} refused the refund of ${refundAmount(decided)}: ${reason}`;
      await this.tell(tx, purchase, decided, 'refund_rejected', summary, checker, at);
      return decided;
    });
    return this.view(refund);
  }

  private async record(
    tx: Tx,
    purchase: TokenPurchase,
    asked: RefundRequest & { id: string; effectKey: string | null },
    maker: Actor,
  ): Promise<Refund> {
    const at = this.clock.now();
    const blank = blankRefund(purchase, asked, maker, at);
    const quoted = await this.reservation.quote(tx, purchase, blank.askedMinor, at);
    const waits = this.quotes.needsApproval(quoted);
    const refund: Refund = waits
      ? { ...blank, ...quoted, status: 'pending_approval', attempt: 0, dueAt: null }
      : { ...blank, ...(await this.reservation.take(tx, purchase, blank, maker, at)) };
    // A copy: the driver writes what the database answers into it, untransformed.
    await tx.insert(Refund, { ...refund });
    const summary = waits
      ? `${maker.name} asked to refund ${refundAmount(refund)}. Somebody else has to approve it.`
      : `${maker.name} asked to refund ${refundAmount(refund)}; ${takenWords(refund)} were taken.`;
    await this.tell(tx, purchase, refund, 'refund_requested', summary, maker, at);
    if (waits) await this.outbox.append(tx, approvalRequested(refund));
    return refund;
  }

  /** The purchase of a waiting refund, locked, and the refund as it is then. */
  private async lockWaiting(
    tx: Tx,
    id: string,
  ): Promise<{ purchase: TokenPurchase; waiting: Refund }> {
    const { organizationId } = tx;
    const known = await tx.findOneBy(Refund, { organizationId, id });
    const purchase = known && (await this.journal.lock(tx, known.purchaseId));
    const waiting = await tx.findOneBy(Refund, { organizationId, id });
    if (!purchase || !waiting) throw new NotFound('There is no such refund.');
    if (waiting.status !== 'pending_approval') throw new RefundDecided(waiting.status);
    return { purchase, waiting };
  }

  private async tell(
    tx: Tx,
    purchase: TokenPurchase,
    refund: Refund,
    type: string,
    summary: string,
    actor: Actor,
    at: Date,
  ): Promise<void> {
    const step = { type, to: purchase.status, summary, details: refundDetails(refund) };
    await this.journal.advance(tx, purchase, [step], {}, actor, at);
    const reason = refund.decisionReason ?? refund.reason;
    await this.audit.record(tx, type.replace('_', '.'), refund, actor, at, reason);
  }

  private async write(tx: Tx, refund: Refund): Promise<void> {
    const { organizationId, id, ...changes } = refund;
    await tx.update(Refund, { organizationId, id }, changes);
  }

  private view(refund: Refund): Promise<RefundView> {
    return this.unitOfWork.read(refund.organizationId, async (tx) =>
      refundView(refund, (await this.organizations.get(tx)).name),
    );
  }
}

function blankRefund(
  purchase: TokenPurchase,
  asked: RefundRequest & { id: string; effectKey: string | null },
  maker: Actor,
  at: Date,
): Refund {
  return {
    organizationId: purchase.organizationId,
    purchaseId: purchase.id,
    ...asked,
    origin: 'purser',
    status: 'pending',
    currency: purchase.currency,
    amountMinor: 0n,
    taxMinor: 0n,
    costMinor: 0n,
    shortfallMinor: 0n,
    creditedMinor: 0n,
    tokens: 0n,
    bonusTokens: 0n,
    attempt: 1,
    providerId: null,
    creditNoteId: null,
    creditNoteNumber: null,
    failure: null,
    actorType: maker.type,
    actorId: maker.id,
    actorName: maker.name,
    requestId: maker.requestId,
    ...NO_CHECKER,
    decisionReason: null,
    decidedAt: null,
    createdAt: at,
    dueAt: null,
    settledAt: null,
  };
}

const NO_CHECKER = { checkerType: null, checkerId: null, checkerName: null } as const;

const decision = (checker: Actor, reason: string | null, at: Date) => ({
  checkerType: checker.type,
  checkerId: checker.id,
  checkerName: checker.name,
  decisionReason: reason,
  decidedAt: at,
});

const isMaker = (refund: Refund, actor: Actor): boolean =>
  refund.actorType === actor.type && refund.actorId === actor.id;

const makerOf = (refund: Refund): Actor => ({
  type: refund.actorType,
  id: refund.actorId,
  name: refund.actorName,
  requestId: refund.requestId,
  ip: null,
});

function approvalRequested(refund: Refund): RefundApprovalRequested {
  return new RefundApprovalRequested({
    organizationId: refund.organizationId,
    purchaseId: refund.purchaseId,
    referenceId: refund.purchaseId,
    refundId: refund.id,
    amountMinor: Number(refund.amountMinor),
    currency: refund.currency,
    tokens: Number(refund.tokens),
    bonusTokens: Number(refund.bonusTokens),
    maker: refund.actorName,
  });
}
