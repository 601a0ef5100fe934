import { Injectable } from '@nestjs/common';
import { Invoicing } from '@purser/invoices';
import { Outbox, type Tx } from '@purser/platform';
import { LotClawback, LotFreezes, Wallets } from '@purser/wallet';
import { amountWords } from '../purchase-words.js';
import { DisputeLost } from '../purchases.events.js';
import { ReconciliationCases } from '../reconciliation-cases.js';
import { voidedSum, type RefundSum } from '../refunds/refund-arithmetic.js';
import { refundBasis, returnedOf, takenFrom } from '../refunds/refund-basis.js';
import { numbers, takenWords } from '../refunds/refund-words.js';
import { DisputeJournal } from './dispute-journal.js';
import {
  lotsRequest,
  othersOpen,
  partWords,
  reversedWords,
  subjectOf,
  words,
  type Matter,
} from './dispute-matter.js';
import { frozenForDispute } from './dispute.entity.js';

/** What was void, and whether nothing is left after it. */
interface Voided {
  readonly taken: RefundSum;
  readonly ranOut: boolean;
}

/** Writes what a lost dispute takes, and what of it comes back later. */
@Injectable()
export class DisputeLosses {
  constructor(
    private readonly journal: DisputeJournal,
    private readonly freezes: LotFreezes,
    private readonly clawback: LotClawback,
    private readonly wallets: Wallets,
    private readonly invoicing: Invoicing,
    private readonly cases: ReconciliationCases,
    private readonly outbox: Outbox,
  ) {}

  /** Takes what the lost money bought and is still there; what was consumed of it is a shortfall. */
  async lose(tx: Tx, matter: Matter, lostMinor: bigint, creditNoteId: string): Promise<void> {
    const { purchase, at } = matter;
    await this.invoicing.lockInvoice(tx, purchase.id);
    const { taken, ranOut } = await this.void(tx, matter, lostMinor);
    await this.freezes.unfreeze(tx, lotsRequest(matter, 'More was frozen than was lost'));
    const credit = await this.credit(tx, matter, taken, creditNoteId);
    // Whole tokens are void: a rest that none of them costs is no claim, nor is money that bought none.
    const isCovered = !ranOut || purchase.completedAt === null;
    const shortfallMinor = isCovered ? 0n : lostMinor - taken.amountMinor;
    const lost = await this.journal.write(tx, matter, {
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
      lostMinor,
      shortfallMinor,
      creditNoteId: credit?.id ?? null,
      creditNoteNumber: credit?.number ?? null,
    });
    const { currency } = lost.dispute;
    const rest =
      shortfallMinor > 0n ? `, ${amountWords(shortfallMinor, currency)} were consumed` : '';
    const summary = `The dispute about ${words(lost.dispute)} was lost${partWords(lost.dispute)}. ${takenWords(taken)} are void${rest}.`;
    const to = purchase.completedAt === null ? purchase.status : 'charged_back';
    await this.journal.advance(tx, lost, { type: 'dispute_lost', to, summary }, taken);
    await this.outbox.append(
      tx,
      new DisputeLost({
        ...subjectOf(lost),
        ...numbers(taken),
        lostMinor: Number(lostMinor),
        shortfallMinor: Number(shortfallMinor),
      }),
    );
    await this.journal.record(tx, 'dispute.lost', lost);
    if (shortfallMinor > 0n) await this.openShortfall(tx, lost, summary);
  }

  /** What came back later may be more each time it is heard of: an open case says the whole. */
  async reverse(tx: Tx, { dispute, at }: Matter, lostMinor: bigint): Promise<void> {
    const subject = { subjectType: 'dispute' as const, subjectId: dispute.id };
    const detail = reversedWords(dispute, lostMinor);
    const found = { kind: 'dispute-reversed' as const, ...subject, detail };
    await this.cases.open(tx, found, at);
    await this.cases.amend(tx, found);
  }

  private async void(tx: Tx, matter: Matter, lostMinor: bigint): Promise<Voided> {
    const { purchase, dispute } = matter;
    const reference = frozenForDispute(dispute);
    const returned = await returnedOf(tx, purchase.id);
    let decided: Voided | null = null;
    await this.clawback.take(
      tx,
      {
        ...lotsRequest(matter, 'The dispute was lost'),
        kind: 'dispute',
        entryReference: `purser:${reference}`,
        // Of several disputes about one payment the first one froze everything.
        frozenFor: [reference, ...(await othersOpen(tx, matter)).map(frozenForDispute)],
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

  private async credit(
    tx: Tx,
    { purchase, dispute, at }: Matter,
    taken: RefundSum,
    creditNoteId: string,
  ): Promise<{ readonly id: string; readonly number: string } | null> {
    if (taken.amountMinor === 0n) return null;
    return this.invoicing.issueCreditNote(tx, {
      creditNoteId,
      purchaseId: purchase.id,
      reference: frozenForDispute(dispute),
      reason: 'The payment was charged back',
      description: `Charged back ${takenWords(taken)}: ${purchase.label}`,
      totalMinor: taken.amountMinor,
      taxMinor: taken.taxMinor,
      issuedAt: at,
    });
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
}
