import { Injectable } from '@nestjs/common';
import { Organizations } from '@purser/identity';
import { Invoicing } from '@purser/invoices';
import { Sellers } from '@purser/packages';
import { CardAttempts } from '@purser/payments';
import { Clock, NotFound, Outbox, UnitOfWork, type Actor, type Tx } from '@purser/platform';
import { Wallets } from '@purser/wallet';
import { PurchaseEvent } from '../purchase-event.entity.js';
import { PurchaseJournal } from '../purchase-journal.js';
import { purchaseLots } from '../purchase-lots.js';
import { amountWords, cardWords, tokenWords } from '../purchase-words.js';
import { PurchaseCompleted } from '../purchases.events.js';
import { ReconciliationCases } from '../reconciliation-cases.js';
import { tokenExpiry } from '../token-expiry.js';
import { TokenPurchase } from '../token-purchase.entity.js';

/** What the provider received for a purchase; minor units of `currency` (ISO 4217). */
export interface ReceivedPayment {
  readonly paymentIntentId: string;
  readonly receivedMinor: bigint;
  readonly currency: string;
}

const NOT_EXPECTED = new Set(['initialized', 'payment_failed', 'canceled']);

/**
 * Turns a received payment into tokens, in ONE transaction and once: the row lock lets one through,
 * `completedAt` tells the others, and the unique references of the lots and the one invoice per
 * purchase hold even if neither did.
 */
@Injectable()
export class Settlement {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly journal: PurchaseJournal,
    private readonly wallets: Wallets,
    private readonly invoicing: Invoicing,
    private readonly sellers: Sellers,
    private readonly organizations: Organizations,
    private readonly cardAttempts: CardAttempts,
    private readonly cases: ReconciliationCases,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Settles a purchase whose payment succeeded, whatever its status says: money that was taken is
   * never left without tokens. However often it is called, and by however many at once, the effect
   * is one; the purchase is given as it then is.
   *
   * @throws NotFound
   */
  async settle(
    organizationId: string,
    purchaseId: string,
    payment: ReceivedPayment,
    actor: Actor,
  ): Promise<TokenPurchase> {
    const where = { organizationId, id: purchaseId };
    const known = await this.unitOfWork.read(organizationId, (tx) =>
      tx.findOneBy(TokenPurchase, where),
    );
    if (known?.completedAt) return known;
    const invoiceId = await this.invoicing.reserveId(organizationId, this.clock.now());
    const settled = await this.unitOfWork.run(organizationId, async (tx) => {
      const purchase = await this.journal.lock(tx, purchaseId);
      if (!purchase) throw new NotFound('There is no such purchase.');
      if (purchase.completedAt) return purchase;
      const at = this.clock.now();
      const mismatch = mismatchOf(purchase, payment);
      if (mismatch !== null) return this.setAside(tx, purchase, mismatch, actor, at);
      return this.credit(tx, purchase, invoiceId, actor, at);
    });
    await this.cardAttempts.paid({ purchaseId, attempt: settled.attempt });
    return settled;
  }

  private async credit(
    tx: Tx,
    purchase: TokenPurchase,
    invoiceId: string,
    actor: Actor,
    at: Date,
  ): Promise<TokenPurchase> {
    const payer = await payerOf(tx, purchase, actor);
    if (NOT_EXPECTED.has(purchase.status)) await this.openLateCase(tx, purchase, at);
    const invoice = await this.issueInvoice(tx, purchase, invoiceId, at);
    const { timeZone } = await this.organizations.get(tx);
    const expiresAt = tokenExpiry(at, purchase.validityDays, timeZone);
    await this.wallets.ensure(tx);
    const lots = purchaseLots(purchase, invoice.id, expiresAt);
    await this.wallets.grant(tx, { lots, actor: payer, at });
    const received = amountWords(purchase.totalMinor, purchase.currency);
    const completed = await this.journal.advance(
      tx,
      purchase,
      [
        {
          type: 'paid',
          to: 'paid',
          summary: `${received} was received from ${cardWords(purchase)}.`,
        },
        {
          type: 'completed',
          to: 'completed',
          summary: `${tokenWords(purchase)} credited; invoice ${invoice.number} issued.`,
        },
      ],
      {
        ...NOTHING_OPEN,
        invoiceId: invoice.id,
        invoiceNumber: invoice.number,
        paidAt: at,
        completedAt: at,
      },
      actor,
      at,
    );
    await this.outbox.append(tx, completedEvent(completed));
    await this.journal.record(tx, 'completed', purchase, completed, payer, at);
    return completed;
  }

