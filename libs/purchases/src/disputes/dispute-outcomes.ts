import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@purser/audit';
import type { PurchaseStatus } from '@purser/contracts';
import { Invoicing } from '@purser/invoices';
import type { DisputeState } from '@purser/payments';
import { Clock, money, newId, NotFound, Outbox, type Actor, type Tx } from '@purser/platform';
import { LotClawback, LotFreezes, Wallets, type Allocation } from '@purser/wallet';
import { PurchaseJournal, type PurchaseStep } from '../purchase-journal.js';
import { amountWords } from '../purchase-words.js';
import { DisputeLost, DisputeWon, PurchaseDisputed } from '../purchases.events.js';
import { ReconciliationCases } from '../reconciliation-cases.js';
import { voidedSum, type RefundSum } from '../refunds/refund-arithmetic.js';
import { refundBasis, returnedOf, takenFrom } from '../refunds/refund-basis.js';
import { refundStatus } from '../refunds/refund-settlement.js';
import { numbers, takenWords } from '../refunds/refund-words.js';
import type { TokenPurchase } from '../token-purchase.entity.js';
import {
  lotsRequest,
  ofPurchase,
  partWords,
  reversedWords,
  subjectOf,
  words,
  type Matter,
} from './dispute-matter.js';
import { Dispute, frozenForDispute, lostOf } from './dispute.entity.js';

/** How often an open dispute is asked about when no news of it comes. */
const NEXT_LOOK_MS = 6 * 60 * 60_000;

