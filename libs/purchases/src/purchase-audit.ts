import { money } from '@purser/platform';
import { wasCardAsked } from './charging/failure-codes.js';
import { cardWords } from './purchase-words.js';
import type { TokenPurchase } from './token-purchase.entity.js';

/**
 * A purchase as the audit trail keeps it; what is not known yet is left out. So is the card of an
 * attempt that has just begun, or asked none: the purchase still names that of the one before.
 */
export function auditedPurchase(purchase: TokenPurchase): object {
  const { status, type, label, attempt, cardLast4, invoiceNumber } = purchase;
  const failure = purchase.failureDeclineCode ?? purchase.failureCode;
  const isOfAttempt = status !== 'payment_pending' && (failure === null || wasCardAsked(failure));
  return {
    status,
    type,
    label,
    tokens: Number(purchase.tokens),
    bonusTokens: Number(purchase.bonusTokens),
    total: money(purchase.totalMinor, purchase.currency),
    ...(attempt > 0 && { attempt }),
    ...(cardLast4 !== null && isOfAttempt && { card: cardWords(purchase) }),
    ...(failure !== null && { failure }),
    ...(invoiceNumber !== null && { invoiceNumber }),
  };
}
