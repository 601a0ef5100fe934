import { Injectable } from '@nestjs/common';
import type { PageView } from '@purser/contracts';
import { decodeCursor, isId, money, NotFound, toPage, UnitOfWork, type Tx } from '@purser/platform';
import { In, LessThan } from 'typeorm';
import { CreditNote } from './credit-note.entity.js';
import type { InvoiceDto } from './dto/invoice.view.js';
import { InvoiceLine } from './invoice-line.entity.js';
import { Invoice } from './invoice.entity.js';
import { invoicePdf } from './pdf/invoice-pdf.js';
import { SellerNumbering } from './seller-numbers/seller-numbering.service.js';

/** An issued document with the time zone its dates are printed in. */
export interface ArchivedInvoice {
  readonly view: InvoiceDto;
  readonly timeZone: string;
}

/** Reads issued invoices and credit notes. */
@Injectable()
export class InvoiceArchive {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sellerNumbers: SellerNumbering,
  ) {}

  /**
   * Newest first.
   *
   * @throws InvalidCursor
   */
  async list(
    organizationId: string,
    query: { kind?: InvoiceDto['kind']; limit: number; cursor?: string },
  ): Promise<PageView<InvoiceDto>> {
    await this.sellerNumbers.numberOwn(organizationId);
    const before = query.cursor === undefined ? null : decodeCursor(query.cursor, isId);
    return this.unitOfWork.read(organizationId, async (tx) => {
      const invoices = await tx.find(Invoice, {
        where: {
          organizationId,
          ...(query.kind === undefined ? {} : { kind: query.kind }),
          ...(before === null ? {} : { id: LessThan(before) }),
        },
        order: { id: 'DESC' },
        take: query.limit + 1,
      });
      const page = toPage(
        invoices,
        query.limit,
        (invoice) => invoice.id,
        (invoice) => invoice,
      );
      return { ...page, data: await this.views(tx, page.data) };
    });
  }

  /** @throws NotFound */
  async get(organizationId: string, id: string): Promise<ArchivedInvoice> {
    // A credit note names its invoice: both are numbered.
    await this.sellerNumbers.numberOwn(organizationId);
    return this.unitOfWork.read(organizationId, async (tx) => {
      const invoice = isId(id) ? await tx.findOneBy(Invoice, { organizationId, id }) : null;
      const [view] = invoice ? await this.views(tx, [invoice]) : [];
      if (!invoice || !view) throw new NotFound();
      return { view, timeZone: invoice.timeZone };
    });
  }

  /** The printable document. @throws NotFound */
  async pdf(organizationId: string, id: string): Promise<Buffer> {
    const { view, timeZone } = await this.get(organizationId, id);
    return invoicePdf(view, timeZone);
  }

  /** As they were issued, with the numbers of their seller where they have one. */
  private async views(tx: Tx, invoices: readonly Invoice[]): Promise<InvoiceDto[]> {
    const views = await viewsOf(tx, invoices);
    const corrected = views.flatMap(({ corrects }) => corrects?.invoiceId ?? []);
    const numbers = await this.sellerNumbers.numbersOf(tx, [
      ...views.map(({ id }) => id),
      ...corrected,
    ]);
    return views.map((view) => {
      const number = numbers.get(view.id);
      const { corrects } = view;
      const first = corrects && (numbers.get(corrects.invoiceId) ?? corrects.number);
      return {
        ...view,
        ...(number !== undefined && { number, reference: view.number }),
        ...(corrects && first !== undefined && { corrects: { ...corrects, number: first } }),
      };
    });
  }
}

async function viewsOf(tx: Tx, invoices: readonly Invoice[]): Promise<InvoiceDto[]> {
  const { organizationId } = tx;
  const ids = invoices.map((invoice) => invoice.id);
  const lines = await tx.find(InvoiceLine, {
    where: { organizationId, invoiceId: In(ids) },
    order: { position: 'ASC' },
  });
  const corrections = await correctionsBy(tx, ids);
  const credited = await creditedTotals(tx, ids);
  return invoices.map((invoice) => {
    const corrects = corrections.get(invoice.id);
    const gone = corrects !== undefined || credited.get(invoice.id) === invoice.totalMinor;
    return {
      ...stated(invoice),
      lines: lines
        .filter((line) => line.invoiceId === invoice.id)
        .map((line) => lineView(line, invoice.currency)),
      status: gone ? 'credited' : 'paid',
      ...(corrects ? { corrects } : {}),
    };
  });
}

function stated(invoice: Invoice): Omit<InvoiceDto, 'lines' | 'status' | 'corrects'> {
  const { currency, paymentBrand, paymentLast4 } = invoice;
  const paidWith =
    paymentBrand === null || paymentLast4 === null
      ? {}
      : { paidWith: { brand: paymentBrand, last4: paymentLast4 } };
  return {
    id: invoice.id,
    organizationId: invoice.organizationId,
    kind: invoice.kind,
    number: invoice.number,
    purchaseReferenceId: invoice.purchaseReferenceId,
    issuedAt: invoice.issuedAt.toISOString(),
    seller: invoice.seller,
    buyer: invoice.buyer,
    subtotal: money(invoice.subtotalMinor, currency),
    tax: money(invoice.taxMinor, currency),
    total: money(invoice.totalMinor, currency),
    taxTreatment: invoice.taxTreatment,
    taxRatePercent: Number(invoice.taxRatePercent),
    taxNote: invoice.taxNote,
    ...paidWith,
  };
}

function lineView(line: InvoiceLine, currency: string): InvoiceDto['lines'][number] {
  const { description, quantity, unitAmountMinor, amountMinor } = line;
  return {
    description,
    quantity,
    unitAmount: money(unitAmountMinor, currency),
    amount: money(amountMinor, currency),
  };
}

/** What each credit note among `ids` corrects. */
async function correctionsBy(
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, NonNullable<InvoiceDto['corrects']>>> {
  const { organizationId } = tx;
  const notes = await tx.findBy(CreditNote, { organizationId, id: In([...ids]) });
  const invoiceIds = notes.map((note) => note.invoiceId);
  const invoices = await tx.find(Invoice, {
    select: { id: true, number: true },
    where: { organizationId, id: In(invoiceIds) },
  });
  const numbers = new Map(invoices.map((invoice) => [invoice.id, invoice.number]));
  return new Map(
    notes.map(({ id, invoiceId, reason }) => [
      id,
      { invoiceId, number: numbers.get(invoiceId) ?? '', reason },
    ]),
  );
}

/** How much of each invoice among `ids` credit notes gave back, gross, in minor units. */
async function creditedTotals(
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, bigint>> {
  const rows = (await tx.query(
    `SELECT c.invoice_id AS id, sum(i.total_minor)::text AS total
     FROM credit_notes c
     JOIN invoices i ON i.organization_id = c.organization_id AND i.id = c.id
     LEFT JOIN invoices r ON r.organization_id = c.organization_id AND r.reinstates = c.id
     WHERE c.organization_id = $1 AND c.invoice_id = ANY($2) AND r.id IS NULL
     GROUP BY c.invoice_id`,
    [tx.organizationId, ids],
  )) as { id: string; total: string }[];
  return new Map(rows.map((row) => [row.id, BigInt(row.total)]));
}
