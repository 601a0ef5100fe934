import fc from 'fast-check';
import { costOfSlice, divideHalfUp, money } from './money.js';

describe('divideHalfUp', () => {
  it.each([
    [5n, 10n, 1n],
    [4n, 10n, 0n],
    [15n, 10n, 2n],
    [-5n, 10n, -1n],
    [-4n, 10n, 0n],
    [7n, 7n, 1n],
    [0n, 3n, 0n],
  ])('rounds %d / %d to %d', (numerator, denominator, rounded) => {
    expect(divideHalfUp(numerator, denominator)).toBe(rounded);
  });

  it('is never further than a half from the exact quotient', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt({ min: 1n }), (numerator, denominator) => {
        const error = 2n * (divideHalfUp(numerator, denominator) * denominator - numerator);
        expect(error <= denominator && error >= -denominator).toBe(true);
      }),
    );
  });
});

describe('costOfSlice', () => {
  it('adds up to the cost of the lot, however the lot is cut', () => {
    const lot = fc.record({
      costMinor: fc.bigInt({ min: 0n, max: 10n ** 12n }),
      cuts: fc.array(fc.bigInt({ min: 1n, max: 10n ** 6n }), { minLength: 1, maxLength: 30 }),
    });
    fc.assert(
      fc.property(lot, ({ costMinor, cuts }) => {
        const granted = cuts.reduce((sum, cut) => sum + cut, 0n);
        let before = 0n;
        let booked = 0n;
        for (const cut of cuts) {
          booked += costOfSlice(costMinor, granted, before, before + cut);
          before += cut;
        }
        expect(booked).toBe(costMinor);
      }),
    );
  });
});

describe('money', () => {
  it('carries minor units and the currency', () => {
    expect(money(4900n, 'USD')).toEqual({ amount: 4900, currency: 'USD' });
  });
});
