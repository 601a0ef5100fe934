import { decideTax, plainPercent, taxMinor, type CountryTax } from './tax.js';

const RATES: Readonly<Record<string, CountryTax>> = {
  DE: { country: 'DE', percent: '19.000', reverseChargeArea: 'EU' },
  FR: { country: 'FR', percent: '20.000', reverseChargeArea: 'EU' },
  GB: { country: 'GB', percent: '20.000', reverseChargeArea: null },
};
const rateOf = (country: string) => RATES[country] ?? null;

describe('the tax of a sale', () => {
  it.each([
    ['DE', 'DE', null, false, 'standard', '19'],
    ['DE', 'DE', 'DE999', false, 'standard', '19'],
    ['DE', 'FR', 'FR12345678901', false, 'reverse_charge', '0'],
    ['DE', 'FR', 'fr 12.345 678 901', false, 'reverse_charge', '0'],
    ['DE', 'FR', 'x', false, 'standard', '19'],
    ['DE', 'FR', 'FR999', false, 'standard', '19'],
    ['DE', 'FR', 'DE123456789', false, 'standard', '19'],
    ['DE', 'FR', null, false, 'standard', '19'],
    ['DE', 'GB', 'GB999', false, 'exempt', '0'],
    ['DE', 'US', null, false, 'exempt', '0'],
    ['DE', 'DE', 'DE999', true, 'exempt', '0'],
    ['DE', 'FR', 'FR999', true, 'exempt', '0'],
    ['GB', 'GB', null, false, 'standard', '20'],
    ['GB', 'DE', 'DE999', false, 'exempt', '0'],
    ['US', 'US', null, false, 'standard', '0'],
    ['US', 'DE', 'DE999', false, 'exempt', '0'],
  ])(
    'from %s to %s with tax id %s, exempt %s, is %s at %s %%',
    (seller, country, taxId, taxExempt, treatment, ratePercent) => {
      const decision = decideTax(seller, { country, taxId, taxExempt }, rateOf);
      expect(decision).toMatchObject({ treatment, ratePercent });
      expect(decision.note === null).toBe(ratePercent !== '0');
    },
  );

  it('says on the invoice why there is none', () => {
    const buyer = { country: 'FR', taxId: 'FR12345678901', taxExempt: false };
    expect(decideTax('DE', buyer, rateOf).note).toMatch(/^Reverse charge: the recipient is liable/);
    const abroad = { country: 'US', taxId: null, taxExempt: false };
    expect(decideTax('DE', abroad, rateOf).note).toBe(
      'Export of services to US: not subject to tax in DE.',
    );
  });
});

describe('the tax amount', () => {
  it.each([
    [4_900n, '19', 'USD', 931n],
    [50n, '19', 'USD', 10n], // 9.5: half goes up
    [49n, '19', 'USD', 9n], // 9.31
    [39_900n, '8.875', 'USD', 3_541n], // 3541.125
    [4n, '12.5', 'USD', 1n], // exactly 0.5
    [4_900n, '10', 'JPY', 490n],
    [4_905n, '10', 'JPY', 491n], // 490.5
    [15_000n, '5', 'KWD', 750n],
    [15_100n, '5', 'KWD', 760n], // 755: half of a step goes up
    [15_080n, '5', 'KWD', 750n], // 754
    [4_900n, '0', 'USD', 0n],
  ])('on %s at %s %% in %s is %s', (subtotal, percent, currency, tax) => {
    expect(taxMinor(subtotal, percent, currency)).toBe(tax);
  });

  it.each([
    ['19.000', '19'],
    ['8.875', '8.875'],
    ['20.500', '20.5'],
    ['100', '100'],
    ['0.000', '0'],
  ])('shows the rate %s as %s', (percent, shown) => {
    expect(plainPercent(percent)).toBe(shown);
  });
});
