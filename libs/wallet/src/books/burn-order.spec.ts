import type { Lot } from '../lot.entity.js';
import { burnable, compareBurnOrder, isExpired } from './burn-order.js';

const at = (day: number) => new Date(Date.UTC(2026, 5, day));

function aLot(fields: Partial<Lot>): Lot {
  return {
    id: '018f0000-0000-7000-8000-000000000005',
    priority: 100,
    expiresAt: at(10),
    costMinor: 100n,
    effectiveAt: at(1),
    createdAt: at(1),
    remaining: 10n,
    held: 0n,
    frozen: 0n,
    ...fields,
  } as Lot;
}

describe('burn order', () => {
  it.each<[string, Partial<Lot>, Partial<Lot>]>([
    ['lower priority', { priority: 1, expiresAt: null }, { priority: 2 }],
    ['earlier expiry', { expiresAt: at(9) }, { expiresAt: at(10), costMinor: 0n }],
    ['any expiry before none', { expiresAt: at(900) }, { expiresAt: null, costMinor: 0n }],
    ['free before paid', { costMinor: 0n, effectiveAt: at(2) }, { costMinor: 1n }],
    ['effective first', { effectiveAt: at(1), createdAt: at(3) }, { effectiveAt: at(2) }],
    ['created first', { createdAt: at(1) }, { createdAt: at(2) }],
    ['id', {}, { id: '018f0000-0000-7000-8000-000000000006' }],
  ])('puts %s first', (_, earlier, later) => {
    expect(compareBurnOrder(aLot(earlier), aLot(later))).toBeLessThan(0);
    expect(compareBurnOrder(aLot(later), aLot(earlier))).toBeGreaterThan(0);
  });

  it('is total: only the same lot compares equal', () => {
    expect(compareBurnOrder(aLot({}), aLot({}))).toBe(0);
  });

  it('burns what is neither held nor frozen until just before the expiry', () => {
    const lot = aLot({ remaining: 10n, held: 3n, frozen: 2n });
    expect(burnable(lot, new Date(at(10).getTime() - 1))).toBe(5n);
    expect(burnable(lot, at(10))).toBe(0n);
    expect(burnable(aLot({ effectiveAt: at(5) }), at(4))).toBe(0n);
    expect(isExpired(aLot({ expiresAt: null }), at(999))).toBe(false);
  });
});
