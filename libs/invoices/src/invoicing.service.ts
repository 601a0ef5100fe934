import { Injectable } from '@nestjs/common';
import type { CreditNoteSummaryView, InvoicePartyView, InvoiceView } from '@purser/contracts';
import { Organizations, type OrganizationProfile } from '@purser/identity';
import { divideHalfUp, money, newId, NotFound, PublicIds, type Tx } from '@purser/platform';
import { In, IsNull } from 'typeorm';
import { CreditNote } from './credit-note.entity.js';
import { InvoiceLine } from './invoice-line.entity.js';
import { Invoice } from './invoice.entity.js';
import { CreditExceedsInvoice } from './invoices.errors.js';
import { SellerNumbering } from './seller-numbers/seller-numbering.service.js';
import { lockSeries, seriesOf, takeNumber, type TakenNumber } from './numbering.js';

/** A net line: `amount = unitAmount x quantity`, in minor units. */
export interface InvoiceLineOrder {
  description: string;
  quantity: number;
  unitAmountMinor: bigint;
  amountMinor: bigint;
}

/** What an invoice is to state. Lines add up to the subtotal, subtotal and tax to the total. */
export interface InvoiceOrder {
  /** From {@link Invoicing.reserveId}. */
  invoiceId: string;
  purchaseId: string;
  purchaseReferenceId: string;
  issuedAt: Date;
  /** Who sells: `Sellers.current(tx)` of the room packages. */
  seller: InvoicePartyView;
  lines: readonly InvoiceLineOrder[];
  currency: string;
  subtotalMinor: bigint;
  taxMinor: bigint;
  totalMinor: bigint;
  taxTreatment: InvoiceView['taxTreatment'];
  /** Decimal string, for example `8.875`. */
  taxRatePercent: string;
  taxNote: string | null;
  /** The card it was paid with, printed on the invoice. */
  payment?: { brand: string; last4: string } | null;
}

/** What a credit note gives back. */
export interface CreditNoteOrder {
  /** From {@link Invoicing.reserveId}. */
  creditNoteId: string;
  /** The purchase whose invoice is corrected. */
  purchaseId: string;
  /** What causes it, once, for example `refund:<id>`. */
  reference: string;
  reason: string;
  /** Its line, for example `Refund of 12,000 tokens`. */
  description: string;
  /** Gross; it is split into net and tax as the invoice is. */
  totalMinor: bigint;
  /** The tax in it, where the caller has split it; in proportion unless given. */
  taxMinor?: bigint;
  issuedAt: Date;
}

/** An issued document by id and number. */
export interface IssuedInvoice {
  id: string;
  number: string;
}

/** An amount of credit, gross, and the tax in it; minor units. */
export interface CreditSum {
  readonly totalMinor: bigint;
  readonly taxMinor: bigint;
}

/** Issues invoices and credit notes, inside the transaction of what they are about. */
@Injectable()
export class Invoicing {
  constructor(
    private readonly organizations: Organizations,
    private readonly publicIds: PublicIds,
    private readonly sellerNumbers: SellerNumbering,
  ) {}

  /** Makes the id of a document and commits its directory row: call before the transaction. */
  async reserveId(organizationId: string, now: Date): Promise<string> {
    const id = newId(now);
    await this.publicIds.register(id, organizationId, 'invoice');
    return id;
  }

  /**
   * Issues the invoice of a purchase, once: asked again it gives the first one back. The number is
   * the next of the organization's series, which stays locked until `tx` ends; of two transactions
   * that issue for the same purchase one fails on `invoices_once_per_purchase`.
   */
  async issueInvoice(tx: Tx, order: InvoiceOrder): Promise<IssuedInvoice> {
    assertSums(order);
    const issued = await this.byPurchase(tx, order.purchaseId);
    if (issued) return issued;
    const buyer = await this.organizations.get(tx);
    const series = seriesOf('invoice', order.issuedAt, buyer.timeZone);
    const taken = await takeNumber(tx, series);
    const { invoiceId, lines, payment, ...stated } = order;
    await tx.insert(Invoice, {
      ...stated,
      ...taken,
      organizationId: tx.organizationId,
      id: invoiceId,
      kind: 'invoice',
      buyer: buyerOf(buyer),
      paymentBrand: payment?.brand ?? null,
      paymentLast4: payment?.last4 ?? null,
      timeZone: buyer.timeZone,
    });
    await insertLines(tx, invoiceId, lines, order.issuedAt);
    await this.sellerNumbers.queue(tx, invoiceId, order.issuedAt);
    return { id: invoiceId, number: taken.number };
  }

