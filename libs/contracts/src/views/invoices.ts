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
  /** Gapless within its series, for example `2026-000418`. */
  number: string;
  purchaseReferenceId: string | null;
  issuedAt: string;
  seller: InvoicePartyView;
  buyer: InvoicePartyView & { poNumber: string | null; email: string };
  lines: InvoiceLineView[];
  taxTreatment: 'standard' | 'reverse_charge' | 'exempt';
  taxRatePercent: number;
  taxNote: string | null;
  status: 'paid' | 'credited';
}
