import { cardWords } from './purchase-words.js';
import type { TokenPurchase } from './token-purchase.entity.js';

/** A purchase as the audit trail keeps it; what is not known yet is left out. */
export function auditedPurchase(purchase: TokenPurchase): object {
  const { status, type, label, attempt, cardLast4, invoiceNumber } = purchase;
  const failure = purchase.failureDeclineCode ?? purchase.failureCode;
  return {
    status,
    type,
    label,
    tokens: Number(purchase.tokens),
    bonusTokens: Number(purchase.bonusTokens),
    total: { amount: Number(purchase.totalMinor), currency: purchase.currency },
    ...(attempt > 0 && { attempt }),
    ...(cardLast4 !== null && { card: cardWords(purchase) }),
    ...(failure !== null && { failure }),
    ...(invoiceNumber !== null && { invoiceNumber }),
  };
}
