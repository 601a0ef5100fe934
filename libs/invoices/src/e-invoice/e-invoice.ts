import { createRequire } from 'node:module';
import type { Invoice } from '@e-invoice-eu/core';
import {
  currencyExponent,
  minorToDecimal,
  vatNumberOf,
  type InvoicePartyView,
  type InvoiceView,
  type MoneyView,
} from '@purser/contracts';
import { DateTime } from 'luxon';
import { NoElectronicInvoice } from '../invoices.errors.js';

type Library = typeof import('@e-invoice-eu/core');

type Document = Invoice['ubl:Invoice'];
type Party = Document['cac:AccountingSupplierParty']['cac:Party'];
type TaxCategory = Document['cac:InvoiceLine'][number]['cac:Item']['cac:ClassifiedTaxCategory'];

/** EN 16931 knows no third decimal (its rules BR-DEC). */
const MOST_DECIMALS = 2;
const PROFILE = 'urn:cen.eu:en16931:2017';
const INVOICE_CODE = '380';
const CREDIT_NOTE_CODE = '381';
/** UN/ECE 4461: bank card. */
const BANK_CARD = '48';
/** UN/ECE recommendation 20: one piece. */
const PIECE = 'C62';
const VAT = { 'cbc:ID': 'VAT' };
/** A VAT number starts with its country, also where its form is not known. */
const VAT_NUMBER = /^[A-Z]{2}[0-9A-Z+*.]{2,}$/;

const SUMMATION_END = '</ram:SpecifiedTradeSettlementHeaderMonetarySummation>';

const silent = () => undefined;
let service: InstanceType<Library['InvoiceService']> | null = null;

/** Loaded by the first invoice: it takes 60 MB, which a process that makes none should not have. */
function invoiceService() {
  if (service) return service;
  // Its ES module imports a file of ajv by a name that Node does not resolve; the CommonJS one works.
  const library = createRequire(import.meta.url)('@e-invoice-eu/core') as Library;
  service = new library.InvoiceService({ log: silent, warn: silent, error: silent });
  return service;
}

/**
 * An invoice or credit note as a structured one: Cross Industry Invoice, profile EN 16931 (the XML
 * of Factur-X and ZUGFeRD). It states what the printed document states.
 *
 * @throws NoElectronicInvoice the currency has more decimals than the standard
 */
export async function electronicInvoice(view: InvoiceView, timeZone: string): Promise<string> {
  if (!isElectronic(view)) throw new NoElectronicInvoice(view.total.currency);
  // The library's types list every code of every code list; what is no code it refuses itself.
  const invoice = { 'ubl:Invoice': documentOf(view, timeZone) } as unknown as Invoice;
  const output = await invoiceService().generate(invoice, { format: 'CII', lang: 'en' });
  const xml = typeof output === 'string' ? output : Buffer.from(output).toString('utf8');
  return view.corrects ? withCorrected(xml, view.corrects.number) : xml;
}

/** Whether the standard knows the currency of a document. */
export const isElectronic = ({ total }: InvoiceView): boolean =>
  currencyExponent(total.currency) <= MOST_DECIMALS;

/** The library leaves the corrected invoice (BG-3) out of this syntax: it stands after the sums. */
function withCorrected(xml: string, number: string): string {
  if (!/^[\w-]+$/.test(number)) throw new Error(`${number} is no invoice number`);
  const reference =
    '<ram:InvoiceReferencedDocument>' +
    `<ram:IssuerAssignedID>${number}</ram:IssuerAssignedID>` +
    '</ram:InvoiceReferencedDocument>';
  return xml.replace(SUMMATION_END, SUMMATION_END + reference);
}

function documentOf(view: InvoiceView, timeZone: string) {
  const { currency } = view.total;
  const credit = view.kind === 'credit_note';
  const day = DateTime.fromISO(view.issuedAt, { zone: timeZone }).toISODate();
  return {
    'cbc:CustomizationID': PROFILE,
    'cbc:ID': view.number,
    'cbc:IssueDate': day,
    'cbc:DueDate': day,
    'cbc:InvoiceTypeCode': credit ? CREDIT_NOTE_CODE : INVOICE_CODE,
    ...(view.corrects ? { 'cbc:Note': [view.corrects.reason] } : {}),
    'cbc:DocumentCurrencyCode': currency,
    ...(view.buyer.poNumber ? { 'cac:OrderReference': { 'cbc:ID': view.buyer.poNumber } } : {}),
    'cac:AccountingSupplierParty': { 'cac:Party': sellerOf(view.seller) },
    'cac:AccountingCustomerParty': { 'cac:Party': buyerOf(view.buyer) },
    'cac:Delivery': { 'cbc:ActualDeliveryDate': day },
    ...(view.paidWith ? { 'cac:PaymentMeans': [paymentOf(view.paidWith)] } : {}),
    'cac:TaxTotal': [taxTotalOf(view)],
    'cac:LegalMonetaryTotal': totalsOf(view, credit),
    'cac:InvoiceLine': view.lines.map((line, index) => lineOf(line, index, categoryOf(view))),
  };
}

