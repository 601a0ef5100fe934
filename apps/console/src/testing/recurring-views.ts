import type {
  AutoTopUpDecisionView,
  AutoTopUpOverviewView,
  AutoTopUpPolicyView,
  AutoTopUpRehearsalView,
  ForeseenChargeView,
  SubscriptionDetailView,
  SubscriptionView,
} from '@purser/contracts';
import { ACME, NOW, quote } from './views.js';

const ADMIN = { type: 'user' as const, id: 'user-1', name: 'admin@acme.test' };
const usd = (amount: number) => ({ amount, currency: 'USD' });

export function subscription(more: Partial<SubscriptionView> = {}): SubscriptionView {
  return {
    id: 'subscription-1',
    organizationId: ACME,
    status: 'active',
    packageId: 'package-growth',
    nextPackageId: null,
    interval: 'month',
    paymentMethodId: 'pm_1',
    anchorAt: '2026-01-31T05:00:00.000Z',
    timeZone: 'America/New_York',
    currentPeriod: { start: '2026-05-31T04:00:00.000Z', end: '2026-06-30T04:00:00.000Z' },
    nextChargeAt: '2026-06-30T04:00:00.000Z',
    cancelAtPeriodEnd: false,
    pausedAt: null,
    pastDueAt: null,
    graceEndsAt: null,
    canceledAt: null,
    cancelReason: null,
    createdBy: ADMIN,
    createdAt: '2026-01-31T05:00:00.000Z',
    ...more,
  };
}

export function charge(more: Partial<ForeseenChargeView> = {}): ForeseenChargeView {
  const { subtotal, tax, total } = quote();
  return {
    period: 5,
    start: '2026-06-30T04:00:00.000Z',
    end: '2026-07-31T04:00:00.000Z',
    chargeAt: '2026-06-30T04:00:00.000Z',
    packageId: 'package-growth',
    tokens: 250_000,
    price: { subtotal, tax, total },
    reason: 'renewal',
    explanation: 'Period 6, monthly from the first one on. It starts on the last day of its month.',
    ...more,
  };
}

export function subscriptionDetail(
  more: Partial<SubscriptionView> = {},
  preview: ForeseenChargeView[] = [charge()],
): SubscriptionDetailView {
  return { subscription: subscription(more), preview };
}

export function policy(more: Partial<AutoTopUpPolicyView> = {}): AutoTopUpPolicyView {
  return {
    id: 'policy-1',
    organizationId: ACME,
    enabled: true,
    trigger: { kind: 'threshold', below: 100_000 },
    packageId: 'package-growth',
    tokens: null,
    monthlyLimit: usd(50_000),
    paymentMethodId: 'pm_1',
    coolDownMinutes: 60,
    coolDownUntil: null,
    nextRunAt: null,
    consecutiveDeclines: 0,
    retryAt: null,
    suspendedAt: null,
    month: {
      month: '2026-06',
      limit: usd(50_000),
      spent: usd(24_497),
      reserved: usd(0),
      left: usd(25_503),
    },
    createdBy: ADMIN,
    createdAt: '2026-02-01T10:00:00.000Z',
    updatedAt: '2026-06-18T18:01:00.000Z',
    eTag: '"3"',
    ...more,
  };
}

export function decision(more: Partial<AutoTopUpDecisionView> = {}): AutoTopUpDecisionView {
  return {
    id: 'decision-1',
    policyId: 'policy-1',
    cause: 'crossing',
    verdict: 'buy',
    reason: '1 increment closes the gap.',
    available: 99_505,
    below: 100_000,
    inFlight: 0,
    increments: 1,
    tokens: 262_500,
    total: usd(24_497),
    monthLeft: usd(50_000),
    purchaseReferenceId: 'purchase-1',
    decidedAt: '2026-06-10T15:20:00.000Z',
    ...more,
  };
}

export function overview(more: Partial<AutoTopUpOverviewView> = {}): AutoTopUpOverviewView {
  const policies = more.policies ?? [policy()];
  return { policies, month: policy().month, decisions: [decision()], ...more };
}

export function rehearsal(more: Partial<AutoTopUpRehearsalView> = {}): AutoTopUpRehearsalView {
  return {
    dryRun: true,
    now: {
      verdict: 'nothing',
      reason: '369,927 tokens are available, not fewer than 100,000 tokens.',
      increments: 0,
      tokens: 0,
      total: usd(0),
    },
    last120Days: {
      from: '2026-02-18T18:32:00.000Z',
      to: NOW,
      topUps: [
        { at: '2026-03-23T12:20:00.000Z', tokens: 262_500, total: usd(24_497) },
        { at: '2026-05-26T17:20:00.000Z', tokens: 262_500, total: usd(24_497) },
      ],
      blocked: 2,
      total: usd(48_994),
    },
    ...more,
  };
}
