import type { SubscriptionCancelReason } from '@purser/contracts';
import type { DomainEvent } from '@purser/platform';

interface SubscriptionFields {
  readonly organizationId: string;
  readonly subscriptionId: string;
}

/** A subscription began: its first period is paid, or will be charged at its start. */
export class SubscriptionActivated implements DomainEvent {
  static readonly eventName = 'subscriptions.activated';
  readonly organizationId: string;
  readonly subscriptionId: string;
  readonly packageId: string;
  /** ISO instant of the next charge. */
  readonly nextChargeAt: string | null;
  constructor(fields: SubscriptionActivated) {
    Object.assign(this, fields);
  }
}

/** A further period is paid. */
export class SubscriptionRenewed implements DomainEvent {
  static readonly eventName = 'subscriptions.renewed';
  readonly organizationId: string;
  readonly subscriptionId: string;
  readonly period: number;
  readonly purchaseId: string;
  /** Whether it was past due before. */
  readonly recovered: boolean;
  readonly nextChargeAt: string | null;
  constructor(fields: SubscriptionRenewed) {
    Object.assign(this, fields);
  }
}

/** The next period begins in three days. Told once per period. */
export class SubscriptionRenewalDue implements DomainEvent {
  static readonly eventName = 'subscriptions.renewal-due';
  readonly organizationId: string;
  readonly subscriptionId: string;
  readonly period: number;
  readonly packageId: string;
  readonly chargeAt: string;
  readonly daysLeft: number;
  /** Whether the package cannot be sold any more: nothing is charged then, the subscription ends. */
  readonly notOffered: boolean;
  constructor(fields: SubscriptionRenewalDue) {
    Object.assign(this, fields);
  }
}

/** A charge was declined and grace began. Told once, at the first decline. */
export class SubscriptionPastDue implements DomainEvent {
  static readonly eventName = 'subscriptions.past-due';
  readonly organizationId: string;
  readonly subscriptionId: string;
  readonly period: number;
  /** Paying this purchase pays the period. */
  readonly purchaseId: string;
  readonly declineCode: string;
  /** When the card is tried again; null where only another card helps. */
  readonly nextAttemptAt: string | null;
  readonly graceEndsAt: string;
  constructor(fields: SubscriptionPastDue) {
    Object.assign(this, fields);
  }
}

/** Grace ends in `daysLeft` days. Told once per period and number of days. */
export class SubscriptionGraceEnding implements DomainEvent {
  static readonly eventName = 'subscriptions.grace-ending';
  readonly organizationId: string;
  readonly subscriptionId: string;
  readonly period: number;
  readonly purchaseId: string;
  readonly graceEndsAt: string;
  readonly daysLeft: number;
  constructor(fields: SubscriptionGraceEnding) {
    Object.assign(this, fields);
  }
}

/** Somebody paused it: nothing is charged until it is resumed. */
export class SubscriptionPaused implements DomainEvent {
  static readonly eventName = 'subscriptions.paused';
  readonly organizationId: string;
  readonly subscriptionId: string;
  constructor(fields: SubscriptionFields) {
    Object.assign(this, fields);
  }
}

/** It goes on: charged next at `nextChargeAt`. */
export class SubscriptionResumed implements DomainEvent {
  static readonly eventName = 'subscriptions.resumed';
  readonly organizationId: string;
  readonly subscriptionId: string;
  readonly nextChargeAt: string | null;
  constructor(fields: SubscriptionResumed) {
    Object.assign(this, fields);
  }
}

/** It ended and stays ended. */
export class SubscriptionCanceled implements DomainEvent {
  static readonly eventName = 'subscriptions.canceled';
  readonly organizationId: string;
  readonly subscriptionId: string;
  readonly reason: SubscriptionCancelReason;
  constructor(fields: SubscriptionCanceled) {
    Object.assign(this, fields);
  }
}
