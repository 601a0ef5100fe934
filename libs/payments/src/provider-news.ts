import type { DomainEvent } from '@purser/platform';
import {
  DisputeChanged,
  PaymentFailed,
  PaymentSucceeded,
  RefundChanged,
} from './payments.events.js';
import type { ProviderEvent } from './provider-event.entity.js';

/** The types of events that hold news; the others are not asked for. */
export const NEWSWORTHY = [
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
  'charge.dispute.closed',
  'refund.created',
  'refund.updated',
  'refund.failed',
] as const;

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
    case 'charge.dispute.updated':
    case 'charge.dispute.funds_withdrawn':
    case 'charge.dispute.funds_reinstated':
    case 'charge.dispute.closed':
      return new DisputeChanged(dispute);
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
      return new RefundChanged({ ...payment, refundId: objectId, status });
    default:
      return null;
  }
}
