import type { Decline } from './payments.errors.js';

/** A card as the provider keeps it. */
export interface ProviderCard {
  /** The provider's id of the payment method. */
  readonly providerId: string;
  readonly brand: string;
  readonly last4: string;
  readonly expMonth: number;
  readonly expYear: number;
  /** The same for the same card number, whoever entered it. */
  readonly fingerprint: string;
}

/** What came of a payment so far. */
export type ChargeOutcome =
  | { readonly kind: 'succeeded' }
  /** The card holder has to authenticate (3-D Secure) with this secret. */
  | { readonly kind: 'requires_action'; readonly clientSecret: string }
  | { readonly kind: 'declined'; readonly decline: Decline }
  | { readonly kind: 'processing' }
  | { readonly kind: 'canceled' }
  /** Nothing was tried yet. */
  | { readonly kind: 'unconfirmed' };

/** A payment at the provider; amounts in minor units of `currency` (ISO 4217, upper case). */
export interface PaymentState {
  readonly paymentIntentId: string;
  readonly amountMinor: bigint;
  readonly receivedMinor: bigint;
  readonly currency: string;
  readonly outcome: ChargeOutcome;
  /** The attempt that it was last readied for; null where its maker did not say. */
  readonly attempt: number | null;
}

/** A payment as the provider's books show it. */
export interface BookedPayment extends PaymentState {
  /** Given back so far, in minor units. */
  readonly refundedMinor: bigint;
  /** When its money was taken; null where none was. */
  readonly chargedAt: Date | null;
  /** Whether its holder or the holder's bank ever disputed it. */
  readonly disputed: boolean;
}

export interface NewPayment {
  readonly organizationId: string;
  readonly purchaseId: string;
  readonly customerId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly description: string;
  /** Of its purchase, counted from 1. */
  readonly attempt: number;
  readonly idempotencyKey: string;
}

export interface Confirmation {
  readonly paymentIntentId: string;
  readonly methodProviderId: string;
  readonly idempotencyKey: string;
}

export interface NewRefund {
  /** Ours; the provider keeps it, so that its refund is found again. */
  readonly refundId: string;
  readonly paymentIntentId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly idempotencyKey: string;
}

/** A refund at the provider; amounts in minor units of `currency` (ISO 4217, upper case). */
export interface RefundState {
  /** The provider's id. */
  readonly providerId: string;
  /** Ours, where we asked for it; null for one made at the provider. */
  readonly refundId: string | null;
  readonly paymentIntentId: string | null;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly status: 'pending' | 'succeeded' | 'failed';
  /** The provider's reason of a failure, for example `expired_or_canceled_card`. */
  readonly failure: string | null;
  readonly createdAt: Date;
}

/**
 * A dispute at the provider. `inquiry`: the bank asks, no money moved; `open`: the money is
 * withdrawn; `won`: all of it came back; `closed`: an inquiry that came to nothing.
 */
export interface DisputeState {
  readonly disputeId: string;
  readonly paymentIntentId: string | null;
  /** What is disputed, gross. */
  readonly amountMinor: bigint;
  /** Of the amount, what the holder's bank keeps; all of it where none came back. */
  readonly lostMinor: bigint;
  readonly currency: string;
  readonly phase: 'inquiry' | 'open' | 'won' | 'lost' | 'closed';
  readonly reason: string;
  readonly evidenceDueBy: Date | null;
}

export interface SetupState {
  readonly setupIntentId: string;
  readonly clientSecret: string;
  readonly status: string;
}

/** The part of a provider's event that Purser keeps: no secrets and no card data. */
export interface ProviderNotice {
  readonly id: string;
  readonly type: string;
  readonly objectId: string | null;
  readonly payload: NoticePayload;
}

export interface NoticePayload {
  readonly object: string;
  readonly paymentIntentId: string | null;
  readonly status: string | null;
  readonly reason: string | null;
  /** Minor units; for a payment what was received, else what the object is about. */
  readonly amountMinor: number | null;
  readonly currency: string | null;
  readonly createdAt: string;
}

