import { isId, newId } from './new-id.js';

describe('newId', () => {
  it('orders by the instant it is given, whatever the machine time is', () => {
    const early = newId(new Date('2020-01-01T00:00:00Z'));
    const late = newId(new Date('2030-01-01T00:00:00Z'));
    expect(early < late).toBe(true);
    expect(isId(early)).toBe(true);
  });

  it('never repeats within a millisecond', () => {
    const now = new Date('2026-06-18T18:32:00Z');
    expect(new Set(Array.from({ length: 1_000 }, () => newId(now))).size).toBe(1_000);
  });
});

describe('isId', () => {
  it.each([
    '',
    'not-an-id',
    42,
    null,
    '0198AAAA-0000-7000-8000-000000000000',
    "0198aaaa-0000-7000-8000-000000000000'; --",
  ])('refuses %j', (value) => {
    expect(isId(value)).toBe(false);
  });
});
