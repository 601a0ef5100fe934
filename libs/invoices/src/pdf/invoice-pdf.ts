import type { InvoicePartyView, InvoiceView } from '@purser/contracts';
import { printFonts } from '@purser/platform';
import PDFDocument from 'pdfkit';
import { electronicInvoice, isElectronic } from '../e-invoice/e-invoice.js';
import { ARCHIVABLE, attach } from './factur-x.js';
import { lineTable } from './line-table.js';
import { prose, proseHeight, registerJapanese } from './prose.js';
import { BOTTOM, COLOR, LEFT, RIGHT, WIDTH, type Sheet } from './sheet.js';
import { countryName, grouped, notes, printedDay, taxLabel } from './wording.js';

const TITLE = { invoice: 'Invoice', credit_note: 'Credit note' } as const;
/** The right column is the wider one: a purchase's reference fits on one line of it. */
const RIGHT_COLUMN = { x: LEFT + 230, width: WIDTH - 230 } as const;
const LEFT_COLUMN = { x: LEFT, width: 210 } as const;
const LABEL_WIDTH = 70;

/**
 * Prints an invoice or credit note on A4, as PDF/A-3 with the structured invoice within it (Factur-X,
 * profile EN 16931) where the standard knows its currency. The same document gives the same bytes:
 * nothing in it depends on when it is printed.
 *
 * @param timeZone the zone that the printed day is in
 */
export async function invoicePdf(invoice: InvoiceView, timeZone: string): Promise<Buffer> {
  const xml = isElectronic(invoice) ? await electronicInvoice(invoice, timeZone) : null;
  const sheet = openSheet(invoice);
  if (xml !== null) attach(sheet, invoice, xml);
  const printed = collect(sheet);
  let y = heading(sheet, invoice, timeZone);
  y = parties(sheet, invoice, y);
  y = lineTable(sheet, invoice, y);
  y = totals(sheet, invoice, y);
  remarks(sheet, invoice, y);
  footers(sheet, invoice);
  sheet.end();
  return printed;
}

function openSheet(invoice: InvoiceView): Sheet {
  const { regular, bold } = printFonts();
  const issuedAt = new Date(invoice.issuedAt);
  const title = `${TITLE[invoice.kind]} ${invoice.number}`;
  const sheet = new PDFDocument({
    ...ARCHIVABLE,
    size: 'A4',
    margin: 0,
    bufferPages: true,
    lang: 'en',
    displayTitle: true,
    info: {
      Title: title,
      ...authorOf(invoice),
      Subject: `Purchase ${invoice.purchaseReferenceId ?? ''}`.trim(),
      Creator: 'Purser',
      Producer: 'Purser',
      CreationDate: issuedAt,
      ModDate: issuedAt,
    },
  });
  sheet.registerFont('regular', regular);
  sheet.registerFont('bold', bold);
  registerJapanese(sheet, writtenIn(invoice));
  return sheet.font('regular').fontSize(9).fillColor(COLOR.ink);
}

/** The library writes the author into XML as it stands. */
function authorOf({ seller }: InvoiceView): { Author?: string } {
  return /[<>&]/.test(seller.name) ? {} : { Author: seller.name };
}

/** What people wrote: it may be in any script. */
function writtenIn({ seller, buyer, lines, taxNote, corrects }: InvoiceView): string[] {
  const parties = [seller, buyer].flatMap(({ name, addressLines }) => [name, ...addressLines]);
  const descriptions = lines.map(({ description }) => description);
  return [...parties, ...descriptions, taxNote ?? '', corrects?.reason ?? ''];
}

function collect(sheet: Sheet): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    sheet.on('data', (chunk: Buffer) => chunks.push(chunk));
    sheet.on('end', () => resolve(Buffer.concat(chunks)));
    sheet.on('error', reject);
  });
}

function heading(sheet: Sheet, invoice: InvoiceView, timeZone: string): number {
  sheet.font('bold').fontSize(24).text(TITLE[invoice.kind], LEFT, 48);
  sheet.fontSize(11).text(invoice.number, LEFT, 80);
  const facts: [string, string][] = [
    ['Issued', printedDay(invoice.issuedAt, timeZone)],
    ['Currency', invoice.total.currency],
  ];
  if (invoice.purchaseReferenceId !== null) facts.push(['Purchase', invoice.purchaseReferenceId]);
  if (invoice.buyer.poNumber !== null) facts.push(['PO number', invoice.buyer.poNumber]);
  if (invoice.reference !== undefined) facts.push(['Reference', invoice.reference]);
  if (invoice.corrects) facts.push(['Corrects', invoice.corrects.number]);
  let y = 50;
  for (const [label, value] of facts) {
    y = fact(sheet, label, value, y) + 4;
  }
  y = Math.max(y, 100) + 8;
  sheet.rect(LEFT, y, WIDTH, 2).fill(COLOR.accent);
  return y + 22;
}