  /**
   * Corrects the invoice of a purchase by an amount, once per `reference`: asked again it gives the
   * first one back. Tax is given back in the invoice's proportion; credit notes over the whole total
   * give back its tax to the minor unit.
   *
   * @throws NotFound when the purchase has no invoice
   * @throws CreditExceedsInvoice when less than `totalMinor` is left to credit
   */
  async issueCreditNote(tx: Tx, order: CreditNoteOrder): Promise<IssuedInvoice> {
    const { organizationId } = tx;
    const { purchaseId, reference, totalMinor } = order;
    if (totalMinor <= 0n) throw new RangeError('A credit note gives back more than nothing');
    const invoice = await this.lockInvoice(tx, purchaseId);
    if (!invoice) throw new NotFound('The purchase has no invoice.');
    const known = await tx.findOneBy(CreditNote, { organizationId, reference });
    if (known) return tx.findOneByOrFail(Invoice, { organizationId, id: known.id });
    const before = await creditedOf(tx, invoice.id);
    const afterMinor = before.totalMinor + totalMinor;
    if (afterMinor > invoice.totalMinor) {
      const leftMinor = invoice.totalMinor - before.totalMinor;
      throw new CreditExceedsInvoice(invoice.number, leftMinor, invoice.currency);
    }
    const taxMinor =
      order.taxMinor ??
      divideHalfUp(invoice.taxMinor * afterMinor, invoice.totalMinor) - before.taxMinor;
    const { timeZone } = await this.organizations.get(tx);
    const taken = await takeNumber(tx, seriesOf('credit_note', order.issuedAt, timeZone));
    await insertCreditNote(tx, order, invoice, taken, { taxMinor, timeZone });
    await this.sellerNumbers.queue(tx, order.creditNoteId, order.issuedAt);
    return { id: order.creditNoteId, number: taken.number };
  }

  /**
   * Cancels a credit note whose money came back, once: an invoice over the same amounts in the
   * series of invoices, which names it. The credit note does not count against its invoice then.
   *
   * @throws NotFound there is no such credit note
   */
  async reinstate(
    tx: Tx,
    order: { invoiceId: string; creditNoteId: string; issuedAt: Date },
  ): Promise<IssuedInvoice> {
    const { organizationId } = tx;
    const { invoiceId, creditNoteId, issuedAt } = order;
    const where = { organizationId, id: creditNoteId, kind: 'credit_note' } as const;
    const credited = await tx.findOneBy(Invoice, where);
    if (!credited) throw new NotFound('There is no such credit note.');
    await this.lockInvoice(tx, credited.purchaseId);
    const known = await tx.findOneBy(Invoice, { organizationId, reinstates: creditNoteId });
    if (known) return { id: known.id, number: known.number };
    const { timeZone } = await this.organizations.get(tx);
    const taken = await takeNumber(tx, seriesOf('invoice', issuedAt, timeZone));
    const { subtotalMinor } = credited;
    await tx.insert(Invoice, {
      ...credited,
      ...taken,
      id: invoiceId,
      kind: 'invoice',
      reinstates: creditNoteId,
      issuedAt,
      timeZone,
    });
    const description = `Cancels credit note ${credited.number}: its refund came back`;
    const line = { description, quantity: 1, unitAmountMinor: subtotalMinor };
    await insertLines(tx, invoiceId, [{ ...line, amountMinor: subtotalMinor }], issuedAt);
    await this.sellerNumbers.queue(tx, invoiceId, issuedAt);
    return { id: invoiceId, number: taken.number };
  }

