import type { SubscriptionStatus } from '@purser/contracts';
import { DomainError } from '@purser/platform';

/** The organization has a subscription that is not canceled. */
export class SubscriptionExists extends DomainError {
  readonly problem = 'subscription-exists';
  constructor(subscriptionId?: string) {
    super('There is one subscription at a time: change its package, or cancel it first.', {
      ...(subscriptionId !== undefined && { subscriptionId }),
    });
  }
}

/** The subscription is in a status in which this cannot be done. */
export class SubscriptionStateConflict extends DomainError {
  readonly problem = 'subscription-state-conflict';
  constructor(subscriptionId: string, status: SubscriptionStatus, detail: string) {
    super(detail, { subscriptionId, subscriptionStatus: status });
  }
}
