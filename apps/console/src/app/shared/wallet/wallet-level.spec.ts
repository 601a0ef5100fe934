import { lastsUntilMs, walletLevel } from './wallet-level.js';

const judged = (available: number, base: number | null = 100_000) =>
  walletLevel({ available, status: 'active', availableAfterLastCredit: base });

describe('walletLevel', () => {
  it.each([
    [100_000, 'ok'],
    [20_000, 'ok'],
    [19_999, 'low'],
    [5_000, 'low'],
    [4_999, 'critical'],
    [0, 'critical'],
  ])('judges %d of 100,000 as %s', (available, level) => {
    expect(judged(available)).toBe(level);
  });

  it('judges nothing before the first credit', () => {
    expect(judged(0, null)).toBe('ok');
  });

  it('puts a suspension above all', () => {
    expect(walletLevel({ available: 99, status: 'suspended', availableAfterLastCredit: 100 })).toBe(
      'suspended',
    );
  });
});

describe('lastsUntilMs', () => {
  it('divides what is there by what a day uses', () => {
    expect(lastsUntilMs(10_000, 1_000, 0)).toBe(10 * 86_400_000);
  });

  it('says nothing without usage, or beyond what a date can hold', () => {
    expect(lastsUntilMs(10_000, 0, 0)).toBeNull();
    expect(lastsUntilMs(Number.MAX_SAFE_INTEGER, 1, 0)).toBeNull();
  });
});
