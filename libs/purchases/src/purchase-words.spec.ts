import { amountWords, cardWords, tokenWords } from './purchase-words.js';
import type { TokenPurchase } from './token-purchase.entity.js';

const purchase = (fields: Partial<TokenPurchase>) =>
  ({ tokens: 1n, bonusTokens: 0n, cardBrand: null, cardLast4: null, ...fields }) as TokenPurchase;

describe('purchases in words', () => {
  it('writes money with the digits of its currency', () => {
    expect(amountWords(4_900n, 'USD')).toBe('49.00 USD');
    expect(amountWords(4_900n, 'JPY')).toBe('4900 JPY');
    expect(amountWords(4_900n, 'KWD')).toBe('4.900 KWD');
  });

  it('counts tokens, and bonus tokens where there are some', () => {
    expect(tokenWords(purchase({}))).toBe('1 token');
    expect(tokenWords(purchase({ tokens: 50_000n, bonusTokens: 5_000n }))).toBe(
      '50,000 tokens and 5,000 bonus tokens',
    );
    expect(tokenWords(purchase({ tokens: 2n, bonusTokens: 1n }))).toBe(
      '2 tokens and 1 bonus token',
    );
  });

  it('names the card once it is known', () => {
    expect(cardWords(purchase({}))).toBe('the card');
    expect(cardWords(purchase({ cardBrand: 'visa', cardLast4: '4242' }))).toBe('visa ending 4242');
  });
});
