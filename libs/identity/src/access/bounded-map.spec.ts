import fc from 'fast-check';
import { BoundedMap } from './bounded-map.js';

const CAPACITY = 8;

describe('BoundedMap', () => {
  it('keeps what is used and forgets what is not', () => {
    const map = new BoundedMap<string, number>(CAPACITY);
    map.set('used', 1);
    map.set('unused', 2);
    for (let other = 0; other < CAPACITY * 3; other += 1) {
      map.set(`other ${other}`, other);
      expect(map.get('used')).toBe(1);
    }
    expect(map.get('unused')).toBeUndefined();
  });

  it('answers the last value set or nothing, and never holds more than its capacity', () => {
    const keys = fc.integer({ min: 0, max: 12 });
    const steps = fc.array(
      fc.record({ act: fc.constantFrom('set', 'get', 'delete', 'forget'), key: keys }),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(steps, (acts) => {
        const map = new BoundedMap<number, number>(CAPACITY);
        const last = new Map<number, number>();
        acts.forEach(({ act, key }, value) => {
          if (act === 'set') {
            map.set(key, value);
            last.set(key, value);
            expect(map.get(key)).toBe(value);
          }
          if (act === 'get') expect([last.get(key), undefined]).toContain(map.get(key));
          if (act === 'delete') {
            map.delete(key);
            last.delete(key);
          }
          if (act === 'forget') {
            map.forget((kept) => kept === last.get(key));
            last.delete(key);
          }
          expect(map.size).toBeLessThanOrEqual(CAPACITY);
        });
      }),
    );
  });

  it('forgets what matches, wherever it is kept', () => {
    const map = new BoundedMap<string, number>(CAPACITY);
    for (let n = 0; n < CAPACITY; n += 1) map.set(`${n}`, n);
    const kept = Array.from({ length: CAPACITY }, (_, n) => map.get(`${n}`)).filter(Boolean).length;
    expect(kept).toBeGreaterThan(CAPACITY / 2 - 1);
    map.forget(() => true);
    expect(map.size).toBe(0);
  });
});
