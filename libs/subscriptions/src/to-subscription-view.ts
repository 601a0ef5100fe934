import type { SubscriptionView } from '@purser/contracts';
import { actorView } from '@purser/platform';
import type { SubscriptionPeriod } from './subscription-period.entity.js';
import type { Subscription } from './subscription.entity.js';

/** What a view shows beside the subscription's own row. */
export interface OpenCharge {
  readonly period: SubscriptionPeriod | null;
  /** Only while the card holder has to authenticate. */
  readonly clientSecret?: string | undefined;
}

/** A subscription with the ETag of its version. */
export type VersionedSubscriptionView = SubscriptionView & { readonly eTag: string };

/** The ETag of a subscription's version. */
export const eTagOf = ({ version }: Subscription): string => `"${version}"`;

const iso = (instant: Date | null) => instant?.toISOString() ?? null;

/** The wire form of a subscription. */
export function subscriptionView(
  subscription: Subscription,
  { period, clientSecret }: OpenCharge,
): VersionedSubscriptionView {
  const { actorType: type, actorId, actorName: name, status } = subscription;
  const nextAttemptAt = status === 'past_due' ? (period?.nextAttemptAt ?? null) : null;
  const purchaseId = period?.purchaseId ?? null;
  return {
    id: subscription.id,
    organizationId: subscription.organizationId,
    status,
    packageId: subscription.packageId,
    nextPackageId: subscription.nextPackageId,
    interval: subscription.interval,
    paymentMethodId: subscription.paymentMethodId,
    anchorAt: subscription.anchorAt.toISOString(),
    timeZone: subscription.timeZone,
    currentPeriod: currentPeriodOf(subscription),
    nextChargeAt: subscription.cancelAtPeriodEnd ? null : iso(subscription.nextChargeAt),
    cancelAtPeriodEnd: subscription.cancelAtPeriodEnd,
    pausedAt: iso(subscription.pausedAt),
    pastDueAt: status === 'past_due' ? iso(subscription.pastDueAt) : null,
    graceEndsAt: status === 'past_due' ? iso(subscription.graceEndsAt) : null,
    canceledAt: iso(subscription.canceledAt),
    cancelReason: subscription.cancelReason,
    ...(purchaseId !== null && { openPurchaseId: purchaseId }),
    ...(nextAttemptAt && { nextAttemptAt: nextAttemptAt.toISOString() }),
    ...(clientSecret !== undefined && { clientSecret }),
    createdBy: actorView({ type, id: actorId, name }),
    createdAt: subscription.createdAt.toISOString(),
    eTag: eTagOf(subscription),
  };
}

function currentPeriodOf({ currentPeriodStart: start, currentPeriodEnd: end }: Subscription) {
  return start && end ? { start: start.toISOString(), end: end.toISOString() } : null;
}
