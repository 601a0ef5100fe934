import { assertChargeable, minimumChargeMinor } from './charge-limits.js';
import { AmountTooLarge, AmountTooSmall } from './packages.errors.js';

describe('what the provider charges', () => {
  it.each([
    ['USD', 50n],
    ['EUR', 50n],
    ['GBP', 30n],
    ['JPY', 50n],
    ['KWD', 150n],
    ['BHD', 10n],
  ])('is at least, in %s, %s', (currency, least) => {
    expect(minimumChargeMinor(currency)).toBe(least);
    expect(() => assertChargeable(least, currency)).not.toThrow();
    expect(() => assertChargeable(least - 1n, currency)).toThrow(AmountTooSmall);
  });

  it('is at most eight digits, in rupiah twelve, and in hundredths where Stripe counts those', () => {
    expect(() => assertChargeable(99_999_999n, 'USD')).not.toThrow();
    expect(() => assertChargeable(100_000_000n, 'USD')).toThrow(AmountTooLarge);
    expect(() => assertChargeable(100_000_000n, 'IDR')).not.toThrow();
    expect(() => assertChargeable(1_000_000_000_000n, 'IDR')).toThrow(AmountTooLarge);
    expect(() => assertChargeable(999_999n, 'UGX')).not.toThrow();
    expect(() => assertChargeable(1_000_000n, 'UGX')).toThrow(AmountTooLarge);
  });

  it('names both amounts when it is too small', () => {
    const refused = new AmountTooSmall(49n, 50n, 'USD');
    expect(refused.message).toBe(
      'The total is 0.49 USD; the least that can be charged is 0.50 USD. Buy more tokens.',
    );
    expect(refused.fields).toEqual({
      total: { amount: 49, currency: 'USD' },
      minimum: { amount: 50, currency: 'USD' },
    });
  });
});
