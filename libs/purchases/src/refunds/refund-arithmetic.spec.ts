import fc from 'fast-check';
import { refundSum, sumOf, taxWithin, voidedSum, type RefundBasis } from './refund-arithmetic.js';

const basis = (fields: Partial<RefundBasis> = {}): RefundBasis => ({
  paid: { costMinor: 49_000n, granted: 50_000n, gone: 0n, takeable: 50_000n },
  bonusTokens: 5_000n,
  subtotalMinor: 49_000n,
  taxMinor: 4_349n,
  totalMinor: 53_349n,
  returnedMinor: 0n,
  returnedTaxMinor: 0n,
  stepMinor: 1n,
  ...fields,
});

/** The basis after `sum` was refunded. */
const after = (before: RefundBasis, sum: ReturnType<typeof refundSum>): RefundBasis => ({
  ...before,
  paid: {
    ...before.paid,
    gone: before.paid.gone + sum.tokens,
    takeable: before.paid.takeable - sum.tokens,
  },
  bonusTokens: before.bonusTokens - sum.bonusTokens,
  returnedMinor: before.returnedMinor + sum.amountMinor,
  returnedTaxMinor: before.returnedTaxMinor + sum.taxMinor,
});

describe('the arithmetic of a refund', () => {
  it('gives everything back: the whole total, tax and bonus included', () => {
    expect(refundSum(basis(), null)).toEqual({
      amountMinor: 53_349n,
      taxMinor: 4_349n,
      costMinor: 49_000n,
      tokens: 50_000n,
      bonusTokens: 5_000n,
    });
  });

  it('gives back what is left at cost, with its tax', () => {
    const paid = { costMinor: 1_000n, granted: 3n, gone: 1n, takeable: 2n };
    const third = basis({ paid, subtotalMinor: 1_000n, taxMinor: 100n, totalMinor: 1_100n });
    // 1,000 over 3 tokens: 333, 333, 334.
    expect(refundSum(third, null)).toMatchObject({ costMinor: 667n, taxMinor: 67n, tokens: 2n });
  });

  it('rounds an amount down to whole tokens', () => {
    const paid = { costMinor: 7_000n, granted: 1_000n, gone: 0n, takeable: 1_000n };
    const sevens = basis({ paid, subtotalMinor: 7_000n, taxMinor: 0n, totalMinor: 7_000n });
    expect(refundSum(sevens, 100n)).toMatchObject({ amountMinor: 98n, tokens: 14n });
    expect(refundSum(sevens, 6n)).toMatchObject({ amountMinor: 0n, tokens: 0n, bonusTokens: 0n });
  });

  it('takes the fewest tokens that are worth the amount', () => {
    const paid = { costMinor: 10n, granted: 1_000n, gone: 0n, takeable: 1_000n };
    const cheap = basis({ paid, subtotalMinor: 10n, taxMinor: 0n, totalMinor: 10n });
    expect(refundSum(cheap, 3n)).toMatchObject({ amountMinor: 3n, tokens: 300n });
    expect(refundSum(cheap, null)).toMatchObject({ amountMinor: 10n, tokens: 1_000n });
  });

  it('gives back amounts that the provider takes: tens where it wants tens', () => {
    const paid = { costMinor: 12_340n, granted: 30_011n, gone: 1n, takeable: 30_010n };
    const dinars = { subtotalMinor: 12_340n, taxMinor: 0n, totalMinor: 12_340n, stepMinor: 10n };
    expect(refundSum(basis({ paid, ...dinars }), 1_117n).amountMinor).toBe(1_110n);
    expect(refundSum(basis({ paid, ...dinars }), 9n).amountMinor).toBe(0n);
    expect(refundSum(basis({ paid, ...dinars }), null).amountMinor % 10n).toBe(0n);
  });

  it('never gives back more money than is left, however many tokens are', () => {
    const most = basis({ returnedMinor: 53_000n, returnedTaxMinor: 4_320n });
    expect(refundSum(most, null).amountMinor).toBeLessThanOrEqual(349n);
  });

  it('splits money that went back elsewhere so that the parts add up to the tax', () => {
    const first = taxWithin(basis(), 20_000n);
    const rest = basis({ returnedMinor: 20_000n, returnedTaxMinor: first });
    expect(first + taxWithin(rest, 33_349n)).toBe(4_349n);
  });

  const purchases = fc.record({
    granted: fc.bigInt(1n, 5_000_000n),
    costMinor: fc.bigInt(1n, 2_000_000n),
    consumed: fc.bigInt(0n, 5_000_000n),
    taxPercent: fc.integer({ min: 0, max: 30 }),
    parts: fc.array(fc.bigInt(1n, 500_000n), { maxLength: 12 }),
  });

  it('keeps money and tokens in step over any number of partial refunds', () => {
    fc.assert(
      fc.property(purchases, ({ granted, costMinor, consumed, taxPercent, parts }) => {
        const gone = consumed < granted ? consumed : granted;
        const taxMinor = (costMinor * BigInt(taxPercent) + 50n) / 100n;
        let state = basis({
          paid: { costMinor, granted, gone, takeable: granted - gone },
          subtotalMinor: costMinor,
          taxMinor,
          totalMinor: costMinor + taxMinor,
        });
        const consumedMinor = (costMinor * gone) / granted;
        let costs = 0n;
        for (const part of [...parts, null]) {
          const sum = refundSum(state, part);
          expect(sum.amountMinor).toBe(sum.costMinor + sum.taxMinor);
          if (part !== null) expect(sum.amountMinor).toBeLessThanOrEqual(part);
          costs += sum.costMinor;
          state = after(state, sum);
        }
        expect(costs).toBe(costMinor - consumedMinor);
        expect(state.returnedMinor).toBeLessThanOrEqual(state.totalMinor);
        if (gone === 0n) expect(state.returnedTaxMinor).toBe(taxMinor);
        if (state.paid.takeable > 0n)
          expect(sumOf(state, state.paid.takeable).amountMinor).toBe(0n);
      }),
      { numRuns: 500 },
    );
  });
});

