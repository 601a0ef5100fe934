import { DomainError } from '@purser/platform';

/** Why a bank refused a card, in the provider's codes. */
export interface Decline {
  /** For example `card_declined`, `expired_card`, `authentication_required`. */
  readonly code: string;
  /** The bank's reason, for example `insufficient_funds`; null where it gives none. */
  readonly declineCode: string | null;
  /** A sentence for the card holder. */
  readonly message: string;
}

/** The bank refused the card. Nothing was charged. */
export class CardDeclined extends DomainError {
  readonly problem = 'card-declined';
  constructor(
    readonly decline: Decline,
    referenceId?: string,
  ) {
    super(`${sentence(decline.message)} Nothing was charged. Try another card.`, {
      code: decline.code,
      declineCode: decline.declineCode,
      ...(referenceId !== undefined && { referenceId }),
    });
  }
}

/** The provider cannot be asked: connection, time-out, 5xx or 429. Never a decline. */
export class PaymentProviderUnavailable extends DomainError {
  readonly problem = 'payment-provider-unavailable';
  constructor(
    detail = 'The payment provider does not answer at this moment. Try again soon.',
    readonly retryAfterSeconds = 5,
  ) {
    super(detail, { retryAfterSeconds });
  }
}

/**
 * The provider ended the call with an error of its own and answers the same to whoever calls again
 * with that idempotency key. Callers are told what they are told of any outage.
 */
export class ProviderCallFailed extends PaymentProviderUnavailable {}

/** The provider refuses a refund for good, for example of a disputed charge. No money moved. */
export class RefundRefused extends Error {
  constructor(
    /** The provider's sentence. */
    readonly detail: string,
  ) {
    super(detail);
  }
}

/** A card that something still charges cannot be removed. */
export class PaymentMethodInUse extends DomainError {
  readonly problem = 'payment-method-in-use';
  constructor(usedBy: readonly string[]) {
    super(`Choose another card for ${usedBy.join(' and ')} first.`, { usedBy: [...usedBy] });
  }
}

/** The provider knows no such payment method, or it belongs to another customer or is used up. */
export class PaymentMethodUnusable extends DomainError {
  readonly problem = 'payment-method-unusable';
  constructor(detail: string) {
    super(`${sentence(detail)} Choose or add another payment method.`);
  }
}

/** The code of an attempt at a payment that the provider refuses to make. */
export const PAYMENT_REFUSED = 'payment_refused';

/**
 * The provider refuses to make a payment at all, for example for its amount or since it knows no such
 * customer. No bank was asked, and no other card changes that. Nothing was charged.
 */
export class PaymentRefused extends DomainError {
  readonly problem = 'payment-refused';
  readonly decline: Decline;
  /**
   * @param declineCode the provider's reason, for example `amount_too_small`; null where it gives none
   */
  constructor(message: string, declineCode: string | null, referenceId?: string) {
    super(
      `${sentence(message)} Nothing was charged. Another card changes nothing: ask the seller.`,
      {
        code: PAYMENT_REFUSED,
        declineCode,
        ...(referenceId !== undefined && { referenceId }),
      },
    );
    this.decline = { code: PAYMENT_REFUSED, declineCode, message };
  }
}

/** The webhook was not signed with any of our secrets, or too long ago. */
export class InvalidSignature extends DomainError {
  readonly problem = 'invalid-signature';
  constructor() {
    super('The signature does not belong to this body, or it is older than five minutes.');
  }
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