/** Writes what a dispute does to its purchase: freezes, gives back, or takes for good. */
@Injectable()
export class DisputeOutcomes {
  constructor(
    private readonly clock: Clock,
    private readonly journal: PurchaseJournal,
    private readonly freezes: LotFreezes,
    private readonly clawback: LotClawback,
    private readonly wallets: Wallets,
    private readonly invoicing: Invoicing,
    private readonly cases: ReconciliationCases,
    private readonly audit: AuditTrail,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Takes the dispute from what it is here to what it is at the provider, through every step in
   * between that was missed. Called with what is known already it changes nothing.
   *
   * @throws NotFound
   */
  async apply(
    tx: Tx,
    purchaseId: string,
    state: DisputeState,
    creditNoteId: string,
    actor: Actor,
  ): Promise<void> {
    const locked = await this.journal.lock(tx, purchaseId);
    if (!locked) throw new NotFound('There is no such purchase.');
    const at = this.clock.now();
    const { organizationId } = tx;
    const known = await tx.findOneBy(Dispute, { organizationId, providerId: state.disputeId });
    let matter: Matter = {
      purchase: locked,
      dispute: known ?? (await this.receive(tx, locked, state, at)),
      actor,
      at,
    };
    const isNew = known === null;
    const { phase } = state;
    if (matter.dispute.status === 'inquiry') {
      if (phase === 'inquiry') {
        if (isNew) await this.tellInquiry(tx, matter);
        await this.lookLater(tx, matter);
        return;
      }
      if (phase === 'closed') return this.close(tx, matter, isNew);
      matter = await this.open(tx, matter);
    }
    if (matter.dispute.status === 'open') {
      if (phase === 'won' || phase === 'closed') return this.win(tx, matter);
      if (phase === 'lost') return this.lose(tx, matter, state.lostMinor, creditNoteId);
      return this.noteFrozen(tx, matter);
    }
    if (matter.dispute.status === 'lost' && state.lostMinor < lostOf(matter.dispute))
      await this.openReversedCase(tx, matter, state.lostMinor);
  }

  private async receive(
    tx: Tx,
    purchase: TokenPurchase,
    state: DisputeState,
    at: Date,
  ): Promise<Dispute> {
    const dispute: Dispute = {
      organizationId: tx.organizationId,
      id: newId(at),
      purchaseId: purchase.id,
      providerId: state.disputeId,
      status: 'inquiry',
      reason: state.reason,
      currency: state.currency,
      amountMinor: state.amountMinor,
      purchaseStatusBefore: purchase.status,
      frozenTokens: 0n,
      frozenBonusTokens: 0n,
      voidedTokens: 0n,
      voidedBonusTokens: 0n,
      costMinor: 0n,
      creditedMinor: 0n,
      creditedTaxMinor: 0n,
      shortfallMinor: 0n,
      evidenceDueBy: state.evidenceDueBy,
      creditNoteId: null,
      creditNoteNumber: null,
      openedAt: at,
      closedAt: null,
      dueAt: nextLook(at),
    };
    // A copy: the driver writes what the database answers into it, untransformed.
    await tx.insert(Dispute, { ...dispute });
    return dispute;
  }

  private tellInquiry(tx: Tx, matter: Matter): Promise<TokenPurchase> {
    const { dispute, purchase } = matter;
    const summary = `The card holder's bank asks about ${words(dispute)} (${dispute.reason}). No money moved.`;
    return this.advance(tx, matter, { type: 'inquiry_opened', to: purchase.status, summary });
  }

  private async close(tx: Tx, matter: Matter, isNew: boolean): Promise<void> {
    if (isNew) await this.tellInquiry(tx, matter);
    await this.write(tx, matter, { status: 'closed', closedAt: matter.at, dueAt: null });
    const summary = `The bank's inquiry about ${words(matter.dispute)} ended without a dispute.`;
    const { status } = matter.purchase;
    await this.advance(tx, matter, { type: 'inquiry_closed', to: status, summary });
  }

  /** Freezes what is left and says so. */
  private async open(tx: Tx, matter: Matter): Promise<Matter> {
    const { purchase } = matter;
    const frozen = await this.freezes.freeze(tx, lotsRequest(matter, 'The payment is disputed'));
    const tokens = await this.split(tx, purchase, frozen);
    const opened = await this.write(tx, matter, {
      status: 'open',
      purchaseStatusBefore: purchase.status,
      frozenTokens: tokens.tokens,
      frozenBonusTokens: tokens.bonusTokens,
    });
    const { dispute } = opened;
    const summary = `The card holder disputes ${words(dispute)} (${dispute.reason}). ${takenWords(tokens)} are frozen.`;
    const to = purchase.completedAt === null ? purchase.status : 'disputed';
    const disputed = await this.advance(
      tx,
      opened,
      { type: 'dispute_opened', to, summary },
      tokens,
    );
    await this.outbox.append(
      tx,
      new PurchaseDisputed({
        ...subjectOf(opened),
        reason: dispute.reason,
        frozenTokens: Number(tokens.tokens),
        frozenBonusTokens: Number(tokens.bonusTokens),
        evidenceDueBy: dispute.evidenceDueBy?.toISOString() ?? null,
      }),
    );
    await this.record(tx, 'dispute.opened', opened);
    return { ...opened, purchase: disputed };
  }

  /** What came back into the lots since was frozen with them: it is noted. */
  private async noteFrozen(tx: Tx, matter: Matter): Promise<void> {
    const reference = frozenForDispute(matter.dispute);
    const frozen = (await this.freezes.frozen(tx, [reference])).get(reference);
    await this.write(tx, matter, {
      frozenTokens: frozen?.tokens ?? 0n,
      frozenBonusTokens: frozen?.bonusTokens ?? 0n,
      dueAt: nextLook(matter.at),
    });
  }

  private async win(tx: Tx, matter: Matter): Promise<void> {
    const given = await this.freezes.unfreeze(tx, lotsRequest(matter, 'The dispute was won'));
    const tokens = await this.split(tx, matter.purchase, given);
    const won = await this.write(tx, matter, {
      status: 'won',
      closedAt: matter.at,
      dueAt: null,
      frozenTokens: 0n,
      frozenBonusTokens: 0n,
    });
    const to = await this.statusWithout(tx, won);
    const summary = `The dispute about ${words(won.dispute)} was won. ${takenWords(tokens)} can be used again, for as much longer as they were frozen.`;
    await this.advance(tx, won, { type: 'dispute_won', to, summary }, tokens);
    const event = { ...subjectOf(won), ...numbers(tokens) };
    await this.outbox.append(tx, new DisputeWon(event));
    await this.record(tx, 'dispute.won', won);
  }

  /** Takes what the lost money bought and is still there; the rest is a shortfall. */
  private async lose(
    tx: Tx,
    matter: Matter,
    lostMinor: bigint,
    creditNoteId: string,
  ): Promise<void> {
    const { purchase, at } = matter;
    await this.invoicing.lockInvoice(tx, purchase.id);
    const { taken, ranOut } = await this.void(tx, matter, lostMinor);
    await this.freezes.unfreeze(tx, lotsRequest(matter, 'More was frozen than was lost'));
    const credit =
      taken.amountMinor === 0n
        ? null
        : await this.invoicing.issueCreditNote(tx, {
            creditNoteId,
            purchaseId: purchase.id,
            reference: frozenForDispute(matter.dispute),
            reason: 'The payment was charged back',
            description: `Charged back ${takenWords(taken)}: ${purchase.label}`,
            totalMinor: taken.amountMinor,
            taxMinor: taken.taxMinor,
            issuedAt: at,
          });
    const shortfallMinor = lostMinor - taken.amountMinor;
    // Whole tokens are void: a rest that none of them costs is no claim, nor is money that bought none.
    const isClaim = shortfallMinor > 0n && ranOut && purchase.completedAt !== null;
    const lost = await this.write(tx, matter, {
      status: 'lost',
      closedAt: at,
      dueAt: null,
      frozenTokens: 0n,
      frozenBonusTokens: 0n,
      voidedTokens: taken.tokens,
      voidedBonusTokens: taken.bonusTokens,
      costMinor: taken.costMinor,
      creditedMinor: taken.amountMinor,
      creditedTaxMinor: taken.taxMinor,
      shortfallMinor,
      creditNoteId: credit?.id ?? null,
      creditNoteNumber: credit?.number ?? null,
    });
    const { currency } = lost.dispute;
    const rest = isClaim ? `, ${amountWords(shortfallMinor, currency)} were consumed` : '';
    const summary = `The dispute about ${words(lost.dispute)} was lost${partWords(lost.dispute)}. ${takenWords(taken)} are void${rest}.`;
    const to = purchase.completedAt === null ? purchase.status : 'charged_back';
    await this.advance(tx, lost, { type: 'dispute_lost', to, summary }, taken);
    await this.outbox.append(
      tx,
      new DisputeLost({
        ...subjectOf(lost),
        ...numbers(taken),
        lostMinor: Number(lostMinor),
        shortfallMinor: Number(shortfallMinor),
      }),
    );
    await this.record(tx, 'dispute.lost', lost);
    if (isClaim) await this.openShortfall(tx, lost, summary);
  }

  /** What is void, and whether nothing is left after it. */
  private async void(
    tx: Tx,
    matter: Matter,
    lostMinor: bigint,
  ): Promise<{ taken: RefundSum; ranOut: boolean }> {
    const { purchase, dispute } = matter;
    const reference = frozenForDispute(dispute);
    const returned = await returnedOf(tx, purchase.id);
    let decided: { taken: RefundSum; ranOut: boolean } | null = null;
    await this.clawback.take(
      tx,
      {
        ...lotsRequest(matter, 'The dispute was lost'),
        kind: 'dispute',
        entryReference: `purser:${reference}`,
        // Of several disputes about one payment the first one froze everything.
        frozenFor: [reference, ...(await this.othersOpen(tx, matter)).map(frozenForDispute)],
      },
      (lots) => {
        const basis = { ...refundBasis(purchase, lots, returned), stepMinor: 1n };
        const taken = voidedSum(basis, lostMinor);
        decided = { taken, ranOut: taken.tokens === basis.paid.takeable };
        return takenFrom(lots, taken.tokens);
      },
    );
    if (decided === null) throw new Error('Nothing was decided');
    return decided;
  }

  /** The other disputes about this purchase whose money is withdrawn, oldest first. */
  private async othersOpen(tx: Tx, { purchase, dispute }: Matter): Promise<Dispute[]> {
    const where = { ...ofPurchase(purchase), status: 'open' as const };
    const open = await tx.find(Dispute, { where, order: { id: 'ASC' } });
    return open.filter(({ id }) => id !== dispute.id);
  }

  /** Tokens were consumed for money that is gone: a person decides before more are spent. */
  private async openShortfall(tx: Tx, matter: Matter, detail: string): Promise<void> {
    const { dispute, actor, at } = matter;
    const subject = { subjectType: 'dispute' as const, subjectId: dispute.id };
    await this.cases.open(tx, { kind: 'dispute-shortfall', ...subject, detail }, at);
    const owed = amountWords(dispute.shortfallMinor, dispute.currency);
    const reason = `A dispute was lost: ${owed} of consumed tokens are not paid for`;
    await this.wallets.suspend(tx, 'dispute', reason, actor, at);
  }

  /** What came back later may be more each time it is heard of: an open case says the whole. */
  private async openReversedCase(
    tx: Tx,
    { dispute, at }: Matter,
    lostMinor: bigint,
  ): Promise<void> {
    const subject = { subjectType: 'dispute' as const, subjectId: dispute.id };
    const detail = reversedWords(dispute, lostMinor);
    const found = { kind: 'dispute-reversed' as const, ...subject, detail };
    await this.cases.open(tx, found, at);
    await this.cases.amend(tx, found);
  }

  /** The status of the purchase once this dispute is out of the way. */
  private async statusWithout(tx: Tx, matter: Matter): Promise<PurchaseStatus> {
    const { purchase } = matter;
    if (purchase.completedAt === null || purchase.status !== 'disputed') return purchase.status;
    if ((await this.othersOpen(tx, matter)).length > 0) return purchase.status;
    const isLost = await tx.existsBy(Dispute, { ...ofPurchase(purchase), status: 'lost' });
    return isLost ? 'charged_back' : refundStatus(tx, purchase);
  }

  private async split(tx: Tx, purchase: TokenPurchase, parts: readonly Allocation[]) {
    const lots = await this.clawback.lots(tx, purchase.id, this.clock.now(), null);
    const bonus = new Set(lots.filter(({ isBonus }) => isBonus).map(({ lotId }) => lotId));
    const sum = (of: readonly Allocation[]) => of.reduce((total, part) => total + part.amount, 0n);
    return {
      tokens: sum(parts.filter(({ lotId }) => !bonus.has(lotId))),
      bonusTokens: sum(parts.filter(({ lotId }) => bonus.has(lotId))),
    };
  }

  private advance(
    tx: Tx,
    matter: Matter,
    step: Omit<PurchaseStep, 'details'>,
    tokens: { tokens: bigint; bonusTokens: bigint } = NO_TOKENS,
  ): Promise<TokenPurchase> {
    const { purchase, dispute, actor, at } = matter;
    const { status, currency, shortfallMinor, creditNoteId, creditNoteNumber } = dispute;
    const details = {
      disputeId: dispute.id,
      amount: money(status === 'lost' ? lostOf(dispute) : dispute.amountMinor, currency),
      ...numbers(tokens),
      reason: dispute.reason,
      ...(shortfallMinor > 0n && { shortfall: money(shortfallMinor, currency) }),
      ...(creditNoteId !== null && { creditNoteId }),
      ...(creditNoteNumber !== null && { creditNoteNumber }),
    };
    return this.journal.advance(tx, purchase, [{ ...step, details }], {}, actor, at);
  }

  private lookLater(tx: Tx, matter: Matter): Promise<Matter> {
    return this.write(tx, matter, { dueAt: nextLook(matter.at) });
  }

  private async write(tx: Tx, matter: Matter, changes: Partial<Dispute>): Promise<Matter> {
    const { organizationId, id } = matter.dispute;
    await tx.update(Dispute, { organizationId, id }, changes);
    return { ...matter, dispute: { ...matter.dispute, ...changes } };
  }

  private record(tx: Tx, action: string, { dispute, actor, at }: Matter): Promise<void> {
    return this.audit.append(tx, {
      action,
      actor,
      subjectType: 'dispute',
      subjectId: dispute.id,
      after: {
        purchaseReferenceId: dispute.purchaseId,
        status: dispute.status,
        amount: { amount: Number(dispute.amountMinor), currency: dispute.currency },
        lostMinor: Number(lostOf(dispute)),
        frozenTokens: Number(dispute.frozenTokens + dispute.frozenBonusTokens),
        voidedTokens: Number(dispute.voidedTokens + dispute.voidedBonusTokens),
        shortfallMinor: Number(dispute.shortfallMinor),
      },
      reason: dispute.reason,
      at,
    });
  }
}

const NO_TOKENS = { tokens: 0n, bonusTokens: 0n };

const nextLook = (at: Date): Date => new Date(at.getTime() + NEXT_LOOK_MS);
