import type { PurchaseEventDetailsView } from '@purser/contracts';
import { money } from '@purser/platform';
import { amountWords, tokenWords } from '../purchase-words.js';
import type { Refund } from './refund.entity.js';

/** `49.00 USD`. */
export const refundAmount = ({ amountMinor, currency }: Refund): string =>
  amountWords(amountMinor, currency);

/** `10,000 tokens and 500 bonus tokens`, or `no tokens` where none were left. */
export const takenWords = (taken: { tokens: bigint; bonusTokens: bigint }): string =>
  taken.tokens === 0n && taken.bonusTokens === 0n ? 'no tokens' : tokenWords(taken);

/** How much of a booked refund its invoice was credited by: a further sentence. */
export function creditWords(refund: Refund): string {
  const { amountMinor, creditedMinor, creditNoteNumber, currency } = refund;
  if (creditNoteNumber === null) return ' The invoice had nothing left to credit.';
  const note = ` Credit note ${creditNoteNumber} issued.`;
  if (creditedMinor === amountMinor) return note;
  return ` Credit note ${creditNoteNumber} issued over ${amountWords(creditedMinor, currency)}: the invoice had no more left.`;
}

/** Tokens on the wire. */
export const numbers = ({ tokens, bonusTokens }: { tokens: bigint; bonusTokens: bigint }) => ({
  tokens: Number(tokens),
  bonusTokens: Number(bonusTokens),
});

/** The figures and ids of a refund for the timeline. */
export function refundDetails(refund: Refund): PurchaseEventDetailsView {
  const { currency, shortfallMinor, reason, creditNoteId, creditNoteNumber } = refund;
  return {
    refundId: refund.id,
    amount: money(refund.amountMinor, currency),
    tokens: Number(refund.tokens),
    bonusTokens: Number(refund.bonusTokens),
    ...(shortfallMinor > 0n && { shortfall: money(shortfallMinor, currency) }),
    ...(reason !== null && { reason }),
    ...(creditNoteId !== null && { creditNoteId }),
    ...(creditNoteNumber !== null && { creditNoteNumber }),
  };
}
