import type { FieldProblem } from '@purser/contracts';
import { InvalidRequest } from '@purser/platform';
import { checkPackage, checkTaxRate, checkTiers } from './catalogue-rules.js';

const PACKAGE = {
  name: 'Scale',
  description: '',
  tokens: 1n,
  bonusTokens: 0n,
  validityDays: null,
  active: true,
};

function faultsOf(check: () => void): readonly FieldProblem[] {
  try {
    check();
  } catch (error) {
    if (error instanceof InvalidRequest) return error.errors;
    throw error;
  }
  return [];
}

describe('the rules of the catalogue', () => {
  it('take one price per currency, chargeable as it is', () => {
    const prices = [
      { currency: 'USD', amountMinor: 4_901n },
      { currency: 'KWD', amountMinor: 15_000n },
    ];
    expect(faultsOf(() => checkPackage({ ...PACKAGE, prices }))).toEqual([]);
  });

  it('refuse a currency named twice and a price in fils that cannot be charged', () => {
    const prices = [
      { currency: 'KWD', amountMinor: 15_005n },
      { currency: 'USD', amountMinor: 100n },
      { currency: 'USD', amountMinor: 200n },
    ];
    expect(faultsOf(() => checkPackage({ ...PACKAGE, prices })).map((it) => it.pointer)).toEqual([
      '/prices/0/amount',
      '/prices/2/currency',
    ]);
  });

  it.each([
    [[[0n, 5n]], []],
    [[], ['/tiers']],
    [[[1n, 5n]], ['/tiers']],
    [
      [
        [0n, 5n],
        [0n, 4n],
      ],
      ['/tiers/1/fromTokens'],
    ],
    [
      [
        [0n, 5n],
        [10n, 0n],
      ],
      ['/tiers/1'],
    ],
  ])('of tiers %p name %p', (pairs, pointers) => {
    const tiers = pairs.map(([fromTokens = 0n, perThousandMilliMinor = 0n]) => ({
      fromTokens,
      perThousandMilliMinor,
    }));
    const list = { currency: 'USD', validityDays: null, tiers };
    expect(faultsOf(() => checkTiers(list)).map((it) => it.pointer)).toEqual(pointers);
  });

  it.each([
    ['8.875', null, []],
    ['100', '2027-01-01', []],
    ['100.001', null, ['/percent']],
    ['-1', null, ['/percent']],
    ['8.8755', null, ['/percent']],
    ['19', '2026-01-01', ['/validTo']],
  ])('of a rate %s until %s name %p', (percent, validTo, pointers) => {
    const rate = { country: 'DE', validFrom: '2026-01-01', reverseChargeArea: null };
    const found = faultsOf(() => checkTaxRate({ ...rate, percent, validTo }));
    expect(found.map((it) => it.pointer)).toEqual(pointers);
  });
});
