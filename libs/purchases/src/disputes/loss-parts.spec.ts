import type { Dispute } from './dispute.entity.js';
import { lossParts, partsAfter } from './loss-parts.js';

/** `lost` of what `left` is not given back yet, `taken` of it covered by void tokens. */
const parts = (lost: bigint, left: bigint, taken: bigint, ranOut = true) => {
  const facts = { lostMinor: lost, leftMinor: left, takenMinor: taken, ranOut };
  const { shortfallMinor, returnedTwiceMinor } = lossParts(facts);
  return [shortfallMinor, returnedTwiceMinor];
};

describe('a loss', () => {
  it.each([
    { lost: 490n, left: 490n, taken: 490n, claimed: 0n, twice: 0n },
    { lost: 490n, left: 490n, taken: 98n, claimed: 392n, twice: 0n },
    { lost: 490n, left: 294n, taken: 294n, claimed: 0n, twice: 196n },
    { lost: 490n, left: 392n, taken: 196n, claimed: 196n, twice: 98n },
    { lost: 490n, left: 0n, taken: 0n, claimed: 0n, twice: 490n },
    { lost: 100n, left: 294n, taken: 98n, claimed: 2n, twice: 0n },
    { lost: 490n, left: -10n, taken: 20n, claimed: 0n, twice: 470n },
  ])(
    'of $lost with $left left and $taken taken claims $claimed, $twice went back twice',
    ({ lost, left, taken, claimed, twice }) => {
      expect(parts(lost, left, taken)).toEqual([claimed, twice]);
    },
  );

  it('has a rest that is nobody’s where tokens are left', () => {
    expect(parts(1_000n, 5_000n, 999n, false)).toEqual([0n, 0n]);
  });

  it('shrinks by what went back twice, then by the claim, and never by what is credited', () => {
    const before = {
      ...{ lostMinor: 490n, creditedMinor: 196n },
      ...{ shortfallMinor: 196n, returnedTwiceMinor: 98n },
    } as Dispute;
    const after = (lost: bigint) => {
      const { shortfallMinor, returnedTwiceMinor } = partsAfter(before, lost);
      return [shortfallMinor, returnedTwiceMinor];
    };
    expect([490n, 441n, 392n, 343n, 196n, 100n, 0n].map(after)).toEqual([
      [196n, 98n],
      [196n, 49n],
      [196n, 0n],
      [147n, 0n],
      [0n, 0n],
      [0n, 0n],
      [0n, 0n],
    ]);
  });
});
