import { minorToDecimal } from '@purser/contracts';
import type { TokenPurchase } from './token-purchase.entity.js';

/** `49.00 USD`. */
export const amountWords = (amountMinor: bigint, currency: string): string =>
  `${minorToDecimal(amountMinor, currency)} ${currency}`;

/** `50,000 tokens and 5,000 bonus tokens`. */
export function tokenWords({
  tokens,
  bonusTokens,
}: Pick<TokenPurchase, 'tokens' | 'bonusTokens'>): string {
  const paid = `${tokens.toLocaleString('en-US')} ${tokens === 1n ? 'token' : 'tokens'}`;
  if (bonusTokens === 0n) return paid;
  const bonus = bonusTokens.toLocaleString('en-US');
  return `${paid} and ${bonus} bonus ${bonusTokens === 1n ? 'token' : 'tokens'}`;
}

/** `visa ending 4242`, or `the card` before one is known. */
export const cardWords = ({ cardBrand, cardLast4 }: TokenPurchase): string =>
  cardBrand === null || cardLast4 === null ? 'the card' : `${cardBrand} ending ${cardLast4}`;