  /** The ids of the credit notes that `reference`, or `reference:<more>`, caused and that stand. */
  async standingNotes(tx: Tx, reference: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT c.id FROM credit_notes c
        WHERE c.organization_id = $1 AND (c.reference = $2 OR starts_with(c.reference, $2 || ':'))
          AND NOT EXISTS (SELECT FROM invoices i
                           WHERE i.organization_id = $1 AND i.reinstates = c.id)
        ORDER BY c.id`,
      [tx.organizationId, reference],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * What the invoice of a purchase can still be credited by, gross and the tax in it, minor units;
   * nothing where it has none. Its series stays locked until `tx` ends.
   */
  async leftToCredit(tx: Tx, purchaseId: string): Promise<CreditSum> {
    const invoice = await this.lockInvoice(tx, purchaseId);
    if (!invoice) return { totalMinor: 0n, taxMinor: 0n };
    const credited = await creditedOf(tx, invoice.id);
    return {
      totalMinor: invoice.totalMinor - credited.totalMinor,
      taxMinor: invoice.taxMinor - credited.taxMinor,
    };
  }

  /**
   * Locks the series of a purchase's invoice until `tx` ends and gives the invoice, or null where it
   * has none. Whoever will also change the wallet calls it first: everybody locks in this order.
   */
  async lockInvoice(tx: Tx, purchaseId: string): Promise<Invoice | null> {
    const { organizationId } = tx;
    const first = { organizationId, purchaseId, kind: 'invoice', reinstates: IsNull() } as const;
    const invoice = await tx.findOneBy(Invoice, first);
    if (invoice) await lockSeries(tx, invoice.series);
    return invoice;
  }

  /** The credit notes of a purchase, oldest first, but for those that were cancelled. */
  async creditNotesOf(tx: Tx, purchaseId: string): Promise<CreditNoteSummaryView[]> {
    const { organizationId } = tx;
    const documents = await tx.find(Invoice, {
      where: { organizationId, purchaseId },
      order: { issuedAt: 'ASC', seriesNumber: 'ASC' },
    });
    const cancelled = new Set(documents.map(({ reinstates }) => reinstates));
    return documents
      .filter(({ id, kind }) => kind === 'credit_note' && !cancelled.has(id))
      .map(({ id, number, totalMinor, currency, issuedAt }) => ({
        id,
        number,
        total: money(totalMinor, currency),
        issuedAt: issuedAt.toISOString(),
      }));
  }

  /** The invoice of a purchase, or null while it has none. */
  async byPurchase(tx: Tx, purchaseId: string): Promise<IssuedInvoice | null> {
    return (await this.byPurchases(tx, [purchaseId])).get(purchaseId) ?? null;
  }

  /** The invoices of purchases, by purchase id. */
  async byPurchases(
    tx: Tx,
    purchaseIds: readonly string[],
  ): Promise<ReadonlyMap<string, IssuedInvoice>> {
    const invoices = await tx.find(Invoice, {
      select: { id: true, number: true, purchaseId: true },
      where: {
        organizationId: tx.organizationId,
        purchaseId: In([...purchaseIds]),
        kind: 'invoice',
        reinstates: IsNull(),
      },
    });
    return new Map(invoices.map(({ id, number, purchaseId }) => [purchaseId, { id, number }]));
  }
}

async function insertCreditNote(
  tx: Tx,
  order: CreditNoteOrder,
  invoice: Invoice,
  taken: TakenNumber,
  { taxMinor, timeZone }: { taxMinor: bigint; timeZone: string },
): Promise<void> {
  const { organizationId } = tx;
  const { creditNoteId: id, issuedAt, totalMinor, reference, reason, description } = order;
  const subtotalMinor = totalMinor - taxMinor;
  await tx.insert(Invoice, {
    ...invoice,
    ...taken,
    id,
    kind: 'credit_note',
    subtotalMinor,
    taxMinor,
    totalMinor,
    issuedAt,
    timeZone,
  });
  const line = { description, quantity: 1, unitAmountMinor: subtotalMinor };
  await insertLines(tx, id, [{ ...line, amountMinor: subtotalMinor }], issuedAt);
  await tx.insert(CreditNote, { organizationId, id, invoiceId: invoice.id, reference, reason });
}

function assertSums(order: InvoiceOrder): void {
  const { lines, subtotalMinor, taxMinor, totalMinor } = order;
  const sum = lines.reduce((total, line) => total + line.amountMinor, 0n);
  const linesHold = lines.every(
    (line) => line.amountMinor === line.unitAmountMinor * BigInt(line.quantity),
  );
  if (lines.length > 0 && linesHold && sum === subtotalMinor) {
    if (subtotalMinor + taxMinor === totalMinor) return;
  }
  throw new RangeError('The invoice does not add up');
}

function buyerOf(buyer: OrganizationProfile): InvoiceView['buyer'] {
  return {
    name: buyer.legalName,
    addressLines: [...buyer.addressLines],
    country: buyer.country,
    taxId: buyer.taxId,
    poNumber: buyer.poNumber,
    email: buyer.billingEmail,
  };
}

async function insertLines(
  tx: Tx,
  invoiceId: string,
  lines: readonly InvoiceLineOrder[],
  issuedAt: Date,
): Promise<void> {
  await tx.insert(
    InvoiceLine,
    lines.map((line, index) => ({
      ...line,
      organizationId: tx.organizationId,
      id: newId(issuedAt),
      invoiceId,
      position: index + 1,
    })),
  );
}

async function creditedOf(tx: Tx, invoiceId: string): Promise<CreditSum> {
  const [row] = (await tx.query(
    `SELECT coalesce(sum(i.total_minor), 0)::text AS total, coalesce(sum(i.tax_minor), 0)::text AS tax
     FROM credit_notes c
     JOIN invoices i ON i.organization_id = c.organization_id AND i.id = c.id
     LEFT JOIN invoices r ON r.organization_id = c.organization_id AND r.reinstates = c.id
     WHERE c.organization_id = $1 AND c.invoice_id = $2 AND r.id IS NULL`,
    [tx.organizationId, invoiceId],
  )) as [{ total: string; tax: string }];
  return { totalMinor: BigInt(row.total), taxMinor: BigInt(row.tax) };
}
