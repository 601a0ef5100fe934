import { minorToDecimal, type PurchaseStatus, type RefundStatus } from '@purser/contracts';
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

/** The purchase was canceled when it was to be charged: it may not be, as it was ordered. */
export class OrderOutdated extends PurchaseStateConflict {
  /** @param why a sentence for people */
  constructor(
    referenceId: string,
    readonly why: string,
  ) {
    const detail = `${why} It is canceled and nothing was charged. Order again to buy these tokens.`;
    super(referenceId, 'canceled', detail);
  }
}

/** Nothing of the purchase can be refunded: it is consumed, expired, held or refunded already. */
export class NothingToRefund extends DomainError {
  readonly problem = 'nothing-to-refund';
  constructor(referenceId: string) {
    super('Nothing is left of this purchase: it is consumed, expired, held or refunded already.', {
      referenceId,
    });
  }
}

/** More is asked for than what is left of the tokens cost. */
export class RefundExceedsRefundable extends DomainError {
  readonly problem = 'refund-exceeds-refundable';
  constructor(refundableMinor: bigint, currency: string) {
    super(`${minorToDecimal(refundableMinor, currency)} ${currency} can be refunded.`, {
      refundable: { amount: Number(refundableMinor), currency },
    });
  }
}

/** The refund waits for nobody any more. */
export class RefundDecided extends DomainError {
  readonly problem = 'refund-state-conflict';
  constructor(status: RefundStatus) {
    super('The refund is decided already.', { refundStatus: status });
  }
}

/** Who asked for a refund cannot approve it. */
export class RefundApprovalByMaker extends DomainError {
  readonly problem = 'approval-by-maker';
  constructor() {
    super('Who asked for a refund cannot approve it: ask a colleague.');
  }
}
