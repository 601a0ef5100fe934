import type { PurchaseStatus, PurchaseType } from '@purser/contracts';
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
