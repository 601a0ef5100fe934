import fc from 'fast-check';
import { incrementsFor, mostThatFit } from './increments.js';

describe('the increments of a threshold', () => {
  it.each([
    { available: 499n, inFlight: 0n, below: 500n, increment: 1_000n, needed: 1 },
    { available: 0n, inFlight: 0n, below: 1n, increment: 1n, needed: 2 },
    { available: 0n, inFlight: 0n, below: 1_000n, increment: 1_000n, needed: 2 },
    { available: 1n, inFlight: 0n, below: 1_000n, increment: 1_000n, needed: 1 },
    { available: 0n, inFlight: 0n, below: 999n, increment: 1_000n, needed: 1 },
    { available: 100n, inFlight: 900n, below: 1_000n, increment: 50n, needed: 1 },
    { available: 100n, inFlight: 901n, below: 1_000n, increment: 50n, needed: 0 },
    { available: 100n, inFlight: 400n, below: 10_000n, increment: 2_500n, needed: 4 },
  ])(
    '$available available and $inFlight in flight, below $below: $needed of $increment',
    ({ needed, ...gap }) => {
      expect(incrementsFor(gap)).toBe(needed);
    },
  );

  it('are the least that land strictly above', () => {
    const tokens = fc.bigInt({ min: 0n, max: 10_000_000n });
    const increment = fc.bigInt({ min: 1n, max: 1_000_000n });
    fc.assert(
      fc.property(tokens, tokens, tokens, increment, (available, inFlight, below, size) => {
        const count = BigInt(incrementsFor({ available, inFlight, below, increment: size }));
        const lands = available + inFlight + count * size;
        expect(lands > below).toBe(true);
        if (count > 0n) expect(lands - size > below).toBe(false);
      }),
    );
  });
});

describe('the most increments that fit', () => {
  it('are all that are wanted, the largest number that fits, or none', async () => {
    const wanted = fc.integer({ min: 0, max: 1_000 });
    const room = fc.integer({ min: 0, max: 1_200 });
    await fc.assert(
      fc.asyncProperty(wanted, room, async (most, limit) => {
        const fits = await mostThatFit(most, (count) => Promise.resolve(count <= limit));
        expect(fits).toBe(Math.min(most, limit));
      }),
    );
  });

  it('asks for few prices', async () => {
    let asked = 0;
    await mostThatFit(1_000, (count) => {
      asked += 1;
      return Promise.resolve(count <= 617);
    });
    expect(asked).toBeLessThanOrEqual(11);
  });
});
