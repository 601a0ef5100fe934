import { checkChargeAmount, exponentOf, formatAmount, knownCurrency } from './currencies.js';

describe('currencies', () => {
  it.each([
    ['usd', 5, '$0.05'],
    ['usd', 123_456, '$1234.56'],
    ['eur', 100, '€1.00'],
    ['jpy', 1200, '1200 jpy'],
    ['kwd', 1500, '1.500 kwd'],
  ])('writes %s %i as %s', (currency, amount, text) => {
    expect(formatAmount(amount, currency)).toBe(text);
  });

  it('knows the decimals of each currency', () => {
    expect(['jpy', 'usd', 'kwd', 'clp', 'bhd'].map(exponentOf)).toEqual([0, 2, 3, 0, 3]);
    expect(knownCurrency('USD')).toBe('usd');
    expect(() => knownCurrency('zzz')).toThrow(/^Invalid currency: zzz/);
  });

  it('charges no less than the minimum and no more than eight digits', () => {
    expect(() => checkChargeAmount(50, 'usd')).not.toThrow();
    expect(() => checkChargeAmount(49, 'usd')).toThrow('Amount must be at least $0.50 usd');
    expect(() => checkChargeAmount(50, 'jpy')).not.toThrow();
    expect(() => checkChargeAmount(49, 'jpy')).toThrow('Amount must be at least 50 jpy');
    expect(() => checkChargeAmount(99_999_999, 'usd')).not.toThrow();
    expect(() => checkChargeAmount(100_000_000, 'usd')).toThrow(/no more than/);
    expect(() => checkChargeAmount(999_999_999_999, 'idr')).not.toThrow();
    expect(() => checkChargeAmount(1_000_000_000_000, 'idr')).toThrow(/no more than/);
    expect(() => checkChargeAmount(1500, 'kwd')).not.toThrow();
    expect(() => checkChargeAmount(1501, 'kwd')).toThrow(/last digit must be 0/);
  });
});
