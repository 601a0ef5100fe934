import { bodyOf, EMPTY_PACKAGE } from './package-form.js';
import { readTiers } from './tier-form.js';

describe('what was typed', () => {
  it('becomes a package only when all of it can be read', () => {
    expect(bodyOf(EMPTY_PACKAGE)).toBeNull();
    const typed = { ...EMPTY_PACKAGE, name: ' A ', tokens: '1 000', expires: false, prices: [] };
    expect(bodyOf(typed)).toEqual({
      name: 'A',
      description: '',
      tokens: 1_000,
      bonusTokens: 0,
      validityDays: null,
      active: true,
      prices: [],
    });
    expect(bodyOf({ ...typed, bonusTokens: 'many' })).toBeNull();
  });

  it('becomes tiers, with what is wrong by row', () => {
    const rows = [
      { from: '10', perThousand: '1' },
      { from: 'x', perThousand: '1' },
      { from: '20', perThousand: '0' },
    ];
    expect([...readTiers(rows, 'USD').faults.values()]).toEqual([
      'The first tier is from 0.',
      'Enter whole tokens.',
      'Enter a price above zero.',
    ]);
    expect(readTiers([{ from: '0', perThousand: '0.125' }], 'USD')).toEqual({
      tiers: [{ fromTokens: 0, perThousandMilliMinor: 12_500 }],
      faults: new Map(),
    });
  });
});
