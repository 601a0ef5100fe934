import { Injectable } from '@nestjs/common';
import { Invoicing } from '@purser/invoices';
import { divideHalfUp, UnitOfWork, type Tx } from '@purser/platform';
import { amountWords } from '../purchase-words.js';
import { ReconciliationCases } from '../reconciliation-cases.js';
import type { TokenPurchase } from '../token-purchase.entity.js';
import { least } from './refund-arithmetic.js';
import { refundAmount, takenWords } from './refund-words.js';
import { Refund } from './refund.entity.js';

/** What a credit note changed on its refund, and the note. */
export interface Credited {
  readonly changes: Pick<Refund, 'creditedMinor' | 'creditNoteId' | 'creditNoteNumber'>;
  readonly note: { readonly id: string; readonly number: string; readonly totalMinor: bigint };
}

/**
 * The credit notes of refunds. In all they never give back more than the invoice states: a dispute
 * may have been lost over the same money, or a refund that is about to come back may fill the invoice.
 * What found no room is credited once there is some.
 */
@Injectable()
export class RefundCredits {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly invoicing: Invoicing,
    private readonly cases: ReconciliationCases,
  ) {}

  /** Makes the ids of as many documents as a change of the refund may issue, at least one. */
  async reserve(organizationId: string, refundId: string, at: Date): Promise<string[]> {
    const notes = await this.unitOfWork.read(organizationId, (tx) =>
      this.invoicing.standingNotes(tx, referenceOf(refundId)),
    );
    const ids = [await this.invoicing.reserveId(organizationId, at)];
    while (ids.length < notes.length) {
      ids.push(await this.invoicing.reserveId(organizationId, at));
    }
    return ids;
  }

  /** Credits what is not credited yet and has room; null where there is none, or no invoice. */
  async credit(
    tx: Tx,
    purchase: TokenPurchase,
    refund: Refund,
    creditNoteId: string,
    issuedAt: Date,
  ): Promise<Credited | null> {
    // Money that bought nothing has no invoice to correct.
    if (purchase.completedAt === null) return null;
    const { creditedMinor: before } = refund;
    const left = await this.invoicing.leftToCredit(tx, purchase.id);
    const wantedMinor = refund.amountMinor - before;
    if (left.totalMinor <= 0n || wantedMinor <= 0n) return null;
    const totalMinor = least(wantedMinor, left.totalMinor);
    const isWhole = before === 0n && totalMinor === refund.amountMinor;
    const taxMinor = isWhole
      ? refund.taxMinor
      : divideHalfUp(left.taxMinor * totalMinor, left.totalMinor);
    const own = referenceOf(refund.id);
    const note = await this.invoicing.issueCreditNote(tx, {
      creditNoteId,
      purchaseId: purchase.id,
      reference: before === 0n ? own : `${own}:${before}`,
      reason: refund.reason ?? 'Refund',
      description: `Refund of ${takenWords(refund)}: ${purchase.label}`,
      totalMinor,
      taxMinor: least(least(taxMinor, left.taxMinor), totalMinor),
      issuedAt,
    });
    return {
      changes: {
        creditedMinor: before + totalMinor,
        creditNoteId: refund.creditNoteId ?? note.id,
        creditNoteNumber: refund.creditNoteNumber ?? note.number,
      },
      note: { ...note, totalMinor },
    };
  }

  /**
   * Cancels the notes of a refund whose money came back, by invoices with the ids `reserved`, and has
   * refunds looked at that had found no room. Gives the numbers of the invoices.
   *
   * @throws Error there are more notes than were known when the ids were reserved: to be tried again
   */
  async cancel(tx: Tx, refund: Refund, reserved: readonly string[], at: Date): Promise<string[]> {
    const { organizationId } = tx;
    const notes = await this.invoicing.standingNotes(tx, referenceOf(refund.id));
    const numbers: string[] = [];
    for (const [index, creditNoteId] of notes.entries()) {
      const invoiceId = reserved[index];
      if (invoiceId === undefined) throw new Error('Another credit note was issued meanwhile');
      const invoice = { invoiceId, creditNoteId, issuedAt: at };
      numbers.push((await this.invoicing.reinstate(tx, invoice)).number);
    }
    if (numbers.length === 0) return numbers;
    const { purchaseId } = refund;
    const others = await tx.findBy(Refund, { organizationId, purchaseId, status: 'succeeded' });
    for (const { id, creditedMinor, amountMinor } of others) {
      if (creditedMinor < amountMinor)
        await tx.update(Refund, { organizationId, id }, { dueAt: at });
    }
    return numbers;
  }

  /** Where more went back than was paid a person claims it or writes it off. */
  async tellRest(tx: Tx, refund: Refund, at: Date): Promise<void> {
    const restMinor = refund.amountMinor - refund.creditedMinor;
    const subject = { subjectType: 'refund' as const, subjectId: refund.id };
    const found = { kind: 'refund-beyond-invoice' as const, ...subject };
    const about = `${refundAmount(refund)} of purchase ${refund.purchaseId} was refunded`;
    if (restMinor > 0n) {
      const rest = amountWords(restMinor, refund.currency);
      const detail = `${about}, ${rest} of it more than its invoice had left.`;
      await this.cases.open(tx, { ...found, detail }, at);
      await this.cases.amend(tx, { ...found, detail });
      return;
    }
    const detail = `${about}. All of it is credited by now, since another refund came back: nothing is to be done.`;
    await this.cases.amend(tx, { ...found, detail });
  }
}

const referenceOf = (refundId: string): string => `refund:${refundId}`;
