import type { WalletView } from '@purser/contracts';
import { lastsUntilMs, pacePerDay, walletLevel } from './wallet-level.js';

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

describe('pacePerDay', () => {
  const DAY_MS = 86_400_000;
  const wallet = (forecast: WalletView['forecast']) =>
    ({ available: 10_000, usage: { perDayTokens: 700 }, forecast }) as WalletView;

  it('is the pace behind the wallet’s own run-out date', () => {
    const runOutAt = new Date(20 * DAY_MS).toISOString();
    expect(pacePerDay(wallet({ status: 'ready', runOutAt }), 0)).toBe(500);
  });

  it('is the 30-day average where there is no such date, or it has passed', () => {
    expect(pacePerDay(wallet({ status: 'insufficient-history', runOutAt: null }), 0)).toBe(700);
    expect(pacePerDay(wallet({ status: 'ready', runOutAt: null }), 0)).toBe(700);
    const runOutAt = new Date(0).toISOString();
    expect(pacePerDay(wallet({ status: 'ready', runOutAt }), DAY_MS)).toBe(700);
  });
});