function sellerOf(seller: InvoicePartyView): Partial<Party> {
  const { taxId } = seller;
  const vatNumber = vatNumberFor(seller);
  const scheme = vatNumber === null ? { 'cbc:ID': 'FC' } : VAT;
  return {
    'cac:PostalAddress': addressOf(seller) as Party['cac:PostalAddress'],
    ...(taxId === null
      ? {}
      : {
          'cac:PartyTaxScheme': [{ 'cbc:CompanyID': vatNumber ?? taxId, 'cac:TaxScheme': scheme }],
        }),
    'cac:PartyLegalEntity': { 'cbc:RegistrationName': seller.name },
  };
}

function buyerOf(buyer: InvoiceView['buyer']) {
  const { taxId } = buyer;
  const vatNumber = vatNumberFor(buyer);
  return {
    'cbc:EndpointID': buyer.email,
    'cbc:EndpointID@schemeID': 'EM',
    'cac:PostalAddress': addressOf(buyer),
    ...(vatNumber === null
      ? {}
      : { 'cac:PartyTaxScheme': { 'cbc:CompanyID': vatNumber, 'cac:TaxScheme': VAT } }),
    'cac:PartyLegalEntity': {
      'cbc:RegistrationName': buyer.name,
      ...(taxId === null || vatNumber !== null ? {} : { 'cbc:CompanyID': taxId }),
    },
    'cac:Contact': { 'cbc:ElectronicMail': buyer.email },
  };
}

/** The tax id of a party where it is a VAT number, as machines read it; else null. */
function vatNumberFor({ taxId, country }: InvoicePartyView): string | null {
  const isLikeOne = taxId !== null && VAT_NUMBER.test(taxId);
  return vatNumberOf(taxId, country) ?? (isLikeOne ? taxId : null);
}

/** Addresses are kept as printed lines; the first three are stated, the rest joined to the third. */
function addressOf({ addressLines, country }: InvoicePartyView) {
  const [first, second, ...rest] = addressLines;
  return {
    ...(first ? { 'cbc:StreetName': first } : {}),
    ...(second ? { 'cbc:AdditionalStreetName': second } : {}),
    ...(rest.length > 0 ? { 'cac:AddressLine': { 'cbc:Line': rest.join(', ') } } : {}),
    'cac:Country': { 'cbc:IdentificationCode': country },
  };
}

function paymentOf({ brand, last4 }: { brand: string; last4: string }) {
  return {
    'cbc:PaymentMeansCode': BANK_CARD,
    'cac:CardAccount': { 'cbc:PrimaryAccountNumberID': last4, 'cbc:NetworkID': brand },
  };
}

function taxTotalOf(view: InvoiceView) {
  const { taxTreatment, taxNote, tax } = view;
  const reverse = taxTreatment === 'reverse_charge';
  const exempt = taxTreatment === 'exempt';
  return {
    ...amount('cbc:TaxAmount', tax),
    'cac:TaxSubtotal': [
      {
        ...amount('cbc:TaxableAmount', view.subtotal),
        ...amount('cbc:TaxAmount', tax),
        'cac:TaxCategory': {
          ...categoryOf(view),
          ...(reverse ? { 'cbc:TaxExemptionReasonCode': 'VATEX-EU-AE' } : {}),
          ...(reverse || exempt
            ? { 'cbc:TaxExemptionReason': taxNote ?? (reverse ? 'Reverse charge' : 'Exempt') }
            : {}),
        },
      },
    ],
  };
}

/** UN/ECE 5305: standard, zero rated, reverse charge, exempt. */
function categoryOf(view: InvoiceView): TaxCategory {
  const percent = view.taxTreatment === 'standard' ? view.taxRatePercent : 0;
  const standard = percent > 0 ? 'S' : 'Z';
  const codes = { standard, reverse_charge: 'AE', exempt: 'E' } as const;
  return {
    'cbc:ID': codes[view.taxTreatment],
    'cbc:Percent': String(percent),
    'cac:TaxScheme': VAT,
  };
}

/** A purchase is paid before it is invoiced; a credit note is still to be given back. */
function totalsOf(view: InvoiceView, credit: boolean) {
  const nothing = { ...view.total, amount: 0 };
  return {
    ...amount('cbc:LineExtensionAmount', view.subtotal),
    ...amount('cbc:TaxExclusiveAmount', view.subtotal),
    ...amount('cbc:TaxInclusiveAmount', view.total),
    ...(credit ? {} : amount('cbc:PrepaidAmount', view.total)),
    ...amount('cbc:PayableAmount', credit ? view.total : nothing),
  };
}

function lineOf(line: InvoiceView['lines'][number], index: number, category: TaxCategory) {
  return {
    'cbc:ID': String(index + 1),
    'cbc:InvoicedQuantity': String(line.quantity),
    'cbc:InvoicedQuantity@unitCode': PIECE,
    ...amount('cbc:LineExtensionAmount', line.amount),
    'cac:Item': { 'cbc:Name': line.description, 'cac:ClassifiedTaxCategory': category },
    'cac:Price': amount('cbc:PriceAmount', line.unitAmount),
  };
}

function amount(name: string, { amount: minor, currency }: MoneyView): Record<string, string> {
  return { [name]: minorToDecimal(minor, currency), [`${name}@currencyID`]: currency };
}