  private async issueInvoice(
    tx: Tx,
    purchase: TokenPurchase,
    invoiceId: string,
    issuedAt: Date,
  ): Promise<{ id: string; number: string }> {
    const { id, currency, subtotalMinor, taxMinor, totalMinor } = purchase;
    const { taxTreatment, taxRatePercent, taxNote, cardBrand, cardLast4 } = purchase;
    return this.invoicing.issueInvoice(tx, {
      invoiceId,
      purchaseId: id,
      purchaseReferenceId: id,
      issuedAt,
      seller: await this.sellers.current(tx),
      lines: [
        {
          description: `${purchase.label}: ${tokenWords(purchase)}`,
          quantity: purchase.quantity,
          unitAmountMinor: purchase.unitAmountMinor,
          amountMinor: subtotalMinor,
        },
      ],
      currency,
      subtotalMinor,
      taxMinor,
      totalMinor,
      taxTreatment,
      taxRatePercent,
      taxNote,
      payment:
        cardBrand === null || cardLast4 === null ? null : { brand: cardBrand, last4: cardLast4 },
    });
  }

  private openLateCase(tx: Tx, { id, status }: TokenPurchase, at: Date): Promise<void> {
    return this.cases.open(
      tx,
      {
        kind: 'late-payment',
        subjectType: 'purchase',
        subjectId: id,
        detail: `The payment succeeded while the purchase was ${status}. The tokens are credited: check that the buyer wanted them, or refund.`,
      },
      at,
    );
  }

  /** Money that is not what was asked for buys nothing by itself: a person decides. */
  private async setAside(
    tx: Tx,
    purchase: TokenPurchase,
    mismatch: string,
    actor: Actor,
    at: Date,
  ): Promise<TokenPurchase> {
    // It went back meanwhile: news of its payment is old.
    if (purchase.status === 'canceled' && purchase.paidAt !== null) return purchase;
    const subject = { subjectType: 'purchase' as const, subjectId: purchase.id };
    await this.cases.open(tx, { kind: 'payment-mismatch', ...subject, detail: mismatch }, at);
    if (purchase.status === 'paid') return purchase;
    const step = { type: 'payment_mismatch', to: 'paid' as const, summary: mismatch };
    return this.journal.advanceAudited(
      tx,
      purchase,
      step,
      { ...NOTHING_OPEN, paidAt: at },
      actor,
      at,
      mismatch,
    );
  }
}

const NOTHING_OPEN = {
  clientSecret: null,
  failureCode: null,
  failureDeclineCode: null,
  failureMessage: null,
  attemptUntil: null,
  dueAt: null,
} as const;

function mismatchOf(purchase: TokenPurchase, payment: ReceivedPayment): string | null {
  const asked = amountWords(purchase.totalMinor, purchase.currency);
  const received = amountWords(payment.receivedMinor, payment.currency);
  if (payment.paymentIntentId !== purchase.paymentIntentId) {
    return `${received} was received by a payment that is not this purchase's.`;
  }
  return asked === received ? null : `${asked} was asked for but ${received} was received.`;
}

/** Who started the payment, whoever learned of its success first. */
async function payerOf(tx: Tx, purchase: TokenPurchase, actor: Actor): Promise<Actor> {
  if (actor.type !== 'system') return actor;
  const { organizationId, id: purchaseId } = purchase;
  const started = await tx.findOne(PurchaseEvent, {
    where: { organizationId, purchaseId, type: 'payment_started' },
    order: { sequence: 'DESC' },
  });
  if (!started) return actor;
  const { actorType: type, actorId, actorName: name, requestId } = started;
  return { type, id: actorId, name, requestId, ip: null };
}

function completedEvent(purchase: TokenPurchase): PurchaseCompleted {
  return new PurchaseCompleted({
    organizationId: purchase.organizationId,
    purchaseId: purchase.id,
    referenceId: purchase.id,
    type: purchase.type,
    tokens: Number(purchase.tokens),
    bonusTokens: Number(purchase.bonusTokens),
  });
}
