import type { ActorView, QuotePriceView } from './common.js';

export type SubscriptionStatus = 'incomplete' | 'active' | 'paused' | 'past_due' | 'canceled';

export type SubscriptionInterval = 'month' | 'year';

/** Why a subscription ended. */
export type SubscriptionCancelReason = 'requested' | 'grace_ended' | 'incomplete' | 'not_offered';

export interface SubscriptionView {
  id: string;
  organizationId: string;
  status: SubscriptionStatus;
  packageId: string;
  /** The package from the next period on; null = the same. */
  nextPackageId: string | null;
  interval: SubscriptionInterval;
  paymentMethodId: string;
  /** Period n starts at this instant's local time in `timeZone` plus n intervals. */
  anchorAt: string;
  timeZone: string;
  /** The last period that is paid; null before the first one. End exclusive. */
  currentPeriod: { start: string; end: string } | null;
  /** When the next period is charged; null where none will be. */
  nextChargeAt: string | null;
  cancelAtPeriodEnd: boolean;
  pausedAt: string | null;
  pastDueAt: string | null;
  /** While `past_due`: when it is canceled unless it is paid. */
  graceEndsAt: string | null;
  canceledAt: string | null;
  cancelReason: SubscriptionCancelReason | null;
  /** The charge that is not paid: execute this purchase to pay it. */
  openPurchaseId?: string;
  /** While `past_due`: when the card is tried again; left out where it is not. */
  nextAttemptAt?: string;
  /** While `incomplete`: for the card holder's browser (3-D Secure). */
  clientSecret?: string;
  createdBy: ActorView;
  createdAt: string;
  /** The version; sent back as `If-Match` with a change. */
  eTag?: string;
}

/** Why a charge is foreseen. */
export type ForeseenChargeReason = 'first' | 'renewal' | 'package-change' | 'retry';

/** One charge that is foreseen. */
export interface ForeseenChargeView {
  /** 0 is the first period. */
  period: number;
  start: string;
  end: string;
  chargeAt: string;
  packageId: string;
  tokens: number | null;
  /** Of a retry as its purchase froze it, else of this moment; null where it is not offered. */
  price: QuotePriceView | null;
  reason: ForeseenChargeReason;
  /** One sentence for people. */
  explanation: string;
}

/** What would be charged (`?dryRun=true`); nothing was changed. */
export interface SubscriptionRehearsalView {
  dryRun: true;
  /** The next six charges, soonest first. */
  preview: ForeseenChargeView[];
}

export interface SubscriptionDetailView {
  /** The live one, else the latest one that ended; null where there was none. */
  subscription: SubscriptionView | null;
  /** The next six charges, soonest first. */
  preview: ForeseenChargeView[];
}
