import fc from 'fast-check';
import { perThousandDecimal, priceByTiers, type PriceTier } from './custom-price.js';

/** $1.00, $0.90 and $0.80 per 1,000. */
const USD_TIERS: PriceTier[] = [
  { fromTokens: 0n, perThousandMilliMinor: 100_000n },
  { fromTokens: 100_000n, perThousandMilliMinor: 90_000n },
  { fromTokens: 1_000_000n, perThousandMilliMinor: 80_000n },
];

const flat = (perThousandMilliMinor: bigint): PriceTier[] => [
  { fromTokens: 0n, perThousandMilliMinor },
];

describe('the price of a custom amount', () => {
  it.each([
    [1_000n, 100n],
    [99_999n, 10_000n],
    [100_000n, 10_000n],
    [100_001n, 10_000n],
    [100_006n, 10_001n],
    [101_000n, 10_090n],
    [1_000_000n, 91_000n],
    [1_000_001n, 91_000n],
    [1_001_000n, 91_080n],
    [10_000_000n, 811_000n],
  ])('of %s tokens in USD tiers is %s cents', (tokens, amountMinor) => {
    expect(priceByTiers(tokens, USD_TIERS, 'USD').amountMinor).toBe(amountMinor);
  });

  it.each([
    ['USD', 12_500n, 1_000n, 13n], // 12.5 cents: half goes up
    ['USD', 12_499n, 1_000n, 12n],
    ['USD', 12_500n, 3_000n, 38n], // 37.5: rounded once, not 3 x 13
    ['JPY', 1_500n, 1_000n, 2n],
    ['JPY', 1_500n, 33_000n, 50n],
    ['JPY', 1_499n, 1_000n, 1n],
    ['KWD', 125_000n, 1_000n, 130n], // 0.125 KWD: the last digit must be 0
    ['KWD', 124_999n, 1_000n, 120n],
    ['KWD', 300_000n, 1_234n, 370n],
  ])('in %s at %s for %s tokens rounds half up to %s', (currency, price, tokens, amountMinor) => {
    expect(priceByTiers(tokens, flat(price), currency).amountMinor).toBe(amountMinor);
  });

  it('shows each tier with its tokens, its bounds and what it adds', () => {
    expect(priceByTiers(1_250_000n, USD_TIERS, 'USD')).toEqual({
      amountMinor: 111_000n,
      slices: [
        {
          fromTokens: 0n,
          toTokens: 100_000n,
          tokens: 100_000n,
          perThousandMilliMinor: 100_000n,
          amountMinor: 10_000n,
        },
        {
          fromTokens: 100_000n,
          toTokens: 1_000_000n,
          tokens: 900_000n,
          perThousandMilliMinor: 90_000n,
          amountMinor: 81_000n,
        },
        {
          fromTokens: 1_000_000n,
          toTokens: null,
          tokens: 250_000n,
          perThousandMilliMinor: 80_000n,
          amountMinor: 20_000n,
        },
      ],
    });
  });

  it('leaves out tiers that the amount does not reach', () => {
    expect(priceByTiers(100_000n, USD_TIERS, 'USD').slices).toHaveLength(1);
    expect(priceByTiers(100_001n, USD_TIERS, 'USD').slices).toHaveLength(2);
  });

  it('adds up, covers every token once and never falls with the amount', () => {
    const tiers = fc
      .uniqueArray(fc.bigInt({ min: 1n, max: 10_000_000n }), { maxLength: 6 })
      .chain((bounds) =>
        fc
          .array(fc.bigInt({ min: 1n, max: 5_000_000n }), {
            minLength: bounds.length + 1,
            maxLength: bounds.length + 1,
          })
          .map((prices) =>
            [0n, ...bounds.toSorted((a, b) => (a < b ? -1 : 1))].map((fromTokens, index) => ({
              fromTokens,
              perThousandMilliMinor: prices[index] ?? 1n,
            })),
          ),
      );
    fc.assert(
      fc.property(
        tiers,
        fc.bigInt({ min: 1_000n, max: 10_000_000n }),
        fc.constantFrom('USD', 'JPY', 'KWD'),
        (list, tokens, currency) => {
          const { amountMinor, slices } = priceByTiers(tokens, list, currency);
          expect(slices.reduce((sum, slice) => sum + slice.amountMinor, 0n)).toBe(amountMinor);
          expect(slices.reduce((sum, slice) => sum + slice.tokens, 0n)).toBe(tokens);
          expect(slices.every((slice) => slice.amountMinor >= 0n)).toBe(true);
          const less = priceByTiers(tokens - 1n, list, currency).amountMinor;
          expect(amountMinor >= less).toBe(true);
        },
      ),
    );
  });
});

describe('a price per thousand tokens', () => {
  it.each([
    [900_000n, 'USD', '9.00'],
    [90_000n, 'USD', '0.90'],
    [12_500n, 'USD', '0.125'],
    [1n, 'USD', '0.00001'],
    [1_250n, 'JPY', '1.25'],
    [130_000n, 'JPY', '130'],
    [300_000n, 'KWD', '0.300'],
    [300_500n, 'KWD', '0.3005'],
  ])('of %s in %s reads %s', (price, currency, decimal) => {
    expect(perThousandDecimal(price, currency)).toBe(decimal);
  });
});
