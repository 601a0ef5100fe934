import { moneyForField, parseMoney } from './parse-money.js';

describe('parseMoney', () => {
  it('reads major units with the exponent of the currency', () => {
    expect(parseMoney('1,234.50', 'USD')).toEqual({ amount: 123_450, currency: 'USD' });
    expect(parseMoney(' 400 ', 'USD')).toEqual({ amount: 40_000, currency: 'USD' });
    expect(parseMoney('4900', 'JPY')).toEqual({ amount: 4_900, currency: 'JPY' });
    expect(parseMoney('4.9', 'KWD')).toEqual({ amount: 4_900, currency: 'KWD' });
  });

  it('refuses what is no money, or finer than the currency', () => {
    for (const text of ['', '-5', '1.2.3', 'ten', '1e3', '12,50', '1,234,5'])
      expect(parseMoney(text, 'USD')).toBeNull();
    expect(parseMoney('4.5', 'JPY')).toBeNull();
    expect(parseMoney('4.999', 'USD')).toBeNull();
    expect(parseMoney('99999999999999999', 'USD')).toBeNull();
  });

  it('writes it for a field so that it reads it again', () => {
    const money = { amount: 123_450, currency: 'USD' };
    expect(moneyForField(money)).toBe('1234.50');
    expect(parseMoney(moneyForField(money), 'USD')).toEqual(money);
  });
});
