import { currencyExponent, minorToDecimal } from './currencies.js';

describe('currencies', () => {
  it.each([
    ['JPY', 4_900, '4900'],
    ['ISK', 4_900, '4900'],
    ['USD', 4_900, '49.00'],
    ['USD', -5, '-0.05'],
    ['KWD', 4_900, '4.900'],
    ['USD', 9_007_199_254_740_993n, '90071992547409.93'],
  ])('%s %s in major units is %s', (currency, minor, decimal) => {
    expect(minorToDecimal(minor, currency)).toBe(decimal);
  });

  it('have the digits of ISO 4217, not those that people of a country are used to', () => {
    const exponents = ['JPY', 'ISK', 'UGX', 'USD', 'HUF', 'KWD', 'IQD'].map(currencyExponent);
    expect(exponents).toEqual([0, 0, 0, 2, 2, 3, 3]);
  });
});
