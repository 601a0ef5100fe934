import { Injectable } from '@nestjs/common';
import { Invoicing } from '@purser/invoices';
import { PaymentGateway, type RefundState } from '@purser/payments';
import {
  Clock,
  isId,
  newId,
  NotFound,
  PublicIds,
  UnitOfWork,
  type Actor,
  type Tx,
} from '@purser/platform';
import { LotClawback, LotFreezes, type PurchaseLot } from '@purser/wallet';
import { IsNull } from 'typeorm';
import { PaidBeforeNews } from '../charging/paid-before-news.js';
import { Dispute, frozenForDispute } from '../disputes/dispute.entity.js';
import { PurchaseJournal } from '../purchase-journal.js';
import { amountWords } from '../purchase-words.js';
import { ReconciliationCases } from '../reconciliation-cases.js';
import type { TokenPurchase } from '../token-purchase.entity.js';
import {
  least,
  most,
  NOTHING,
  refundSum,
  sumOf,
  taxWithin,
  type RefundSum,
} from './refund-arithmetic.js';
import { refundBasis, returnedOf, takenFrom, type Returned } from './refund-basis.js';
import { RefundAudit } from './refund-audit.js';
import { callLease, refundEntryReference } from './refund-reservation.js';
import { RefundSettlement } from './refund-settlement.js';
import { refundAmount, refundDetails, takenWords } from './refund-words.js';
import { Refund } from './refund.entity.js';

/** Refunds as the provider tells of them: ours, and those made in its dashboard. */
@Injectable()
export class ProviderRefunds {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly publicIds: PublicIds,
    private readonly gateway: PaymentGateway,
    private readonly journal: PurchaseJournal,
    private readonly audit: RefundAudit,
    private readonly clawback: LotClawback,
    private readonly freezes: LotFreezes,
    private readonly invoicing: Invoicing,
    private readonly settlement: RefundSettlement,
    private readonly paid: PaidBeforeNews,
    private readonly cases: ReconciliationCases,
  ) {}

  /**
   * Brings a refund up to what it is at the provider at this moment, whatever the news said. One
   * made at the provider claws back what is left and books the rest as shortfall.
   *
   * @throws PaymentProviderUnavailable, NotFound
   */
  async follow(
    organizationId: string,
    purchaseId: string,
    providerId: string,
    actor: Actor,
  ): Promise<void> {
    const state = await this.gateway.retrieveRefund(providerId);
    const known = await this.find(organizationId, purchaseId, state);
    if (!known && state.status === 'failed') return;
    if (!known) await this.paid.settle(organizationId, purchaseId, state.paymentIntentId, actor);
    const id = known ?? (await this.record(organizationId, purchaseId, state, actor));
    await this.settlement.apply(organizationId, id, state, actor);
  }

  private find(
    organizationId: string,
    purchaseId: string,
    { providerId, refundId }: RefundState,
  ): Promise<string | null> {
    return this.unitOfWork.read(organizationId, async (tx) => {
      const known = await tx.findOneBy(Refund, { organizationId, purchaseId, providerId });
      if (known || refundId === null || !isId(refundId)) return known?.id ?? null;
      // One that was paid under another id already was paid twice: the second is one more refund.
      const ours = { organizationId, purchaseId, id: refundId, providerId: IsNull() };
      return (await tx.findOneBy(Refund, ours))?.id ?? null;
    });
  }

  /** Writes down a refund that was made at the provider and gives its id. */
  private async record(
    organizationId: string,
    purchaseId: string,
    state: RefundState,
    actor: Actor,
  ): Promise<string> {
    const id = newId(this.clock.now());
    await this.publicIds.register(id, organizationId, 'refund');
    return this.unitOfWork.run(organizationId, async (tx) => {
      const purchase = await this.journal.lock(tx, purchaseId);
      if (!purchase) throw new NotFound('There is no such purchase.');
      const { providerId } = state;
      const known = await tx.findOneBy(Refund, { organizationId, providerId });
      if (known) return known.id;
      const at = this.clock.now();
      await this.invoicing.lockInvoice(tx, purchaseId);
      const taken = await this.clawBack(tx, purchase, id, state, actor, at);
      const refund = providerRefund(purchase, id, state, taken, actor, at);
      // A copy: the driver writes what the database answers into it, untransformed.
      await tx.insert(Refund, { ...refund });
      const summary = `${refundAmount(refund)} was refunded at the payment provider; ${takenWords(refund)} were taken.`;
      const step = { type: 'refund_made_elsewhere', to: purchase.status, summary };
      const steps = [{ ...step, details: refundDetails(refund) }] as const;
      await this.journal.advance(tx, purchase, steps, {}, actor, at);
      if (refund.shortfallMinor > 0n) await this.openCase(tx, purchase, refund, at);
      await this.audit.record(tx, 'refund.made_elsewhere', refund, actor, at);
      return id;
    });
  }

  private async clawBack(
    tx: Tx,
    purchase: TokenPurchase,
    refundId: string,
    { amountMinor, currency }: RefundState,
    actor: Actor,
    at: Date,
  ): Promise<TakenElsewhere> {
    const { organizationId } = tx;
    const { id: purchaseId } = purchase;
    if (currency !== purchase.currency)
      throw new Error(`A refund in ${currency} is not of this purchase`);
    const open = { organizationId, purchaseId, status: 'open' as const };
    const disputes = await tx.find(Dispute, { where: open, order: { id: 'ASC' } });
    const returned = await returnedOf(tx, purchaseId);
    let decided: TakenElsewhere | null = null;
    await this.clawback.take(
      tx,
      {
        purchaseId,
        kind: 'refund',
        reference: `refund:${refundId}`,
        entryReference: refundEntryReference(refundId),
        frozenFor: disputes.map(frozenForDispute),
        reason: 'Refunded at the payment provider',
        actor,
        at,
      },
      (lots) => {
        decided = takenElsewhere(purchase, lots, returned, amountMinor);
        return takenFrom(lots, decided.sum.tokens);
      },
    );
    if (decided === null) throw new Error('Nothing was decided');
    for (const dispute of disputes) await this.noteThawed(tx, dispute);
    return decided;
  }

  /** News may come late: the refund took tokens that a later dispute had frozen already. */
  private async noteThawed(tx: Tx, dispute: Dispute): Promise<void> {
    const { organizationId, id } = dispute;
    const reference = frozenForDispute(dispute);
    const left = (await this.freezes.frozen(tx, [reference])).get(reference);
    const frozenTokens = left?.tokens ?? 0n;
    const frozenBonusTokens = left?.bonusTokens ?? 0n;
    await tx.update(Dispute, { organizationId, id }, { frozenTokens, frozenBonusTokens });
  }

  private openCase(tx: Tx, purchase: TokenPurchase, refund: Refund, at: Date): Promise<void> {
    const shortfall = amountWords(refund.shortfallMinor, refund.currency);
    const detail = `${refundAmount(refund)} of purchase ${purchase.id} was refunded at the payment provider, ${shortfall} of it for tokens that were gone already.`;
    const subject = { subjectType: 'refund' as const, subjectId: refund.id };
    return this.cases.open(tx, { kind: 'refund-shortfall', ...subject, detail }, at);
  }
}

