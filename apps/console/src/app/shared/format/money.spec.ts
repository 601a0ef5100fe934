import { formatDecimal, formatMoney, minusMoney, pricePerThousand } from './money.js';

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
});
