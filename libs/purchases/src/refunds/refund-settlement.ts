import { Injectable } from '@nestjs/common';
import type { PurchaseStatus } from '@purser/contracts';
import { Invoicing } from '@purser/invoices';
import type { RefundState } from '@purser/payments';
import { Clock, NotFound, Outbox, UnitOfWork, type Actor, type Tx } from '@purser/platform';
import { LotClawback } from '@purser/wallet';
import { PurchaseJournal } from '../purchase-journal.js';
import { amountWords, cardWords } from '../purchase-words.js';
import { RefundBooked, RefundCredited, RefundFailed } from '../purchases.events.js';
import { ReconciliationCases } from '../reconciliation-cases.js';
import type { TokenPurchase } from '../token-purchase.entity.js';
import { returnedOf } from './refund-basis.js';
import { RefundAudit } from './refund-audit.js';
import { RefundCredits, type Credited } from './refund-credits.js';
import { refundEntryReference } from './refund-reservation.js';
import { creditWords, refundAmount, refundDetails, takenWords } from './refund-words.js';
import { Refund } from './refund.entity.js';

/** When to ask again about a refund that the provider has taken but not decided. */
const NEXT_LOOK_MS = 60 * 60_000;

/** Writes what became of a refund, in any order and any number of times, with one effect. */
@Injectable()
export class RefundSettlement {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly journal: PurchaseJournal,
    private readonly clawback: LotClawback,
    private readonly invoicing: Invoicing,
    private readonly credits: RefundCredits,
    private readonly cases: ReconciliationCases,
    private readonly audit: RefundAudit,
    private readonly outbox: Outbox,
  ) {}

  /** Applies the provider's state and gives the refund as it is then. @throws NotFound */
  async apply(
    organizationId: string,
    id: string,
    state: RefundState,
    actor: Actor,
  ): Promise<Refund> {
    const documents = await this.credits.reserve(organizationId, id, this.clock.now());
    return this.change(organizationId, id, async (tx, purchase, refund) => {
      const known = { ...refund, providerId: refund.providerId ?? state.providerId };
      const failure = `The provider reports: ${state.failure ?? 'failed'}`;
      switch (refund.status) {
        case 'pending':
          if (state.status === 'succeeded') return this.book(tx, purchase, known, documents, actor);
          if (state.status === 'failed') return this.giveBack(tx, purchase, known, failure, actor);
          return this.write(tx, { ...known, dueAt: this.later() });
        case 'succeeded':
          return state.status === 'failed'
            ? this.comeBack(tx, purchase, known, failure, documents, actor)
            : refund;
        default:
          if (state.status === 'succeeded') await this.openReturnedCase(tx, refund);
          return refund;
      }
    });
  }

  /** Gives the tokens of a refund back that the provider refuses to pay. */
  refuse(refund: Refund, detail: string, actor: Actor): Promise<Refund> {
    return this.change(refund.organizationId, refund.id, (tx, purchase, current) =>
      current.status === 'pending'
        ? this.giveBack(tx, purchase, current, detail.replace(/\.$/, ''), actor)
        : Promise.resolve(current),
    );
  }

  /** Credits what had found no room on the invoice when the refund was booked. */
  async creditRest(refund: Refund, actor: Actor): Promise<Refund> {
    const { organizationId, id } = refund;
    const documentId = await this.invoicing.reserveId(organizationId, this.clock.now());
    return this.change(organizationId, id, async (tx, purchase, current) => {
      if (current.status !== 'succeeded' || current.dueAt === null) return current;
      const at = this.clock.now();
      const credited = await this.credits.credit(tx, purchase, current, documentId, at);
      const after = await this.write(tx, { ...current, ...credited?.changes, dueAt: null });
      if (!credited) return after;
      const { number, totalMinor } = credited.note;
      const amount = amountWords(totalMinor, after.currency);
      const summary = `${amount} of the refund of ${refundAmount(after)} are credited now. Credit note ${number} issued.`;
      const step = { type: 'refund_credited', to: purchase.status, summary };
      const steps = [{ ...step, details: refundDetails(after) }] as const;
      await this.journal.advance(tx, purchase, steps, {}, actor, at);
      await this.outbox.append(tx, creditedEvent(after, credited));
      await this.credits.tellRest(tx, after, at);
      await this.audit.record(tx, 'refund.credited', after, actor, at);
      return after;
    });
  }

  /** Lets the sweep look at a pending refund from `dueAt` on, unless a later attempt is made. */
  lookAgain(refund: Refund, next: { attempt: number; dueAt: Date }): Promise<Refund> {
    return this.change(refund.organizationId, refund.id, (tx, _purchase, current) =>
      current.status === 'pending' && current.attempt === refund.attempt
        ? this.write(tx, { ...current, ...next })
        : Promise.resolve(current),
    );
  }

  private change(
    organizationId: string,
    id: string,
    work: (tx: Tx, purchase: TokenPurchase, refund: Refund) => Promise<Refund>,
  ): Promise<Refund> {
    return this.unitOfWork.run(organizationId, async (tx) => {
      const known = await tx.findOneBy(Refund, { organizationId, id });
      const purchase = known && (await this.journal.lock(tx, known.purchaseId));
      const refund = await tx.findOneBy(Refund, { organizationId, id });
      if (!purchase || !refund) throw new NotFound('There is no such refund.');
      return work(tx, purchase, refund);
    });
  }

  /** The money went back: a credit note, the new status, and the news. */
  private async book(
    tx: Tx,
    purchase: TokenPurchase,
    refund: Refund,
    [documentId = '']: readonly string[],
    actor: Actor,
  ): Promise<Refund> {
    const at = this.clock.now();
    const credited = await this.credits.credit(tx, purchase, refund, documentId, at);
    const booked = await this.write(tx, {
      ...refund,
      ...credited?.changes,
      status: 'succeeded',
      settledAt: at,
      dueAt: null,
    });
    const to = await statusAfterRefunds(tx, purchase);
    // Money that bought nothing has no invoice to correct.
    const note = purchase.completedAt === null ? '' : creditWords(booked);
    const summary = `${refundAmount(booked)} went back to ${cardWords(purchase)} for ${takenWords(booked)}.${note}`;
    const step = { type: 'refunded', to, summary, details: refundDetails(booked) };
    await this.journal.advance(tx, purchase, [step], {}, actor, at);
    await this.outbox.append(tx, bookedEvent(booked));
    await this.audit.record(tx, 'refund.booked', booked, actor, at);
    if (purchase.completedAt !== null && booked.creditedMinor < booked.amountMinor)
      await this.credits.tellRest(tx, booked, at);
    return booked;
  }

  /** The money did not go: the tokens come back into the lots they were taken from. */
  private async giveBack(
    tx: Tx,
    purchase: TokenPurchase,
    refund: Refund,
    failure: string,
    actor: Actor,
  ): Promise<Refund> {
    const at = this.clock.now();
    const failed = await this.returnTokens(tx, refund, failure, actor, at);
    const summary = `The refund of ${refundAmount(failed)} failed: ${failure}. ${takenWords(failed)} were given back.`;
    await this.tellFailed(tx, purchase, failed, purchase.status, summary, actor, at);
    return failed;
  }

  /** The bank sent money back that had gone: tokens and documents as they were before. */
  private async comeBack(
    tx: Tx,
    purchase: TokenPurchase,
    refund: Refund,
    failure: string,
    documents: readonly string[],
    actor: Actor,
  ): Promise<Refund> {
    const at = this.clock.now();
    await this.invoicing.lockInvoice(tx, purchase.id);
    const failed = await this.returnTokens(tx, refund, failure, actor, at);
    const cancelling = await this.credits.cancel(tx, refund, documents, at);
    const document = cancelling
      .map((number) => ` Invoice ${number} cancels its credit note.`)
      .join('');
    const summary = `The refund of ${refundAmount(failed)} came back: ${failure}. ${takenWords(failed)} were given back.${document}`;
    const to = await statusAfterRefunds(tx, purchase);
    await this.tellFailed(tx, purchase, failed, to, summary, actor, at);
    const subject = { subjectType: 'refund' as const, subjectId: refund.id };
    await this.cases.open(tx, { kind: 'refund-failed', ...subject, detail: summary }, at);
    return failed;
  }

  private async returnTokens(
    tx: Tx,
    refund: Refund,
    failure: string,
    actor: Actor,
    at: Date,
  ): Promise<Refund> {
    await this.clawback.giveBack(tx, {
      purchaseId: refund.purchaseId,
      reference: `refund:${refund.id}`,
      entryReference: refundEntryReference(refund.id),
      reason: `The refund failed: ${failure}`,
      actor,
      at,
    });
    return this.write(tx, { ...refund, status: 'failed', failure, settledAt: at, dueAt: null });
  }

  private async tellFailed(
    tx: Tx,
    purchase: TokenPurchase,
    refund: Refund,
    to: PurchaseStatus,
    summary: string,
    actor: Actor,
    at: Date,
  ): Promise<void> {
    const step = { type: 'refund_failed', to, summary, details: refundDetails(refund) };
    await this.journal.advance(tx, purchase, [step], {}, actor, at);
    await this.outbox.append(tx, failedEvent(refund));
    await this.audit.record(tx, 'refund.failed', refund, actor, at);
  }

  private openReturnedCase(tx: Tx, refund: Refund): Promise<void> {
    const detail = `The provider paid the refund of ${refundAmount(refund)} although it is ${refund.status} here.`;
    const subject = { subjectType: 'refund' as const, subjectId: refund.id };
    return this.cases.open(tx, { kind: 'refund-failed', ...subject, detail }, this.clock.now());
  }

  private async write(tx: Tx, refund: Refund): Promise<Refund> {
    const { organizationId, id, ...changes } = refund;
    await tx.update(Refund, { organizationId, id }, changes);
    return refund;
  }

  private later(): Date {
    return new Date(this.clock.now().getTime() + NEXT_LOOK_MS);
  }
}

