import type { WalletView } from '@purser/contracts';
import { Console, textOf } from '../../../testing/console-harness.js';
import { ACME, lot, wallet } from '../../../testing/views.js';
import { TokenWalletWidget } from './token-wallet-widget.js';

async function show(more: Partial<WalletView> = {}, view: 'full' | 'compact' = 'full') {
  const console = await Console.open();
  const fixture = await console.show(TokenWalletWidget, { wallet: wallet(more), view });
  return fixture.nativeElement as HTMLElement;
}

describe('TokenWalletWidget, full', () => {
  it('shows the available tokens first, then balance, held, expiry and how long it lasts', async () => {
    const text = textOf(await show());
    expect(text).toContain('Available 369,927 tokens');
    expect(text).toContain('After the last purchase it was 534,311');
    expect(text).toContain('Balance 381,927');
    expect(text).toContain('Held 12,000 Reserved by programs');
    expect(text).toContain('Expires within 30 days 0');
    expect(text).toContain('Lasts until about Jun 29 At the 30-day average');
    expect(text).toContain('Active');
  });

  it('names the first lot that expires within 30 days', async () => {
    const soon = lot({
      label: 'Partner credit',
      remaining: 167_616,
      expiresAt: '2026-06-23T04:00:00.000Z',
    });
    expect(textOf(await show({ lots: [lot(), soon] }))).toContain(
      'Expires within 30 days 167,616 Partner credit, Jun 23',
    );
  });

  it.each([
    [{ available: 100_000 }, 'Low'],
    [{ available: 20_000 }, 'Critical'],
    [{ status: 'suspended' as const }, 'Suspended'],
  ])('says in a word how the wallet stands: %j', async (more, word) => {
    expect(textOf((await show(more)).querySelector('pr-wallet-level'))).toBe(word);
  });

  it('measures available and held against the balance after the last purchase', async () => {
    const meter = (await show()).querySelector('[role=meter]');
    expect(meter?.getAttribute('aria-valuemax')).toBe('534311');
    expect(meter?.getAttribute('aria-valuenow')).toBe('381927');
  });

  it('gives no date where nothing is used', async () => {
    const idle = { days: [], totalTokens: 0, perDayTokens: 0 };
    const text = textOf(await show({ usage: idle, availableAfterLastCredit: null, lots: [] }));
    expect(text).toContain('Lasts until about — Nothing was used in 30 days');
    expect(text).toContain('Nothing was bought yet');
  });

  it('takes the forecast where there is one', async () => {
    const forecast = { status: 'ready' as const, runOutAt: '2026-07-04T12:00:00.000Z' };
    expect(textOf(await show({ forecast }))).toContain('Jul 4 At the recent pace');
  });
});

describe('TokenWalletWidget, compact', () => {
  it('is one link that says everything', async () => {
    const link = (await show({ available: 100_000 }, 'compact')).querySelector('a');
    expect(link?.getAttribute('href')).toBe(`/o/${ACME}/dashboard`);
    expect(textOf(link)).toBe('Wallet: 100,000 tokens Low Available Lasts until Jun 21');
  });
});
