import type { DomainEvent } from '@purser/platform';
import {
  DisputeClosed,
  DisputeOpened,
  PaymentFailed,
  PaymentSucceeded,
  RefundChanged,
} from './payments.events.js';
import type { ProviderEvent } from './provider-event.entity.js';

/** Whose payment an event is about. */
export interface PaymentOwner {
  readonly organizationId: string;
  readonly purchaseId: string;
  readonly paymentIntentId: string;
}

/** The news in a provider's event for the rooms above, or null where it holds none for them. */
export function providerNews(event: ProviderEvent, owner: PaymentOwner): DomainEvent | null {
  const { payload } = event;
  const amountMinor = payload.amountMinor ?? 0;
  const payment = { ...owner, amountMinor, currency: payload.currency ?? '' };
  const objectId = event.objectId ?? '';
  const status = payload.status ?? '';
  const dispute = { ...payment, disputeId: objectId, status, reason: payload.reason ?? '' };
  switch (event.type) {
    case 'payment_intent.succeeded':
      return new PaymentSucceeded(payment);
    case 'payment_intent.payment_failed':
    case 'payment_intent.canceled':
      return new PaymentFailed(owner);
    case 'charge.dispute.created':
      return new DisputeOpened(dispute);
    case 'charge.dispute.closed':
      return new DisputeClosed(dispute);
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
      return new RefundChanged({ ...payment, refundId: objectId, status });
    default:
      return null;
  }
}