/** The status a purchase has by its refunds; one that is in the bank's hands keeps its own. */
export async function statusAfterRefunds(tx: Tx, purchase: TokenPurchase): Promise<PurchaseStatus> {
  const { status, completedAt } = purchase;
  if (status === 'disputed' || status === 'charged_back' || completedAt === null) return status;
  return refundStatus(tx, purchase);
}

/** `completed`, `partially_refunded` or `refunded`, by the money that went back. */
export async function refundStatus(tx: Tx, purchase: TokenPurchase): Promise<PurchaseStatus> {
  const { paidMinor } = await returnedOf(tx, purchase.id);
  if (paidMinor === 0n) return 'completed';
  return paidMinor >= purchase.totalMinor ? 'refunded' : 'partially_refunded';
}

function bookedEvent(refund: Refund): RefundBooked {
  return new RefundBooked({
    ...eventFields(refund),
    origin: refund.origin,
    shortfallMinor: Number(refund.shortfallMinor),
    creditedMinor: Number(refund.creditedMinor),
    creditNoteId: refund.creditNoteId,
    creditNoteNumber: refund.creditNoteNumber,
  });
}

function creditedEvent(refund: Refund, { note }: Credited): RefundCredited {
  const { organizationId, purchaseId, currency } = refund;
  return new RefundCredited({
    ...{ organizationId, purchaseId, referenceId: purchaseId, refundId: refund.id, currency },
    amountMinor: Number(note.totalMinor),
    creditNoteId: note.id,
    creditNoteNumber: note.number,
  });
}

function failedEvent(refund: Refund): RefundFailed {
  return new RefundFailed({ ...eventFields(refund), failure: refund.failure ?? 'failed' });
}

const eventFields = (refund: Refund) => ({
  organizationId: refund.organizationId,
  purchaseId: refund.purchaseId,
  referenceId: refund.purchaseId,
  refundId: refund.id,
  amountMinor: Number(refund.amountMinor),
  currency: refund.currency,
  tokens: Number(refund.tokens),
  bonusTokens: Number(refund.bonusTokens),
});
