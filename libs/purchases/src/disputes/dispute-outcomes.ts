import { Injectable } from '@nestjs/common';
import type { PurchaseStatus } from '@purser/contracts';
import type { DisputeState } from '@purser/payments';
import { Clock, newId, NotFound, Outbox, type Actor, type Tx } from '@purser/platform';
import { LotClawback, LotFreezes, type Allocation } from '@purser/wallet';
import { PurchaseJournal } from '../purchase-journal.js';
import { DisputeWon, PurchaseDisputed } from '../purchases.events.js';
import { refundStatus } from '../refunds/refund-settlement.js';
import { numbers, takenWords } from '../refunds/refund-words.js';
import type { TokenPurchase } from '../token-purchase.entity.js';
import { DisputeJournal } from './dispute-journal.js';
import { DisputeLosses } from './dispute-losses.js';
import {
  lotsRequest,
  ofPurchase,
  othersOpen,
  subjectOf,
  words,
  type Matter,
} from './dispute-matter.js';
import { Dispute, frozenForDispute, lostOf } from './dispute.entity.js';

/** How often an open dispute is asked about when no news of it comes. */
const NEXT_LOOK_MS = 6 * 60 * 60_000;

/** Writes what a dispute does to its purchase: freezes, gives back, or has it taken for good. */
@Injectable()
export class DisputeOutcomes {
  constructor(
    private readonly clock: Clock,
    private readonly purchases: PurchaseJournal,
    private readonly journal: DisputeJournal,
    private readonly losses: DisputeLosses,
    private readonly freezes: LotFreezes,
    private readonly clawback: LotClawback,
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
    const locked = await this.purchases.lock(tx, purchaseId);
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
      if (phase === 'lost') return this.losses.lose(tx, matter, state.lostMinor, creditNoteId);
      return this.noteFrozen(tx, matter);
    }
    if (matter.dispute.status === 'lost' && state.lostMinor < lostOf(matter.dispute))
      await this.losses.reinstate(tx, matter, state.lostMinor);
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
      lostMinor: null,
      shortfallMinor: 0n,
      returnedTwiceMinor: 0n,
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
    return this.journal.advance(tx, matter, {
      type: 'inquiry_opened',
      to: purchase.status,
      summary,
    });
  }

  private async close(tx: Tx, matter: Matter, isNew: boolean): Promise<void> {
    if (isNew) await this.tellInquiry(tx, matter);
    await this.journal.write(tx, matter, { status: 'closed', closedAt: matter.at, dueAt: null });
    const summary = `The bank's inquiry about ${words(matter.dispute)} ended without a dispute.`;
    const { status } = matter.purchase;
    await this.journal.advance(tx, matter, { type: 'inquiry_closed', to: status, summary });
  }

  /** Freezes what is left and says so. */
  private async open(tx: Tx, matter: Matter): Promise<Matter> {
    const { purchase } = matter;
    const frozen = await this.freezes.freeze(tx, lotsRequest(matter, 'The payment is disputed'));
    const tokens = await this.split(tx, purchase, frozen);
    const opened = await this.journal.write(tx, matter, {
      status: 'open',
      purchaseStatusBefore: purchase.status,
      frozenTokens: tokens.tokens,
      frozenBonusTokens: tokens.bonusTokens,
    });
    const { dispute } = opened;
    const summary = `The card holder disputes ${words(dispute)} (${dispute.reason}). ${takenWords(tokens)} are frozen.`;
    const to = purchase.completedAt === null ? purchase.status : 'disputed';
    const disputed = await this.journal.advance(
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
    await this.journal.record(tx, 'dispute.opened', opened);
    return { ...opened, purchase: disputed };
  }

  /** What came back into the lots since was frozen with them: it is noted. */
  private async noteFrozen(tx: Tx, matter: Matter): Promise<void> {
    const reference = frozenForDispute(matter.dispute);
    const frozen = (await this.freezes.frozen(tx, [reference])).get(reference);
    await this.journal.write(tx, matter, {
      frozenTokens: frozen?.tokens ?? 0n,
      frozenBonusTokens: frozen?.bonusTokens ?? 0n,
      dueAt: nextLook(matter.at),
    });
  }

  private async win(tx: Tx, matter: Matter): Promise<void> {
    const given = await this.freezes.unfreeze(tx, lotsRequest(matter, 'The dispute was won'));
    const tokens = await this.split(tx, matter.purchase, given);
    const won = await this.journal.write(tx, matter, {
      status: 'won',
      closedAt: matter.at,
      dueAt: null,
      frozenTokens: 0n,
      frozenBonusTokens: 0n,
    });
    const to = await this.statusWithout(tx, won);
    const summary = `The dispute about ${words(won.dispute)} was won. ${takenWords(tokens)} can be used again, for as much longer as they were frozen.`;
    await this.journal.advance(tx, won, { type: 'dispute_won', to, summary }, tokens);
    const event = { ...subjectOf(won), ...numbers(tokens) };
    await this.outbox.append(tx, new DisputeWon(event));
    await this.journal.record(tx, 'dispute.won', won);
  }

  /** The status of the purchase once this dispute is out of the way. */
  private async statusWithout(tx: Tx, matter: Matter): Promise<PurchaseStatus> {
    const { purchase } = matter;
    if (purchase.completedAt === null || purchase.status !== 'disputed') return purchase.status;
    if ((await othersOpen(tx, matter)).length > 0) return purchase.status;
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

  private lookLater(tx: Tx, matter: Matter): Promise<Matter> {
    return this.journal.write(tx, matter, { dueAt: nextLook(matter.at) });
  }
}

const nextLook = (at: Date): Date => new Date(at.getTime() + NEXT_LOOK_MS);
