import type Stripe from 'stripe';
import type { NoticePayload, ProviderNotice } from '../payment-gateway.js';
import { fromProviderAmount } from './provider-amount.js';

/** The members of the objects that Purser reads, whichever object the event is about. */
interface EventObject {
  readonly id?: string;
  readonly object?: string;
  readonly payment_intent?: string | { readonly id: string } | null;
  readonly status?: string | null;
  readonly reason?: string | null;
  readonly amount?: number;
  readonly amount_received?: number;
  readonly currency?: string | null;
}

/** Keeps the part of an event that Purser works with; client secrets and card data stay out. */
export function providerNotice(event: Stripe.Event): ProviderNotice {
  const object = event.data.object as EventObject;
  return {
    id: event.id,
    type: event.type,
    objectId: object.id ?? null,
    payload: noticePayload(object, event.created),
  };
}

function noticePayload(object: EventObject, createdSeconds: number): NoticePayload {
  const currency = object.currency?.toUpperCase() ?? null;
  const amount = object.amount_received ?? object.amount;
  return {
    object: object.object ?? 'unknown',
    paymentIntentId: paymentIntentOf(object),
    status: object.status ?? null,
    reason: object.reason ?? null,
    amountMinor:
      amount === undefined || currency === null
        ? null
        : Number(fromProviderAmount(amount, currency)),
    currency,
    createdAt: new Date(createdSeconds * 1000).toISOString(),
  };
}

function paymentIntentOf(object: EventObject): string | null {
  if (object.object === 'payment_intent') return object.id ?? null;
  const reference = object.payment_intent ?? null;
  return typeof reference === 'string' ? reference : (reference?.id ?? null);
}
