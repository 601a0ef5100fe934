import type { DomainEvent } from '@purser/platform';

/** A payment of a purchase at the provider; amounts in minor units of `currency` (ISO 4217). */
interface PaymentFields {
  readonly organizationId: string;
  readonly purchaseId: string;
  readonly paymentIntentId: string;
  readonly amountMinor: number;
  readonly currency: string;
}

/** The provider holds the money. */
export class PaymentSucceeded implements DomainEvent {
  static readonly eventName = 'payments.payment-succeeded';
  readonly organizationId: string;
  readonly purchaseId: string;
  readonly paymentIntentId: string;
  /** What was received, in minor units of `currency`. */
  readonly amountMinor: number;
  readonly currency: string;
  constructor(fields: PaymentFields) {
    Object.assign(this, fields);
  }
}

/** An attempt failed or the payment was canceled at the provider; a later one may have succeeded. */
export class PaymentFailed implements DomainEvent {
  static readonly eventName = 'payments.payment-failed';
  readonly organizationId: string;
  readonly purchaseId: string;
  readonly paymentIntentId: string;
  constructor(fields: Omit<PaymentFields, 'amountMinor' | 'currency'>) {
    Object.assign(this, fields);
  }
}

/** A dispute was opened, changed or closed at the provider; `status` is the provider's word. */
export class DisputeChanged implements DomainEvent {
  static readonly eventName = 'payments.dispute-changed';
  readonly organizationId: string;
  readonly purchaseId: string;
  readonly paymentIntentId: string;
  readonly disputeId: string;
  readonly status: string;
  readonly reason: string;
  readonly amountMinor: number;
  readonly currency: string;
  constructor(fields: PaymentFields & { disputeId: string; status: string; reason: string }) {
    Object.assign(this, fields);
  }
}

/** A kept card stops being good at the end of its month. Told once per card. */
export class PaymentMethodExpiring implements DomainEvent {
  static readonly eventName = 'payments.payment-method-expiring';
  readonly organizationId: string;
  readonly paymentMethodId: string;
  readonly brand: string;
  readonly last4: string;
  readonly expMonth: number;
  readonly expYear: number;
  readonly isDefault: boolean;
  constructor(fields: PaymentMethodExpiring) {
    Object.assign(this, fields);
  }
}

/** A refund was made or changed at the provider, by us or in its dashboard. */
export class RefundChanged implements DomainEvent {
  static readonly eventName = 'payments.refund-changed';
  readonly organizationId: string;
  readonly purchaseId: string;
  readonly paymentIntentId: string;
  readonly refundId: string;
  readonly status: string;
  readonly amountMinor: number;
  readonly currency: string;
  constructor(fields: PaymentFields & { refundId: string; status: string }) {
    Object.assign(this, fields);
  }
}
