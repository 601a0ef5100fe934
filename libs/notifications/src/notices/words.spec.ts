import { moneyWords, tokenWords } from './words.js';

describe('words for people', () => {
  it.each([
    [{ amount: 4_900, currency: 'USD' }, '$49.00'],
    [{ amount: 4_900, currency: 'JPY' }, '¥4,900'],
    [{ amount: 4_900, currency: 'KWD' }, 'KWD\u00a04.900'],
    [{ amount: 4_950, currency: 'HUF' }, 'HUF\u00a049.50'],
    [{ amount: 4_900, currency: 'ISK' }, 'ISK\u00a04,900'],
    [{ amount: 9_007_199_254_740_991, currency: 'USD' }, '$90,071,992,547,409.91'],
  ])('writes %j as %s', (amount, words) => {
    expect(moneyWords(amount)).toBe(words);
  });

  it('counts tokens', () => {
    expect([tokenWords(1), tokenWords(12_500)]).toEqual(['1 token', '12,500 tokens']);
  });
});
