import {
  editableMoney,
  formatDecimal,
  formatMoney,
  minusMoney,
  parseDecimal,
  parseMoney,
  pricePerThousand,
} from './money.js';

describe('money in words', () => {
  it('uses the real exponent of each currency', () => {
    expect(formatMoney({ amount: 22500, currency: 'USD' })).toBe('$225.00');
    expect(formatMoney({ amount: 4900, currency: 'JPY' })).toBe('¥4,900');
    expect(formatMoney({ amount: 4900, currency: 'KWD' })).toBe('KWD\u00a04.900');
  });

  it('keeps amounts exact that a float would round', () => {
    expect(formatMoney({ amount: 9007199254740991, currency: 'USD' })).toBe(
      '$90,071,992,547,409.91',
    );
  });

  it('writes a negative amount with U+2212 before the currency sign', () => {
    expect(formatMoney({ amount: -2600, currency: 'USD' })).toBe('\u2212$26.00');
  });

  it('gives the price of a thousand tokens for display', () => {
    expect(pricePerThousand({ amount: 22500, currency: 'USD' }, 250000)).toBe('$0.90');
    expect(pricePerThousand({ amount: 4900, currency: 'JPY' }, 50000)).toBe('¥98');
    expect(pricePerThousand({ amount: 4900, currency: 'USD' }, 0)).toBeNull();
  });

  it('writes a decimal of the API in its currency, and subtracts in minor units', () => {
    expect(formatDecimal('0.92', 'USD')).toBe('$0.92');
    expect(
      minusMoney({ amount: 39900, currency: 'USD' }, { amount: 42500, currency: 'USD' }),
    ).toEqual({ amount: -2600, currency: 'USD' });
  });

  it.each([
    ['225', 'USD', 22_500],
    ['1,000.5', 'USD', 100_050],
    ['0.29', 'USD', 29],
    ['4900', 'JPY', 4_900],
    ['4.900', 'KWD', 4_900],
    ['4.9', 'JPY', null],
    ['1.999', 'USD', null],
    ['-5', 'USD', null],
    ['', 'USD', null],
    ['1.2.3', 'KWD', null],
    ['99999999999999999', 'JPY', null],
  ])('reads %p as an amount of %s: %p', (text, currency, minor) => {
    expect(parseMoney(text, currency)).toBe(minor);
  });

  it('reads finer prices, and writes amounts as they are typed', () => {
    expect(parseDecimal('0.12345', 5)).toBe(12_345);
    expect(editableMoney({ amount: 22_500, currency: 'USD' })).toBe('225.00');
    expect(editableMoney({ amount: 4_900, currency: 'JPY' })).toBe('4900');
  });
});
