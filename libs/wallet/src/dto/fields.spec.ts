import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { DebitDto } from './debit.dto.js';
import { isMeta } from './is-meta.js';
import { AdjustmentDto } from './support.dto.js';

const faults = (type: typeof DebitDto | typeof AdjustmentDto, body: object) =>
  validateSync(plainToInstance<object, object>(type, body)).map(({ property }) => property);

describe('what a request may say', () => {
  it.each([
    ['job-4711', true],
    ['Größe 7', true],
    ['', false],
    ['x'.repeat(201), false],
    ['purser:purchase:1', false],
    ['line\nbreak', false],
    ['nul\u0000', false],
    ['half \ud800', false],
    [7, false],
  ])('takes %j for a reference: %s', (reference, expected) => {
    expect(faults(DebitDto, { amount: 1, reference })).toEqual(expected ? [] : ['reference']);
  });

  it.each([
    [1, true],
    [Number.MAX_SAFE_INTEGER, true],
    [Number.MAX_SAFE_INTEGER + 1, false],
    [0, false],
    [-1, false],
    [1.5, false],
    ['1', false],
    [null, false],
  ])('takes %j for an amount: %s', (amount, expected) => {
    expect(faults(DebitDto, { amount, reference: 'r' })).toEqual(expected ? [] : ['amount']);
  });

  it('takes signed adjustments but not zero', () => {
    const rest = { reasonCode: 'goodwill', reason: 'for the outage' };
    expect(faults(AdjustmentDto, { amount: -5, ...rest })).toEqual([]);
    expect(faults(AdjustmentDto, { amount: 0, ...rest })).toEqual(['amount']);
  });

  it('takes for meta what PostgreSQL can keep', () => {
    expect(isMeta({ a: [1, { b: 'ü' }] })).toBe(true);
    for (const value of [null, [], 'text', { a: '\u0000' }, { a: '\ud800' }]) {
      expect(isMeta(value)).toBe(false);
    }
    expect(isMeta({ a: 'x'.repeat(2_000) })).toBe(false);
  });
});