function fact(sheet: Sheet, label: string, value: string, y: number): number {
  const { x, width } = RIGHT_COLUMN;
  sheet.font('regular').fontSize(8.5).fillColor(COLOR.quiet);
  sheet.text(label, x, y, { width: LABEL_WIDTH });
  sheet.fillColor(COLOR.ink).text(value, x + LABEL_WIDTH, y, { width: width - LABEL_WIDTH });
  return sheet.y;
}

function parties(sheet: Sheet, { seller, buyer }: InvoiceView, y: number): number {
  const sellerEnd = party(sheet, 'From', seller, y, LEFT_COLUMN, []);
  const buyerEnd = party(sheet, 'Billed to', buyer, y, RIGHT_COLUMN, [buyer.email]);
  return Math.max(sellerEnd, buyerEnd) + 24;
}

function party(
  sheet: Sheet,
  role: string,
  { name, addressLines, country, taxId }: InvoicePartyView,
  y: number,
  { x, width }: { x: number; width: number },
  more: readonly string[],
): number {
  sheet.font('regular').fontSize(8.5).fillColor(COLOR.quiet).text(role, x, y, { width });
  sheet.fontSize(10).fillColor(COLOR.ink);
  prose(sheet, name, { x, y: sheet.y + 3, width, weight: 'bold' });
  sheet.font('regular').fontSize(9);
  const tax = taxId === null ? [] : [`Tax ID ${taxId}`];
  for (const line of [...addressLines, countryName(country), ...tax, ...more]) {
    prose(sheet, line, { x, y: sheet.y + 2, width, weight: 'regular' });
  }
  return sheet.y;
}

function totals(sheet: Sheet, invoice: InvoiceView, from: number): number {
  let y = from + 80 > BOTTOM ? nextPage(sheet) : from + 8;
  const { x } = RIGHT_COLUMN;
  const width = RIGHT_COLUMN.width - 8;
  const row = (label: string, value: string) => {
    sheet.text(label, x, y, { width });
    sheet.text(value, x, y, { width, align: 'right' });
    y = sheet.y + 6;
  };
  sheet.font('regular').fontSize(9).fillColor(COLOR.ink);
  row('Subtotal', grouped(invoice.subtotal));
  row(taxLabel(invoice), grouped(invoice.tax));
  sheet.moveTo(x, y).lineTo(RIGHT, y).lineWidth(1).strokeColor(COLOR.ink).stroke();
  y += 7;
  sheet.font('bold').fontSize(11);
  row('Total', `${invoice.total.currency} ${grouped(invoice.total)}`);
  return y;
}

function remarks(sheet: Sheet, invoice: InvoiceView, from: number): void {
  let y = from + 18;
  sheet.font('regular').fontSize(9).fillColor(COLOR.ink);
  for (const note of notes(invoice)) {
    const height = proseHeight(sheet, note, WIDTH, 'regular');
    if (y + height > BOTTOM) y = nextPage(sheet);
    prose(sheet, note, { x: LEFT, y, width: WIDTH, weight: 'regular' });
    y = sheet.y + 5;
  }
}

function nextPage(sheet: Sheet): number {
  sheet.addPage();
  return 50;
}

function footers(sheet: Sheet, invoice: InvoiceView): void {
  const { count } = sheet.bufferedPageRange();
  const { name, taxId } = invoice.seller;
  const issuer = taxId === null ? name : `${name} · Tax ID ${taxId}`;
  for (let page = 0; page < count; page += 1) {
    sheet.switchToPage(page);
    const y = BOTTOM + 24;
    sheet.moveTo(LEFT, y).lineTo(RIGHT, y).lineWidth(0.5).strokeColor(COLOR.rule).stroke();
    sheet.font('regular').fontSize(7.5).fillColor(COLOR.quiet);
    const subject = `${issuer} · ${TITLE[invoice.kind]} ${invoice.number}`;
    prose(sheet, subject, { x: LEFT, y: y + 7, width: WIDTH - 90, weight: 'regular' });
    sheet.text(`Page ${page + 1} of ${count}`, RIGHT - 90, y + 7, { width: 90, align: 'right' });
  }
}
