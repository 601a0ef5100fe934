import type {
  BalanceView,
  EntryExplanationView,
  InstallationView,
  LedgerDayView,
  LedgerEntryView,
  LotView,
  OrganizationView,
  PackageView,
  PaymentMethodView,
  Permission,
  Problem,
  PROBLEMS,
  PurchaseDetailView,
  QuoteView,
  SessionUserView,
  WalletView,
} from '@purser/contracts';

export const ACME = '01970000-0000-7000-8000-00000000acfe';
export const NOW = '2026-06-18T18:32:00.000Z';

const MEMBER: Permission[] = ['tokens.view', 'tokens.purchase', 'tokens.configure'];

/** A member of Acme with `permissions` there. */
export function member(permissions: Permission[] = MEMBER): SessionUserView {
  return {
    id: 'user-1',
    email: 'admin@acme.test',
    name: 'Ada',
    organizationId: ACME,
    permissions,
    memberships: [{ organizationId: ACME, name: 'Acme', permissions }],
    platformPermissions: [],
  };
}

/** Somebody of Purser itself. */
export function staff(): SessionUserView {
  return {
    ...member([]),
    email: 'support@purser.test',
    organizationId: null,
    memberships: [],
    platformPermissions: ['tokens.view', 'tokens.adjust'],
  };
}

export function organization(more: Partial<OrganizationView> = {}): OrganizationView {
  return {
    id: ACME,
    name: 'Acme',
    legalName: 'Acme Corporation',
    currency: 'USD',
    timeZone: 'America/New_York',
    country: 'US',
    taxId: null,
    billingEmail: 'billing@acme.test',
    poNumber: null,
    createdAt: '2026-01-05T10:00:00.000Z',
    ...more,
  };
}

export function installation(more: Partial<InstallationView> = {}): InstallationView {
  return {
    name: 'Purser',
    version: '0.1.0',
    sandbox: true,
    now: NOW,
    stripePublishableKey: null,
    demoPeople: [{ email: 'admin@acme.test', role: 'Acme, buys and configures' }],
    ...more,
  };
}

export function balance(more: Partial<BalanceView> = {}): BalanceView {
  return {
    organizationId: ACME,
    balance: 381_927,
    held: 12_000,
    frozen: 0,
    expired: 0,
    available: 369_927,
    status: 'active',
    asOf: NOW,
    ...more,
  };
}

export function lot(more: Partial<LotView> = {}): LotView {
  return {
    id: 'lot-1',
    source: 'purchase',
    label: 'Growth',
    granted: 250_000,
    remaining: 204_311,
    held: 0,
    frozen: 0,
    priority: 100,
    effectiveAt: '2026-06-10T15:20:04.000Z',
    expiresAt: '2027-06-10T15:20:04.000Z',
    expired: false,
    cost: { amount: 22_500, currency: 'USD' },
    purchaseReferenceId: 'purchase-1',
    createdAt: '2026-06-10T15:20:04.000Z',
    ...more,
  };
}

export function wallet(more: Partial<WalletView> = {}): WalletView {
  return {
    ...balance(),
    walletId: 'wallet-1',
    lots: [lot()],
    suspensions: [],
    usage: {
      days: [
        { date: '2026-06-16', tokens: 45_846 },
        { date: '2026-06-17', tokens: 41_585 },
      ],
      totalTokens: 87_431,
      perDayTokens: 35_269,
    },
    forecast: { status: 'insufficient-history', runOutAt: null },
    availableAfterLastCredit: 534_311,
    ...more,
  };
}

/** A row of usage on Jun 17, rolled up. */
export function dayRow(more: Partial<LedgerDayView> = {}): LedgerDayView {
  return {
    date: '2026-06-17',
    kind: 'debit',
    entries: 3_870,
    amount: -41_585,
    balanceAfter: 414_013,
    availableAfter: 402_013,
    from: '2026-06-17T04:00:10.000Z',
    to: '2026-06-18T03:59:50.000Z',
    entryId: null,
    reason: null,
    ...more,
  };
}

