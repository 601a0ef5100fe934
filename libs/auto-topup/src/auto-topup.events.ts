import type { DomainEvent } from '@purser/platform';

/** The monthly limit stood in the way of a top-up. Told once per policy and month. */
export class AutoTopUpBlocked implements DomainEvent {
  static readonly eventName = 'auto-topup.blocked';
  readonly organizationId: string;
  readonly policyId: string;
  /** `2026-11`. */
  readonly month: string;
  /** Minor units of `currency`. */
  readonly limitMinor: number;
  readonly leftMinor: number;
  /** What one increment would have cost, gross. */
  readonly neededMinor: number;
  readonly currency: string;
  readonly availableTokens: number;
  constructor(fields: AutoTopUpBlocked) {
    Object.assign(this, fields);
  }
}

/** A charge was declined and is tried again. Told once, for the first of a row of declines. */
export class AutoTopUpDeclined implements DomainEvent {
  static readonly eventName = 'auto-topup.declined';
  readonly organizationId: string;
  readonly policyId: string;
  readonly purchaseId: string;
  /** A sentence for people. */
  readonly reason: string;
  /** ISO instant. */
  readonly nextAttemptAt: string;
  constructor(fields: AutoTopUpDeclined) {
    Object.assign(this, fields);
  }
}

/** The policy buys nothing more until another card is set or somebody pays. Told once. */
export class AutoTopUpSuspended implements DomainEvent {
  static readonly eventName = 'auto-topup.suspended';
  readonly organizationId: string;
  readonly policyId: string;
  /** A sentence for people. */
  readonly reason: string;
  readonly consecutiveDeclines: number;
  /** The last charge that was declined; null where the card was removed. */
  readonly purchaseId: string | null;
  constructor(fields: AutoTopUpSuspended) {
    Object.assign(this, fields);
  }
}

/** A suspended policy buys again. */
export class AutoTopUpResumed implements DomainEvent {
  static readonly eventName = 'auto-topup.resumed';
  readonly organizationId: string;
  readonly policyId: string;
  /** A sentence for people. */
  readonly reason: string;
  constructor(fields: AutoTopUpResumed) {
    Object.assign(this, fields);
  }
}

/** The bank wants the card holder: `purchaseId` can be paid with the holder present. */
export class AutoTopUpNeedsAuthentication implements DomainEvent {
  static readonly eventName = 'auto-topup.needs-authentication';
  readonly organizationId: string;
  readonly policyId: string;
  readonly purchaseId: string;
  constructor(fields: AutoTopUpNeedsAuthentication) {
    Object.assign(this, fields);
  }
}
