import { Injectable } from '@nestjs/common';
import { Invoicing } from '@purser/invoices';
import { Outbox, type Tx } from '@purser/platform';
import { LotClawback, LotFreezes } from '@purser/wallet';
import { amountWords } from '../purchase-words.js';
import { DisputeLost } from '../purchases.events.js';
import { voidedSum, type RefundSum } from '../refunds/refund-arithmetic.js';
import { refundBasis, returnedOf, takenFrom } from '../refunds/refund-basis.js';
import { numbers, takenWords } from '../refunds/refund-words.js';
import { DisputeClaims } from './dispute-claims.js';
import { DisputeJournal } from './dispute-journal.js';
import { lotsRequest, othersOpen, subjectOf, type Matter } from './dispute-matter.js';
import { frozenForDispute, lostOf } from './dispute.entity.js';
import { lossParts, partsAfter, type LossParts } from './loss-parts.js';
import { lossWords } from './loss-words.js';

/** What is void of the purchase, and what of the loss that does not cover. */
interface Voided {
  readonly taken: RefundSum;
  readonly parts: LossParts;
}

/** Writes what a lost dispute takes, and what of it comes back later. */
@Injectable()
export class DisputeLosses {
  constructor(
    private readonly journal: DisputeJournal,
    private readonly freezes: LotFreezes,
    private readonly clawback: LotClawback,
    private readonly invoicing: Invoicing,
    private readonly claims: DisputeClaims,
    private readonly outbox: Outbox,
  ) {}

  /** Takes what the lost money bought and is still there; the rest is claimed. */
  async lose(tx: Tx, matter: Matter, lostMinor: bigint, creditNoteId: string): Promise<void> {
    const { purchase, at } = matter;
    await this.invoicing.lockInvoice(tx, purchase.id);
    const { taken, parts } = await this.void(tx, matter, lostMinor);
    await this.freezes.unfreeze(tx, lotsRequest(matter, 'More was frozen than was lost'));
    const credit = await this.credit(tx, matter, taken, creditNoteId);
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
      ...parts,
      creditNoteId: credit?.id ?? null,
      creditNoteNumber: credit?.number ?? null,
    });
    const summary = lossWords(lost.dispute);
    const to = purchase.completedAt === null ? purchase.status : 'charged_back';
    const { tokens, bonusTokens } = taken;
    const moved = { tokens, bonusTokens, amountMinor: lostMinor };
    await this.journal.advance(tx, lost, { type: 'dispute_lost', to, summary }, moved);
    await this.outbox.append(
      tx,
      new DisputeLost({
        ...subjectOf(lost),
        ...numbers(taken),
        lostMinor: Number(lostMinor),
        shortfallMinor: Number(parts.shortfallMinor),
        returnedTwiceMinor: Number(parts.returnedTwiceMinor),
      }),
    );
    await this.journal.record(tx, 'dispute.lost', lost);
    await this.claims.open(tx, lost);
  }

  /** Money of a lost dispute came back: less is lost, and less is claimed. */
  async reinstate(tx: Tx, matter: Matter, lostMinor: bigint): Promise<void> {
    const { dispute: before, purchase } = matter;
    const after = await this.journal.write(tx, matter, partsAfter(before, lostMinor));
    const amountMinor = lostOf(before) - lostMinor;
    const back = amountWords(amountMinor, before.currency);
    const summary = `${back} came back after a dispute was lost. ${lossWords(after.dispute)}`;
    const step = { type: 'dispute_reinstated', to: purchase.status, summary };
    await this.journal.advance(tx, after, step, { amountMinor });
    await this.journal.record(tx, 'dispute.reinstated', after);
    await this.claims.follow(tx, before, after);
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
        const ranOut = taken.tokens === basis.paid.takeable;
        const leftMinor = purchase.totalMinor - returned.awayMinor;
        const facts = { lostMinor, leftMinor, takenMinor: taken.amountMinor, ranOut };
        // Money that bought nothing claims nothing.
        const isBought = purchase.completedAt !== null;
        decided = { taken, parts: isBought ? lossParts(facts) : { ...NOTHING_OWED, lostMinor } };
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
}

const NOTHING_OWED = { shortfallMinor: 0n, returnedTwiceMinor: 0n };
