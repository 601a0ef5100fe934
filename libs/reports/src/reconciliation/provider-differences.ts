import { minorToDecimal } from '@purser/contracts';
import type { BookedPayment } from '@purser/payments';
import type { Difference } from './difference.js';

/** What a purchase says about its payment; amounts in minor units of `currency`. */
export interface PurchasePaymentFacts {
  readonly id: string;
  readonly paymentIntentId: string;
  readonly totalMinor: bigint;
  readonly currency: string;
  readonly createdAt: Date;
  readonly completedAt: Date | null;
  /** When its money was received, what it bought or not. */
  readonly paidAt: Date | null;
  readonly canceled: boolean;
  /** Refunds that succeeded. */
  readonly refundedMinor: bigint;
  /** Refunds whose end is not known yet. */
  readonly refundingMinor: bigint;
  /** Whether a dispute about it is known, over or not. */
  readonly disputed: boolean;
}

/** Money on its way is no difference yet: payments are settled, and webhooks come, within minutes. */
export const GRACE_MS = 15 * 60_000;

/**
 * Compares payments of the provider with purchases, both of one organization and since the same
 * instant. What happened within the last minutes before `now` is left for the next comparison.
 */
export function providerDifferences(
  payments: readonly BookedPayment[],
  purchases: readonly PurchasePaymentFacts[],
  now: Date,
): Difference[] {
  const settledBefore = new Date(now.getTime() - GRACE_MS);
  const byPayment = new Map(purchases.map((purchase) => [purchase.paymentIntentId, purchase]));
  const byId = new Map(payments.map((payment) => [payment.paymentIntentId, payment]));
  return [
    ...payments.flatMap((payment) =>
      payment.chargedAt && payment.chargedAt <= settledBefore
        ? ofPayment(payment, byPayment.get(payment.paymentIntentId))
        : [],
    ),
    ...purchases.flatMap((purchase) =>
      purchase.completedAt && purchase.completedAt <= settledBefore
        ? ofPurchase(purchase, byId.get(purchase.paymentIntentId))
        : [],
    ),
  ];
}

function ofPayment(
  payment: BookedPayment,
  purchase: PurchasePaymentFacts | undefined,
): Difference[] {
  const { paymentIntentId, receivedMinor, refundedMinor, currency } = payment;
  const received = amount(receivedMinor, currency);
  const isReturned = refundedMinor === receivedMinor;
  if (!purchase) {
    // What was given back to the last unit is nobody's money any more.
    if (isReturned) return [];
    const detail = `The provider holds ${received} of payment ${paymentIntentId}.`;
    const subject = { subjectType: 'payment' as const, subjectId: paymentIntentId };
    return [{ kind: 'provider-payment-unknown', ...subject, detail }];
  }
  const subject = { subjectType: 'purchase' as const, subjectId: purchase.id };
  if (!purchase.completedAt) {
    // It was canceled because all of the money had gone, to the card holder or the holder's bank.
    if (purchase.canceled && (isReturned || purchase.paidAt !== null)) return [];
    const back = isReturned ? ' and gave all of it back' : '';
    const detail = `The provider took ${received}${back}; the purchase is not settled.`;
    return [{ kind: 'provider-paid-not-settled', ...subject, detail }];
  }
  if (receivedMinor !== purchase.totalMinor || currency !== purchase.currency) {
    const asked = amount(purchase.totalMinor, purchase.currency);
    const detail = `The provider took ${received}, the purchase is over ${asked}.`;
    return [{ kind: 'provider-amount-differs', ...subject, detail }];
  }
  const booked = purchase.refundedMinor;
  if (refundedMinor < booked || refundedMinor > booked + purchase.refundingMinor) {
    const detail =
      `The provider gave back ${amount(refundedMinor, currency)}, ` +
      `the purchase says ${amount(booked, currency)}.`;
    return [{ kind: 'provider-refund-differs', ...subject, detail }];
  }
  if (payment.disputed && !purchase.disputed) {
    const detail = `The payment over ${received} is disputed; the purchase knows of no dispute.`;
    return [{ kind: 'provider-dispute-unknown', ...subject, detail }];
  }
  return [];
}

function ofPurchase(
  purchase: PurchasePaymentFacts,
  payment: BookedPayment | undefined,
): Difference[] {
  if (payment?.chargedAt) return [];
  const detail = `Payment ${purchase.paymentIntentId} over ${amount(
    purchase.totalMinor,
    purchase.currency,
  )} is ${payment ? 'not paid' : 'not known'} at the provider.`;
  return [
    { kind: 'provider-payment-missing', subjectType: 'purchase', subjectId: purchase.id, detail },
  ];
}

function amount(minor: bigint, currency: string): string {
  return `${minorToDecimal(minor, currency)} ${currency}`;
}
