import type { PurchaseStatus, PurchaseType, RefundOrigin } from '@purser/contracts';
import type { DomainEvent } from '@purser/platform';

/** Tokens were paid and credited. Told once per purchase, in the transaction that credits them. */
export class PurchaseCompleted implements DomainEvent {
  static readonly eventName = 'purchases.purchase-completed';
  readonly organizationId: string;
  readonly purchaseId: string;
  readonly referenceId: string;
  readonly type: PurchaseType;
  readonly tokens: number;
  readonly bonusTokens: number;
  constructor(fields: PurchaseCompleted) {
    Object.assign(this, fields);
  }
}

/** A purchase came into another status. */
export class PurchaseChanged implements DomainEvent {
  static readonly eventName = 'purchases.purchase-changed';
  readonly organizationId: string;
  readonly purchaseId: string;
  readonly referenceId: string;
  readonly status: PurchaseStatus;
  constructor(fields: PurchaseChanged) {
    Object.assign(this, fields);
  }
}

/** Money of a purchase in minor units of `currency`, and the tokens that went with it. */
interface MoneyBack {
  readonly organizationId: string;
  readonly purchaseId: string;
  readonly referenceId: string;
  /** Gross. */
  readonly amountMinor: number;
  readonly currency: string;
  readonly tokens: number;
  readonly bonusTokens: number;
}

/** A refund waits for another person. */
export class RefundApprovalRequested implements DomainEvent, MoneyBack {
  static readonly eventName = 'purchases.refund-approval-requested';
  readonly organizationId: string;
  readonly purchaseId: string;
  readonly referenceId: string;
  readonly refundId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly tokens: number;
  readonly bonusTokens: number;
  /** Who asked for it. */
  readonly maker: string;
  constructor(fields: RefundApprovalRequested) {
    Object.assign(this, fields);
  }
}

/** Money went back and the tokens were taken; told once per refund. */
export class RefundBooked implements DomainEvent, MoneyBack {
  static readonly eventName = 'purchases.refund-booked';
  readonly organizationId: string;
  readonly purchaseId: string;
  readonly referenceId: string;
  readonly refundId: string;
  readonly origin: RefundOrigin;
  readonly amountMinor: number;
  readonly currency: string;
  readonly tokens: number;
  readonly bonusTokens: number;
  /** Of the amount, what went back for tokens that were gone already. */
  readonly shortfallMinor: number;
  /** Of the amount, what the credit note gives back; events of before it was told are over all. */
  readonly creditedMinor?: number;
  readonly creditNoteId: string | null;
  readonly creditNoteNumber: string | null;
  constructor(fields: RefundBooked) {
    Object.assign(this, fields);
  }
}

/** What had found no room on the invoice when the refund was booked is credited later. */
export class RefundCredited implements DomainEvent {
  static readonly eventName = 'purchases.refund-credited';
  readonly organizationId: string;
  readonly purchaseId: string;
  readonly referenceId: string;
  readonly refundId: string;
  /** What the credit note gives back, gross, minor units. */
  readonly amountMinor: number;
  readonly currency: string;
  readonly creditNoteId: string;
  readonly creditNoteNumber: string;
  constructor(fields: RefundCredited) {
    Object.assign(this, fields);
  }
}

/** A refund failed, at once or days later; the tokens were given back. */
export class RefundFailed implements DomainEvent, MoneyBack {
  static readonly eventName = 'purchases.refund-failed';
  readonly organizationId: string;
  readonly purchaseId: string;
  readonly referenceId: string;
  readonly refundId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly tokens: number;
  readonly bonusTokens: number;
  readonly failure: string;
  constructor(fields: RefundFailed) {
    Object.assign(this, fields);
  }
}

/** The bank took the money of a purchase back for the time being; its tokens are frozen. */
export class PurchaseDisputed implements DomainEvent {
  static readonly eventName = 'purchases.dispute-opened';
  readonly organizationId: string;
  readonly purchaseId: string;
  readonly referenceId: string;
  readonly disputeId: string;
  readonly reason: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly frozenTokens: number;
  readonly frozenBonusTokens: number;
  readonly evidenceDueBy: string | null;
  constructor(fields: PurchaseDisputed) {
    Object.assign(this, fields);
  }
}

/** A dispute was won: the frozen tokens were given back with the time they were frozen. */
export class DisputeWon implements DomainEvent, MoneyBack {
  static readonly eventName = 'purchases.dispute-won';
  readonly organizationId: string;
  readonly purchaseId: string;
  readonly referenceId: string;
  readonly disputeId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly tokens: number;
  readonly bonusTokens: number;
  constructor(fields: DisputeWon) {
    Object.assign(this, fields);
  }
}

/** A dispute was lost: the frozen tokens are void. */
export class DisputeLost implements DomainEvent, MoneyBack {
  static readonly eventName = 'purchases.dispute-lost';
  readonly organizationId: string;
  readonly purchaseId: string;
  readonly referenceId: string;
  readonly disputeId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly tokens: number;
  readonly bonusTokens: number;
  /** Of the amount, what the holder's bank keeps; events of before it was told are over all. */
  readonly lostMinor?: number;
  /** Of what was lost, what was for tokens that were gone already. */
  readonly shortfallMinor: number;
  /** Of what was lost, what a refund had given back before; events of before it was told have none. */
  readonly returnedTwiceMinor?: number;
  constructor(fields: DisputeLost) {
    Object.assign(this, fields);
  }
}