export function entry(more: Partial<LedgerEntryView> = {}): LedgerEntryView {
  return {
    id: 'entry-1',
    organizationId: ACME,
    kind: 'debit',
    amount: -4_800,
    balanceBefore: 350_817,
    balanceAfter: 346_017,
    availableAfter: 346_017,
    reference: 'batch-88213/item-41',
    allocations: [{ lotId: 'lot-1', amount: 4_800 }],
    actor: { type: 'api_key', id: 'key-1', name: 'production-inference' },
    requestId: 'req_01JXDM6Q8V',
    reason: null,
    at: '2026-06-10T19:07:41.000Z',
    ...more,
  };
}

export function explanation(more: Partial<EntryExplanationView> = {}): EntryExplanationView {
  return {
    ...entry(),
    lots: [
      {
        lotId: 'lot-0',
        amount: 1_312,
        label: 'Growth bonus',
        source: 'bonus',
        expiresAt: '2026-09-08T04:00:00.000Z',
        cost: { amount: 0, currency: 'USD' },
        purchaseReferenceId: 'purchase-0',
        invoiceId: null,
      },
      {
        lotId: 'lot-1',
        amount: 3_488,
        label: 'Growth',
        source: 'purchase',
        expiresAt: null,
        cost: { amount: 314, currency: 'USD' },
        purchaseReferenceId: 'purchase-1',
        invoiceId: 'invoice-1',
      },
    ],
    ...more,
  };
}

export function offer(more: Partial<PackageView> = {}): PackageView {
  return {
    id: 'package-growth',
    name: 'Growth',
    description: '',
    tokens: 250_000,
    bonusTokens: 12_500,
    price: { amount: 22_500, currency: 'USD' },
    listPrice: null,
    validityDays: 365,
    ...more,
  };
}

export function quote(more: Partial<QuoteView> = {}): QuoteView {
  return {
    subtotal: { amount: 22_500, currency: 'USD' },
    tax: { amount: 1_997, currency: 'USD' },
    total: { amount: 24_497, currency: 'USD' },
    tokens: 250_000,
    bonusTokens: 12_500,
    taxRatePercent: 8.875,
    taxTreatment: 'standard',
    validityDays: 365,
    ...more,
  };
}

export function purchase(more: Partial<PurchaseDetailView> = {}): PurchaseDetailView {
  const { subtotal, tax, total } = quote();
  return {
    referenceId: 'purchase-1',
    organizationId: ACME,
    type: 'package',
    status: 'initialized',
    label: 'Growth',
    packageId: 'package-growth',
    quantity: 1,
    tokens: 250_000,
    bonusTokens: 12_500,
    price: { subtotal, tax, total },
    paymentMethod: null,
    createdBy: { type: 'user', id: 'user-1', name: 'admin@acme.test' },
    createdAt: NOW,
    refunds: [],
    disputes: [],
    creditNotes: [],
    events: [
      {
        id: 'event-1',
        type: 'initialized',
        summary: 'Price frozen at $244.97',
        from: null,
        to: 'initialized',
        actor: { type: 'user', id: 'user-1', name: 'admin@acme.test' },
        at: NOW,
      },
    ],
    lots: [],
    entryIds: [],
    ...more,
  };
}

export function card(more: Partial<PaymentMethodView> = {}): PaymentMethodView {
  return {
    id: 'pm_1',
    organizationId: ACME,
    brand: 'visa',
    last4: '4242',
    expMonth: 8,
    expYear: 2028,
    isDefault: true,
    expiry: 'valid',
    createdAt: NOW,
    ...more,
  };
}

/** A refusal as the API answers it. */
export function problem(
  key: keyof typeof PROBLEMS,
  status: number,
  more: Partial<Problem> = {},
): Problem {
  return {
    type: `/problems/${key}`,
    title: `Title of ${key}`,
    status,
    detail: `Detail of ${key}.`,
    instance: '/api',
    requestId: 'req_test',
    ...more,
  };
}
