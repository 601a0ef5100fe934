import type { MoneyView, QuotePriceView } from './common.js';

export interface InvoiceLineView {
  description: string;
  quantity: number;
  unitAmount: MoneyView;
  amount: MoneyView;
}

export interface InvoicePartyView {
  name: string;
  addressLines: string[];
  country: string;
  taxId: string | null;
}

export interface InvoiceView extends QuotePriceView {
  id: string;
  organizationId: string;
  kind: 'invoice' | 'credit_note';
  /** Gapless within its series, the organization's or the seller's, for example `INV-2026-000418`. */
  number: string;
  /** The number within the organization, where `number` is one of the seller's series. */
  reference?: string;
  purchaseReferenceId: string | null;
  issuedAt: string;
  seller: InvoicePartyView;
  buyer: InvoicePartyView & { poNumber: string | null; email: string };
  lines: InvoiceLineView[];
  taxTreatment: 'standard' | 'reverse_charge' | 'exempt';
  taxRatePercent: number;
  taxNote: string | null;
  /** `credited` once credit notes cover the whole total; a credit note is always `credited`. */
  status: 'paid' | 'credited';
  /** The card it was paid with, where one was. */
  paidWith?: { brand: string; last4: string };
  /** Only on credit notes: the invoice it corrects, and why. */
  corrects?: { invoiceId: string; number: string; reason: string };
}