/** What a refund made elsewhere takes, and what it pays back for tokens that are gone. */
interface TakenElsewhere {
  readonly sum: RefundSum;
  readonly taxMinor: bigint;
  readonly shortfallMinor: bigint;
}

function takenElsewhere(
  purchase: TokenPurchase,
  lots: readonly PurchaseLot[],
  returned: Returned,
  amountMinor: bigint,
): TakenElsewhere {
  // Money that bought nothing goes back for no tokens, so that none are missing.
  if (purchase.completedAt === null) return { sum: NOTHING, taxMinor: 0n, shortfallMinor: 0n };
  const basis = { ...refundBasis(purchase, lots, returned), stepMinor: 1n };
  const all = sumOf(basis, basis.paid.takeable);
  const sum = amountMinor >= all.amountMinor ? all : refundSum(basis, amountMinor);
  // Whole tokens are taken: a rest that none of them costs is no shortfall.
  const ranOut = amountMinor > all.amountMinor;
  // Nor is what the invoice has no room for: a lost dispute gave that back.
  const creditableMinor = least(amountMinor, most(basis.totalMinor - basis.returnedMinor, 0n));
  return {
    sum: { ...sum, bonusTokens: basis.bonusTokens },
    taxMinor: taxWithin(basis, amountMinor),
    shortfallMinor: ranOut ? most(creditableMinor - sum.amountMinor, 0n) : 0n,
  };
}

function providerRefund(
  purchase: TokenPurchase,
  id: string,
  state: RefundState,
  { sum, taxMinor, shortfallMinor }: TakenElsewhere,
  actor: Actor,
  at: Date,
): Refund {
  return {
    organizationId: purchase.organizationId,
    id,
    purchaseId: purchase.id,
    origin: 'provider',
    status: 'pending',
    currency: purchase.currency,
    askedMinor: null,
    amountMinor: state.amountMinor,
    taxMinor,
    costMinor: sum.costMinor,
    shortfallMinor,
    creditedMinor: 0n,
    tokens: sum.tokens,
    bonusTokens: sum.bonusTokens,
    reason: null,
    attempt: 0,
    effectKey: null,
    providerId: state.providerId,
    creditNoteId: null,
    creditNoteNumber: null,
    failure: null,
    actorType: actor.type,
    actorId: actor.id,
    actorName: actor.name,
    requestId: actor.requestId,
    checkerType: null,
    checkerId: null,
    checkerName: null,
    decisionReason: null,
    decidedAt: null,
    createdAt: at,
    dueAt: callLease(at),
    settledAt: null,
  };
}