/**
 * The payment provider. Every method may throw `PaymentProviderUnavailable`; none is called while a
 * transaction is open. A repeated call with the same idempotency key has one effect.
 */
export abstract class PaymentGateway {
  /**
   * Makes a customer of the provider for an organization and gives its id.
   *
   * @throws PaymentRefused for example for an e-mail address that is none
   */
  abstract createCustomer(customer: {
    readonly organizationId: string;
    readonly name: string;
    readonly email: string;
  }): Promise<string>;

  /**
   * Keeps a card with a customer. The name of a test card makes a card of its own.
   *
   * @throws CardDeclined the bank refuses the card already here
   * @throws PaymentMethodUnusable it does not exist, is another customer's, used up, or no card
   */
  abstract attachPaymentMethod(customerId: string, providerId: string): Promise<ProviderCard>;

  /** Forgets a card; one that is not kept is left as it is. */
  abstract detachPaymentMethod(providerId: string): Promise<void>;

  abstract listPaymentMethods(customerId: string): Promise<ProviderCard[]>;

  /** Starts saving a card without paying; the console finishes it with the client secret. */
  abstract createSetupIntent(customerId: string): Promise<SetupState>;

  /**
   * Prepares a payment; no money moves before it is confirmed.
   *
   * @throws PaymentRefused for example for too small an amount, or a customer that is not known
   */
  abstract createPaymentIntent(payment: NewPayment): Promise<PaymentState>;

  /**
   * Readies a payment that failed for another attempt: its failure is forgotten, so that one that is
   * found later is of the new attempt. A payment in no state for it is left as it is.
   *
   * @throws PaymentRefused the provider knows no such payment
   */
  abstract readyAgain(paymentIntentId: string, attempt: number): Promise<void>;

  /**
   * Charges with the card holder present: may ask for 3-D Secure.
   *
   * @throws PaymentMethodUnusable
   */
  abstract confirm(confirmation: Confirmation): Promise<PaymentState>;

  /**
   * Charges with the card holder absent: a card that needs its holder is declined with code
   * `authentication_required`.
   *
   * @throws PaymentMethodUnusable
   */
  abstract confirmOffSession(confirmation: Confirmation): Promise<PaymentState>;

  abstract retrieve(paymentIntentId: string): Promise<PaymentState>;

  /** A customer's payments that were prepared at or after `since`, newest first; 10,000 at most. */
  abstract listPayments(customerId: string, since: Date): Promise<BookedPayment[]>;

  /** Cancels a payment unless it is over already; gives its state either way. */
  abstract cancel(paymentIntentId: string): Promise<PaymentState>;

  /**
   * Gives money back.
   *
   * @throws RefundRefused for good; no money moved
   * @throws ProviderCallFailed only another idempotency key gets another answer
   */
  abstract refund(refund: NewRefund): Promise<RefundState>;

  abstract retrieveRefund(providerId: string): Promise<RefundState>;

  /** Every refund of a payment, newest first. */
  abstract listRefunds(paymentIntentId: string): Promise<RefundState[]>;

  abstract retrieveDispute(disputeId: string): Promise<DisputeState>;

  /** Every dispute about a payment, newest first. */
  abstract listDisputes(paymentIntentId: string): Promise<DisputeState[]>;

  /**
   * Verifies a webhook over its raw bytes with any of our secrets and reads it.
   *
   * @throws InvalidSignature
   */
  abstract readNotice(rawBody: Buffer, signature: string): ProviderNotice;

  abstract retrieveNotice(eventId: string): Promise<ProviderNotice>;

  /**
   * The provider's events that Purser acts upon and that happened at `since` or later, oldest
   * first; null = only the newest one. At most 30 days back.
   */
  abstract listNotices(since: Date | null): Promise<ProviderNotice[]>;
}
