import type { InvoiceView, MemberView } from '@purser/contracts';
import { ACME, quote } from './views.js';

const usd = (amount: number) => ({ amount, currency: 'USD' });

export function invoice(more: Partial<InvoiceView> = {}): InvoiceView {
  const { subtotal, tax, total } = quote();
  return {
    id: 'invoice-1',
    organizationId: ACME,
    kind: 'invoice',
    number: 'INV-2026-000418',
    purchaseReferenceId: 'purchase-1',
    issuedAt: '2026-06-10T15:20:05.000Z',
    seller: {
      name: 'Purser Inc.',
      addressLines: ['2 Seller Street'],
      country: 'US',
      taxId: '98-1',
    },
    buyer: {
      name: 'Acme Corporation',
      addressLines: ['1 Liberty Plaza', 'New York, NY 10006'],
      country: 'US',
      taxId: '12-3456789',
      poNumber: 'PO-2026-118',
      email: 'billing@acme.test',
    },
    lines: [
      {
        description: 'Growth, 250,000 tokens',
        quantity: 1,
        unitAmount: usd(22_500),
        amount: usd(22_500),
      },
    ],
    subtotal,
    tax,
    total,
    taxTreatment: 'standard',
    taxRatePercent: 8.875,
    taxNote: null,
    status: 'paid',
    paidWith: { brand: 'visa', last4: '4242' },
    ...more,
  };
}

export function person(more: Partial<MemberView> = {}): MemberView {
  return {
    userId: 'user-1',
    email: 'admin@acme.test',
    name: 'Ada',
    permissions: ['tokens.view', 'tokens.purchase', 'tokens.configure', 'organization.admin'],
    status: 'active',
    createdAt: '2026-01-05T10:00:00.000Z',
    eTag: '"e-1"',
    ...more,
  };
}
