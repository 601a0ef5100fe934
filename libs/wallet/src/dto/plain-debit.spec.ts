import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { DebitBatchDto, DebitDto } from './debit.dto.js';
import { isPlainDebit, isPlainDebitBatch } from './plain-debit.js';

/** Whether the rules of the fields find nothing, as the request pipe asks them. */
const holds = (dto: typeof DebitDto | typeof DebitBatchDto, body: object): boolean => {
  const instance = plainToInstance<object, object>(dto, body);
  return validateSync(instance, { whitelist: true, forbidNonWhitelisted: true }).length === 0;
};

const oddValue = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -0, -1, 1.5, Number.MAX_SAFE_INTEGER, 2 ** 53, NaN, '1', null, true, [], {}),
  fc.constantFrom('', 'purser:x', 'a\nb', '\u0000', '\ud800', 'x'.repeat(200), 'x'.repeat(201)),
  fc.string({ unit: 'binary' }),
);
const member = fc.oneof(
  fc.constantFrom('amount', 'reference', 'meta', 'items', 'constructor', '0'),
  fc.string(),
);
/** Mostly right debits, with something odd here and there. */
const debit = fc.oneof(
  fc.record({ amount: fc.integer({ min: 1 }), reference: fc.uuid() }),
  fc.record({ amount: oddValue, reference: fc.uuid() }, { requiredKeys: ['reference'] }),
  fc.record({ amount: fc.integer({ min: 1 }), reference: oddValue }, { requiredKeys: ['amount'] }),
  fc.dictionary(member, oddValue),
);

describe('the short way past validation', () => {
  it('never takes a debit that the rules refuse', () => {
    fc.assert(
      fc.property(debit, (body) => {
        fc.pre(isPlainDebit(body));
        expect(holds(DebitDto, body)).toBe(true);
      }),
      { numRuns: 2_000, verbose: 1 },
    );
  });

  it('never takes a batch that the rules refuse', () => {
    const item = fc.oneof({ weight: 9, arbitrary: debit }, { weight: 1, arbitrary: oddValue });
    const body = fc.oneof(
      fc.record({ items: fc.array(item, { maxLength: 4 }) }),
      fc.dictionary(member, fc.oneof(oddValue, fc.array(debit, { maxLength: 2 }))),
    );
    fc.assert(
      fc.property(body, (batch) => {
        fc.pre(isPlainDebitBatch(batch));
        expect(holds(DebitBatchDto, batch)).toBe(true);
      }),
      { numRuns: 1_000, verbose: 1 },
    );
  });

  it('takes what programs send', () => {
    const items = [{ amount: 1, reference: 'job-4711' }];
    expect(isPlainDebit({ amount: Number.MAX_SAFE_INTEGER, reference: 'Größe 7' })).toBe(true);
    expect(isPlainDebitBatch({ items })).toBe(true);
    expect(isPlainDebitBatch({ items: Array.from({ length: 1_001 }, () => items[0]) })).toBe(false);
  });

  it('leaves everything else to the rules', () => {
    for (const body of [
      { amount: 1, reference: 'r', meta: {} },
      { amount: 1, reference: 'r', more: 1 },
      { amount: '1', reference: 'r' },
      { amount: 1, reference: 'purser:r' },
      { amount: 1, reference: 'half \ud800' },
    ]) {
      expect(isPlainDebit(body)).toBe(false);
      expect(isPlainDebitBatch({ items: [body] })).toBe(false);
    }
  });
});
