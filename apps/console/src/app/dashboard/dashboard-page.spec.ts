import { TestBed } from '@angular/core/testing';
import { Console, control, textOf } from '../../testing/console-harness.js';
import { threshold, thresholdList } from '../../testing/notification-views.js';
import { overview } from '../../testing/recurring-views.js';
import { forecast } from '../../testing/support-views.js';
import { ACME, dayRow, lot, member, problem, wallet } from '../../testing/views.js';
import { DashboardPage } from './dashboard-page.js';

const WALLET = `/api/tokens/wallet/${ACME}`;
const NOTHING = { data: [], nextCursor: null };
const TOO_EARLY = forecast({ status: 'insufficient-history', historyDays: 3, daily: [] });

async function open(user = member(), foreseen: object = TOO_EARLY) {
  const console = await Console.open({ user });
  const fixture = await console.show(DashboardPage);
  await console.answer(`${WALLET}/forecast`, foreseen);
  return { console, fixture, element: fixture.nativeElement as HTMLElement };
}

describe('DashboardPage', () => {
  it('shows shapes of what is coming while the wallet loads', async () => {
    const { element } = await open();
    expect(element.querySelectorAll('[aria-busy=true]')).toHaveLength(2);
    expect(textOf(element)).toContain('Times in New York (EDT).');
  });

  it('shows the wallet, its lots, the latest movements and invoices', async () => {
    const { console, fixture, element } = await open();
    await console.answer(WALLET, wallet());
    await console.settle(fixture);
    await console.answer(`${WALLET}/history`, {
      data: [
        dayRow(),
        dayRow({
          kind: 'adjustment',
          amount: 320_000,
          entries: 1,
          entryId: 'entry-9',
          reason: 'Partner credit',
        }),
      ],
      nextCursor: null,
    });
    await console.answer('/api/tokens/invoices', NOTHING);
    await console.settle(fixture);
    const text = textOf(element);
    expect(text).toContain('Token wallet Active');
    expect(text).toContain('Growth Paid 204,311 of 250,000');
    expect(text).toContain('Usage, yesterday 3,870 entries \u221241,585');
    expect(text).toContain('Partner credit Adjustment +320,000');
    expect(text).toContain('No invoices yet');
    expect(control(element, 'Partner credit').getAttribute('href')).toContain('entry=entry-9');
  });

  it('says what may expire unused, and when', async () => {
    const { console, fixture, element } = await open();
    const expiring = lot({ label: 'Partner credit', expiresAt: '2026-06-20T18:32:00.000Z' });
    await console.answer(WALLET, wallet({ lots: [expiring] }));
    await console.settle(fixture);
    expect(textOf(element)).toContain('About 133,773 tokens may expire unused on Jun 20.');
  });

  it('believes the forecast about what is left over, and offers the lots as a table', async () => {
    const risky = {
      lotId: 'lot-1',
      label: 'Growth',
      expiresAt: '2026-06-23T04:00:00.000Z',
      remaining: 204_311,
      unused: 36_600,
      unusedAtLowUse: 50_000,
      unusedAtHighUse: 20_000,
    };
    const { console, fixture, element } = await open(member(), forecast({ atRisk: [risky] }));
    await console.answer(WALLET, wallet({ lots: [lot({ expiresAt: risky.expiresAt })] }));
    await console.settle(fixture);
    expect(textOf(element)).toContain('About 36,600 tokens may expire unused on Jun 23.');
    control(element, 'Show as table').click();
    await console.settle(fixture);
    const rows = [...element.querySelectorAll('pr-lots-panel tbody tr')].map(textOf);
    expect(rows).toEqual(['Growth 204,311 36,600 Jun 23']);
  });

  it('says what acts by itself, and what is left of its month', async () => {
    const { console, fixture, element } = await open();
    await console.answer(WALLET, wallet());
    await console.settle(fixture);
    await console.answer(`/api/tokens/auto-topup/${ACME}`, overview());
    const fired = threshold({ id: 't-2', state: 'fired', firedAt: '2026-06-18T13:15:00.000Z' });
    await console.answer(
      `/api/tokens/notifications/thresholds/${ACME}`,
      thresholdList([threshold(), fired]),
    );
    await console.settle(fixture);
    expect(textOf(element.querySelector('pr-dashboard-auto-topup'))).toContain(
      'Auto top-up Enabled Configure $244.97 of $500.00 $255.03 left Below 100,000 tokens',
    );
    const alerts = [...element.querySelectorAll('pr-dashboard-alerts li')].map(textOf);
    expect(alerts[0]).toContain('Fired Jun 18, 09:15');
    expect(alerts[1]).toContain('Below 150,000 tokens Armed');
  });

  it('offers to set up what does not act yet, to those who may', async () => {
    for (const [user, offered] of [
      [member(), true],
      [member(['tokens.view']), false],
    ] as const) {
      const { console, fixture, element } = await open(user);
      await console.answer(WALLET, wallet());
      await console.settle(fixture);
      await console.answer(`/api/tokens/auto-topup/${ACME}`, overview({ policies: [] }));
      await console.answer(`/api/tokens/notifications/thresholds/${ACME}`, thresholdList([]));
      await console.settle(fixture);
      expect(textOf(element)).toContain('Nothing is bought by itself');
      expect(textOf(element).includes('Set up auto top-up')).toBe(offered);
      expect(textOf(element).includes('Add an alert')).toBe(offered);
      TestBed.resetTestingModule();
    }
  });

  it('says that debits are refused while the wallet is suspended, since when and why', async () => {
    const { console, fixture, element } = await open();
    const suspensions = [
      {
        id: 's-1',
        source: 'dunning' as const,
        reason: 'Payment overdue',
        openedAt: '2026-06-12T10:00:00.000Z',
      },
    ];
    await console.answer(WALLET, wallet({ status: 'suspended', suspensions }));
    await console.settle(fixture);
    expect(textOf(element)).toContain(
      'Debits and holds are refused since Jun 12. Payment overdue.',
    );
  });

  it('says why the wallet did not load, and asks again on demand', async () => {
    const { console, fixture, element } = await open();
    await console.answer(WALLET, problem('overloaded', 503), 503);
    await console.settle(fixture);
    expect(textOf(element)).toContain('The wallet did not load.');
    control(element, 'Try again').click();
    await console.answer(WALLET, wallet());
    await console.settle(fixture);
    expect(textOf(element)).toContain('Token wallet');
  });

  it('offers buying only to people who may buy', async () => {
    expect(textOf((await open(member(['tokens.view']))).element)).not.toContain('Buy tokens');
  });
});