describe('what is void after a charge-back', () => {
  it('is what the money paid for, with the bonus', () => {
    const tenth = { amountMinor: 5_335n, tokens: 5_000n, bonusTokens: 5_000n };
    expect(voidedSum(basis(), 5_335n)).toMatchObject(tenth);
  });

  it('is everything where more was charged back, at no more than is left of the invoice', () => {
    const back = basis({ returnedMinor: 20_000n, returnedTaxMinor: 1_630n });
    expect(voidedSum(back, 53_349n)).toMatchObject({
      amountMinor: 33_349n,
      taxMinor: 2_719n,
      tokens: 50_000n,
      bonusTokens: 5_000n,
    });
    const all = basis({ returnedMinor: 53_349n, returnedTaxMinor: 4_349n });
    expect(voidedSum(all, 53_349n)).toMatchObject({ amountMinor: 0n, taxMinor: 0n });
  });

  it('credits what the invoice has left for tokens that came back and cost more by rounding', () => {
    const third = { subtotalMinor: 1_000n, taxMinor: 0n, totalMinor: 1_000n, bonusTokens: 0n };
    const paid = (gone: bigint) => ({ costMinor: 1_000n, granted: 3n, gone, takeable: 3n - gone });
    // One of three tokens was spent when the first dispute was lost, and then reversed.
    const first = voidedSum(basis({ ...third, paid: paid(1n) }), 1_000n);
    expect(first).toMatchObject({ amountMinor: 667n, costMinor: 667n, tokens: 2n });
    const second = voidedSum(basis({ ...third, paid: paid(2n), returnedMinor: 667n }), 1_000n);
    expect(second).toMatchObject({ amountMinor: 333n, costMinor: 334n, tokens: 1n });
  });

  it('keeps credit and tax within the invoice whatever went back before', () => {
    const before = fc.record({
      returnedMinor: fc.bigInt(0n, 53_349n),
      gone: fc.bigInt(0n, 50_000n),
      disputedMinor: fc.bigInt(1n, 60_000n),
    });
    fc.assert(
      fc.property(before, ({ returnedMinor, gone, disputedMinor }) => {
        const returnedTaxMinor = taxWithin(basis(), returnedMinor);
        const takeable = 50_000n - gone;
        const paid = { ...basis().paid, gone, takeable };
        const sum = voidedSum(basis({ paid, returnedMinor, returnedTaxMinor }), disputedMinor);
        expect(sum.amountMinor).toBeLessThanOrEqual(53_349n - returnedMinor);
        expect(sum.amountMinor).toBeLessThanOrEqual(disputedMinor);
        expect(sum.taxMinor).toBeGreaterThanOrEqual(0n);
        expect(sum.taxMinor).toBeLessThanOrEqual(4_349n - returnedTaxMinor);
        expect(sum.tokens).toBeLessThanOrEqual(takeable);
      }),
    );
  });
});
