import type { ActorView, MoneyView } from './common.js';

export type AutoTopUpTriggerKind = 'threshold' | 'schedule';
export type AutoTopUpInterval = 'day' | 'week' | 'month';

/** When a policy buys: below a balance, or at fixed times. */
export interface AutoTopUpTrigger {
  kind: AutoTopUpTriggerKind;
  /** Tokens; only of a threshold: buys when `available` is strictly below. */
  below?: number;
  /** Only of a schedule. */
  interval?: AutoTopUpInterval;
  /** 1 to 31, clamped to the month's last day; only of a monthly schedule. */
  dayOfMonth?: number;
}

/** What a policy, or all of an organization, took from the monthly limit. Gross. */
export interface AutoTopUpMonthView {
  /** `2026-11`, in the organization's zone. */
  month: string;
  limit: MoneyView;
  /** Paid. */
  spent: MoneyView;
  /** Being paid at this moment. */
  reserved: MoneyView;
  left: MoneyView;
}

export interface AutoTopUpPolicyView {
  id: string;
  organizationId: string;
  enabled: boolean;
  trigger: AutoTopUpTrigger;
  /** One increment is this package, or */
  packageId: string | null;
  /** this many tokens. */
  tokens: number | null;
  monthlyLimit: MoneyView;
  paymentMethodId: string;
  coolDownMinutes: number;
  /** Nothing is bought before. */
  coolDownUntil: string | null;
  /** When a schedule buys next. */
  nextRunAt: string | null;
  consecutiveDeclines: number;
  /** When a declined charge is tried again. */
  retryAt: string | null;
  /** Since when the policy waits for another card or a manual payment. */
  suspendedAt: string | null;
  month: AutoTopUpMonthView;
  createdBy: ActorView;
  createdAt: string;
  updatedAt: string;
  /** The version; sent back as `If-Match` with a change. */
  eTag: string;
}

export type AutoTopUpCause = 'crossing' | 'sweep' | 'schedule' | 'retry';
export type AutoTopUpVerdict = 'buy' | 'wait' | 'blocked' | 'declined';

/** Why something was bought, or was not. */
export interface AutoTopUpDecisionView {
  id: string;
  policyId: string;
  cause: AutoTopUpCause;
  verdict: AutoTopUpVerdict;
  /** A sentence for people. */
  reason: string;
  available: number;
  below: number | null;
  inFlight: number;
  increments: number;
  tokens: number;
  total: MoneyView;
  monthLeft: MoneyView;
  purchaseReferenceId: string | null;
  decidedAt: string;
}

export interface AutoTopUpOverviewView {
  policies: AutoTopUpPolicyView[];
  month: AutoTopUpMonthView;
  /** The last 20, newest first. */
  decisions: AutoTopUpDecisionView[];
}

/** What a policy would do at this moment. */
export interface AutoTopUpForesightView {
  verdict: 'buy' | 'wait' | 'blocked' | 'nothing';
  reason: string;
  increments: number;
  tokens: number;
  total: MoneyView;
}

/** What a policy would have bought in the past, at the price of today. */
export interface AutoTopUpHindsightView {
  from: string;
  to: string;
  topUps: { at: string; tokens: number; total: MoneyView }[];
  /** How often the monthly limit stood in the way. */
  blocked: number;
  total: MoneyView;
}

export interface AutoTopUpRehearsalView {
  dryRun: true;
  now: AutoTopUpForesightView;
  last120Days: AutoTopUpHindsightView;
}
