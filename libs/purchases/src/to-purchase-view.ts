import type { PurchaseEventView, PurchaseView, QuotePriceView } from '@purser/contracts';
import { actorView, money } from '@purser/platform';
import type { PurchaseEvent } from './purchase-event.entity.js';
import type { TokenPurchase } from './token-purchase.entity.js';

/** The wire form of a purchase for lists: without the client secret. */
export function purchaseView(purchase: TokenPurchase): PurchaseView {
  const failure = failureOf(purchase);
  const { invoiceId, invoiceNumber, paidAt, completedAt } = purchase;
  return {
    referenceId: purchase.id,
    organizationId: purchase.organizationId,
    type: purchase.type,
    status: purchase.status,
    label: purchase.label,
    packageId: purchase.packageId,
    quantity: purchase.quantity,
    tokens: Number(purchase.tokens),
    bonusTokens: Number(purchase.bonusTokens),
    price: priceOf(purchase),
    paymentMethod: methodOf(purchase),
    ...(failure && { failure }),
    ...(invoiceId !== null && { invoiceId }),
    ...(invoiceNumber !== null && { invoiceNumber }),
    createdBy: actorOf(purchase),
    createdAt: purchase.createdAt.toISOString(),
    ...(paidAt && { paidAt: paidAt.toISOString() }),
    ...(completedAt && { completedAt: completedAt.toISOString() }),
  };
}

/** The wire form for whoever pays: with the client secret while the holder has to authenticate. */
export function payablePurchaseView(purchase: TokenPurchase): PurchaseView {
  const { status, clientSecret } = purchase;
  const view = purchaseView(purchase);
  return status === 'requires_action' && clientSecret !== null ? { ...view, clientSecret } : view;
}

/** The wire form of one transition. */
export function purchaseEventView(event: PurchaseEvent): PurchaseEventView {
  return {
    id: event.id,
    type: event.type,
    summary: event.summary,
    from: event.fromStatus,
    to: event.toStatus,
    actor: actorOf(event),
    at: event.at.toISOString(),
    ...(event.details && { details: event.details }),
  };
}

const actorOf = ({ actorType, actorId, actorName }: TokenPurchase | PurchaseEvent) =>
  actorView({ type: actorType, id: actorId, name: actorName });

function priceOf({ currency, subtotalMinor, taxMinor, totalMinor }: TokenPurchase): QuotePriceView {
  return {
    subtotal: money(subtotalMinor, currency),
    tax: money(taxMinor, currency),
    total: money(totalMinor, currency),
  };
}

function methodOf(purchase: TokenPurchase): PurchaseView['paymentMethod'] {
  const { paymentMethodId: id, cardBrand: brand, cardLast4: last4 } = purchase;
  return id === null || brand === null || last4 === null ? null : { id, brand, last4 };
}

function failureOf(purchase: TokenPurchase): PurchaseView['failure'] {
  const { status, failureCode: code, failureDeclineCode, failureMessage: message } = purchase;
  if (status !== 'payment_failed' || code === null || message === null) return undefined;
  return { code, declineCode: failureDeclineCode, message };
}
