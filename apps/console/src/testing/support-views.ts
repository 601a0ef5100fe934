import type {
  AdjustmentView,
  ForecastView,
  RefundPreviewView,
  RefundView,
  RefusalExplanationView,
  SessionUserView,
} from '@purser/contracts';
import { ACME, balance, NOW, staff } from './views.js';

const SAM = { type: 'user' as const, id: 'user-1', name: 'support@purser.test' };
const LEA = { type: 'user' as const, id: 'user-2', name: 'lead@purser.test' };

/** Somebody of Purser other than {@link staff}. */
export function lead(): SessionUserView {
  return { ...staff(), id: LEA.id, email: LEA.name };
}

export function adjustment(more: Partial<AdjustmentView> = {}): AdjustmentView {
  return {
    id: 'adjustment-1',
    organizationId: ACME,
    organizationName: 'Acme',
    amount: 320_000,
    reasonCode: 'service-incident',
    reason: 'Ingest was down',
    status: 'pending',
    maker: SAM,
    checker: null,
    decisionReason: null,
    entryId: null,
    createdAt: '2026-06-18T18:10:00.000Z',
    decidedAt: null,
    ...more,
  };
}

export function refund(more: Partial<RefundView> = {}): RefundView {
  return {
    id: 'refund-1',
    organizationId: ACME,
    organizationName: 'Acme',
    purchaseReferenceId: 'purchase-1',
    origin: 'purser',
    status: 'pending_approval',
    amount: { amount: 24_497, currency: 'USD' },
    subtotal: { amount: 22_500, currency: 'USD' },
    tax: { amount: 1_997, currency: 'USD' },
    tokens: 250_000,
    bonusTokens: 12_500,
    shortfall: { amount: 0, currency: 'USD' },
    credited: { amount: 0, currency: 'USD' },
    reason: 'Bought twice',
    creditNoteId: null,
    creditNoteNumber: null,
    failure: null,
    maker: LEA,
    checker: null,
    decisionReason: null,
    createdAt: '2026-06-18T17:00:00.000Z',
    settledAt: null,
    ...more,
  };
}

export function refundPreview(more: Partial<RefundPreviewView> = {}): RefundPreviewView {
  return {
    purchaseReferenceId: 'purchase-1',
    refundable: { amount: 20_000, currency: 'USD' },
    amount: { amount: 20_000, currency: 'USD' },
    subtotal: { amount: 18_370, currency: 'USD' },
    tax: { amount: 1_630, currency: 'USD' },
    tokens: 204_111,
    bonusTokens: 12_500,
    consumedTokens: 45_889,
    heldTokens: 0,
    frozenTokens: 0,
    expiredTokens: 0,
    refundedTokens: 0,
    balanceAfter: 165_316,
    availableAfter: 153_316,
    approvalRequired: true,
    ...more,
  };
}

export function refusal(more: Partial<RefusalExplanationView> = {}): RefusalExplanationView {
  return {
    minute: '2026-06-10T15:19:00.000Z',
    reason: 'insufficient-tokens',
    count: 3,
    lastReference: 'nightly-reindex',
    lastRequestId: 'req_01JXDKW2M4',
    lastAmount: 120_000,
    balance: balance({
      balance: 99_505,
      held: 0,
      available: 99_505,
      asOf: '2026-06-10T15:19:52.000Z',
    }),
    explanation: '120,000 tokens are needed and 99,505 are available.',
    ...more,
  };
}

/** Two days of 100 tokens each, of which one time in ten 50 or 150. */
export function forecast(more: Partial<ForecastView> = {}): ForecastView {
  return {
    organizationId: ACME,
    status: 'ready',
    method: 'weekday',
    historyDays: 60,
    historyDaysNeeded: 14,
    timeZone: 'America/New_York',
    available: 1_000,
    daily: [
      {
        date: '2026-06-18',
        p10: 50,
        p50: 100,
        p90: 150,
        totalP10: 50,
        totalP50: 100,
        totalP90: 150,
      },
      {
        date: '2026-06-19',
        p10: 50,
        p50: 100,
        p90: 150,
        totalP10: 130,
        totalP50: 200,
        totalP90: 270,
      },
    ],
    perDayTokens: 100,
    runOutAt: '2026-06-28T16:00:00.000Z',
    runOutEarliestAt: '2026-06-26T16:00:00.000Z',
    runOutLatestAt: '2026-07-01T16:00:00.000Z',
    score: {
      origins: 4,
      horizonDays: 28,
      mase: 0.7,
      seasonalNaiveMase: 1,
      pinballLoss: 12,
      coverage: 0.81,
    },
    atRisk: [],
    computedAt: NOW,
    ...more,
  };
}
