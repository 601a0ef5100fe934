import type { EventType } from '@purser/contracts';

const PURCHASE = {
  referenceId: '01978f3e-0000-7000-8000-000000000001',
  type: 'package',
  label: 'Growth',
  tokens: 100_000,
  bonusTokens: 5_000,
  price: {
    subtotal: { amount: 4_900, currency: 'USD' },
    tax: { amount: 435, currency: 'USD' },
    total: { amount: 5_335, currency: 'USD' },
  },
};
const SUBSCRIPTION = { subscriptionId: '01978f3e-0000-7000-8000-000000000002' };
const POLICY = { policyId: '01978f3e-0000-7000-8000-000000000003' };
const INVOICE = { invoiceId: '01978f3e-0000-7000-8000-000000000004', number: '2026-000418' };
const CROSSING = {
  thresholdId: '01978f3e-0000-7000-8000-000000000005',
  crossing: 3,
  kind: 'tokens',
  value: 10_000,
  availableTokens: 9_120,
  markTokens: 10_000,
};
const MONEY_BACK = {
  amount: { amount: 2_000, currency: 'USD' },
  tokens: 40_000,
  bonusTokens: 5_000,
  purchase: PURCHASE,
};
const REFUND = { refundId: '01978f3e-0000-7000-8000-000000000009', ...MONEY_BACK };
const DISPUTE_ID = { disputeId: '01978f3e-0000-7000-8000-000000000010' };

/** The `data` of one event of each type, as the catalogue shows it. */
export const EVENT_EXAMPLES: Readonly<Record<EventType, Record<string, unknown>>> = {
  'purchase.requires_action': { ...PURCHASE, status: 'requires_action' },
  'purchase.failed': {
    ...PURCHASE,
    status: 'payment_failed',
    failure: { code: 'card_declined', declineCode: 'insufficient_funds' },
  },
  'purchase.canceled': { ...PURCHASE, status: 'canceled' },
  'purchase.completed': { ...PURCHASE, status: 'completed', ...INVOICE },
  'invoice.issued': {
    ...INVOICE,
    purchaseReferenceId: PURCHASE.referenceId,
    price: PURCHASE.price,
  },
  'refund.succeeded': { ...REFUND, shortfall: { amount: 0, currency: 'USD' } },
  'refund.failed': { ...REFUND, failure: 'expired_or_canceled_card' },
  'credit_note.issued': {
    creditNoteId: '01978f3e-0000-7000-8000-000000000011',
    number: 'CN-2026-000007',
    purchaseReferenceId: PURCHASE.referenceId,
    amount: MONEY_BACK.amount,
  },
  'dispute.opened': {
    ...DISPUTE_ID,
    reason: 'fraudulent',
    amount: PURCHASE.price.total,
    frozenTokens: 61_000,
    frozenBonusTokens: 5_000,
    evidenceDueBy: '2026-12-09T23:59:59.000Z',
    purchase: PURCHASE,
  },
  'dispute.won': { ...DISPUTE_ID, ...MONEY_BACK },
  'dispute.lost': {
    ...DISPUTE_ID,
    ...MONEY_BACK,
    lost: MONEY_BACK.amount,
    shortfall: { amount: 0, currency: 'USD' },
    returnedTwice: { amount: 0, currency: 'USD' },
  },
  'payment_method.expiring': {
    paymentMethodId: '01978f3e-0000-7000-8000-000000000012',
    brand: 'visa',
    last4: '4242',
    expMonth: 12,
    expYear: 2026,
    isDefault: true,
  },
  'subscription.activated': {
    ...SUBSCRIPTION,
    packageId: '01978f3e-0000-7000-8000-000000000006',
    nextChargeAt: '2026-12-31T05:00:00.000Z',
  },
  'subscription.renewed': {
    ...SUBSCRIPTION,
    period: 4,
    recovered: false,
    nextChargeAt: '2027-01-31T05:00:00.000Z',
    purchase: { ...PURCHASE, type: 'subscription' },
  },
  'subscription.renewal_due': {
    ...SUBSCRIPTION,
    period: 4,
    packageId: '01978f3e-0000-7000-8000-000000000006',
    chargeAt: '2026-12-31T05:00:00.000Z',
    daysLeft: 3,
    notOffered: false,
  },
  'subscription.past_due': {
    ...SUBSCRIPTION,
    period: 4,
    declineCode: 'insufficient_funds',
    nextAttemptAt: '2026-12-31T06:00:00.000Z',
    graceEndsAt: '2027-01-07T05:00:00.000Z',
    purchase: { ...PURCHASE, type: 'subscription' },
  },
  'subscription.grace_ending': {
    ...SUBSCRIPTION,
    period: 4,
    graceEndsAt: '2027-01-07T05:00:00.000Z',
    daysLeft: 1,
    purchase: { ...PURCHASE, type: 'subscription' },
  },
  'subscription.paused': SUBSCRIPTION,
  'subscription.resumed': { ...SUBSCRIPTION, nextChargeAt: '2027-01-31T05:00:00.000Z' },
  'subscription.canceled': { ...SUBSCRIPTION, reason: 'requested' },
  'auto_topup.blocked': {
    ...POLICY,
    month: '2026-11',
    monthlyLimit: { amount: 50_000, currency: 'USD' },
    left: { amount: 1_200, currency: 'USD' },
    needed: { amount: 5_335, currency: 'USD' },
    availableTokens: 4_310,
  },
  'auto_topup.requires_action': { ...POLICY, purchase: { ...PURCHASE, type: 'auto_topup' } },
  'auto_topup.suspended': {
    ...POLICY,
    reason: 'The card was declined three times in a row.',
    consecutiveDeclines: 3,
    purchase: { ...PURCHASE, type: 'auto_topup' },
  },
  'auto_topup.resumed': { ...POLICY, reason: 'Somebody paid with another card.' },
  'wallet.low_balance': CROSSING,
  'wallet.recovered': { ...CROSSING, availableTokens: 104_120 },
  'lot.expiring': {
    daysLeft: 7,
    tokens: 12_500,
    firstExpiresAt: '2026-12-01T05:00:00.000Z',
    lots: [
      {
        lotId: '01978f3e-0000-7000-8000-000000000007',
        label: 'Growth',
        tokens: 12_500,
        expiresAt: '2026-12-01T05:00:00.000Z',
      },
    ],
  },
  'webhook.test': {
    endpointId: '01978f3e-0000-7000-8000-000000000008',
    requestedBy: 'admin@acme.test',
  },
};
