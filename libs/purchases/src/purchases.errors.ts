import type { PurchaseStatus } from '@purser/contracts';
import { DomainError } from '@purser/platform';

/** Another purchase of the organization, or another attempt at this one, holds the slot. */
export class PurchaseInProgress extends DomainError {
  readonly problem = 'purchase-in-progress';
  readonly retryAfterSeconds = 1;
  constructor(referenceId: string) {
    super('One purchase at a time: finish or cancel the one under way, then try again.', {
      referenceId,
    });
  }
}

/** The purchase is in a status in which this cannot be done. */
export class PurchaseStateConflict extends DomainError {
  readonly problem = 'purchase-state-conflict';
  constructor(referenceId: string, status: PurchaseStatus, detail: string) {
    super(detail, { referenceId, purchaseStatus: status });
  }
}
