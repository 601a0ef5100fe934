import { Console, control, textOf } from '../../testing/console-harness.js';
import { threshold } from '../../testing/notification-views.js';
import { ACME, dayRow, problem } from '../../testing/views.js';
import { BalancePanel } from './balance-panel.js';

const HISTORY = `/api/tokens/wallet/${ACME}/history`;

async function open() {
  const console = await Console.open();
  const fixture = await console.show(BalancePanel, { days: 120 });
  return { console, fixture, element: fixture.nativeElement as HTMLElement };
}

describe('BalancePanel', () => {
  it('reads all pages of its range, from the start of the local day', async () => {
    const { console, fixture, element } = await open();
    const first = console.http.expectOne((request) => request.url === HISTORY);
    expect(first.request.params.get('from')).toBe('2026-02-18T05:00:00.000Z');
    expect(first.request.params.get('group')).toBe('day');
    first.flush({ data: [dayRow()], nextCursor: 'c-2' });
    await console.settle(fixture);
    const second = console.http.expectOne((request) => request.url === HISTORY);
    expect(second.request.params.get('cursor')).toBe('c-2');
    second.flush({ data: [dayRow({ kind: 'purchase', amount: 5 })], nextCursor: null });
    await console.settle(fixture);
    control(element, 'Show as table').click();
    await console.settle(fixture);
    const rows = [...element.querySelectorAll('tbody tr')].map(textOf);
    expect(rows).toEqual(['Jun 17 Usage \u221241,585 414,013', 'Jun 17 Purchase +5 414,013']);
  });

  it('draws the line with its events under it, and explains the one that is stepped to', async () => {
    const { console, fixture, element } = await open();
    const explained: string[] = [];
    fixture.componentInstance.explained.subscribe((id) => explained.push(id));
    const credit = dayRow({
      kind: 'purchase',
      amount: 250_000,
      balanceAfter: 455_598,
      from: '2026-06-10T15:20:05.000Z',
      to: '2026-06-10T15:20:05.000Z',
      entryId: 'entry-7',
    });
    await console.answer(HISTORY, { data: [dayRow(), credit], nextCursor: null });
    await console.settle(fixture);
    const chart = element.querySelector<HTMLElement>('pr-balance-chart [role=img]')!;
    expect(chart.getAttribute('aria-label')).toContain('highest 455,598');
    expect(element.querySelector('path.balance')?.getAttribute('d')).toMatch(/^M0\.0 .*L1000\.0 /);
    expect([...element.querySelectorAll('.scale span')].map(textOf)).toEqual([
      ...['600k', '450k', '300k', '150k', '0'],
    ]);
    chart.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
    await console.settle(fixture);
    expect(textOf(element.querySelector('[role=status]'))).toContain(
      '+250,000 tokens, then 455,598',
    );
    chart.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    expect(explained).toEqual(['entry-7']);
  });

  it.each([
    ['at its first credit where it was empty', 250_000, 'Jun 10'],
    ['at the range where it was not', 255_598, 'Feb 18'],
  ])('begins the line %s', async (_, balanceAfter, day) => {
    const { console, fixture, element } = await open();
    const at = '2026-06-10T15:20:05.000Z';
    const credit = { kind: 'purchase' as const, amount: 250_000, balanceAfter, from: at, to: at };
    await console.answer(HISTORY, { data: [dayRow(credit)], nextCursor: null });
    await console.settle(fixture);
    const chart = element.querySelector('pr-balance-chart [role=img]');
    expect(chart?.getAttribute('aria-label')).toContain(`Balance from ${day} to`);
  });

  it('swaps chart and table by key, except while one types', async () => {
    const { console, fixture, element } = await open();
    await console.answer(HISTORY, { data: [dayRow()], nextCursor: null });
    await console.settle(fixture);
    const press = async (target: Element) => {
      target.dispatchEvent(new KeyboardEvent('keydown', { key: 't', bubbles: true }));
      await console.settle(fixture);
    };
    await press(document.body);
    expect(element.querySelector('table')).not.toBeNull();
    const field = document.body.appendChild(document.createElement('input'));
    await press(field);
    expect(element.querySelector('table')).not.toBeNull();
    field.remove();
  });

  it('tells in the table when alerts fired, among the movements', async () => {
    const { console, fixture, element } = await open();
    await console.answer(HISTORY, { data: [dayRow()], nextCursor: null });
    const fell = {
      crossing: 1,
      direction: 'fell' as const,
      available: 149_900,
      mark: 150_000,
      announced: true,
      at: '2026-06-09T14:11:00.000Z',
    };
    const recovered = { ...fell, direction: 'recovered' as const };
    const longAgo = { ...fell, at: '2025-01-01T00:00:00.000Z' };
    await console.answer('/api/tokens/notifications/thresholds', {
      data: [threshold({ crossings: [recovered, fell, longAgo] })],
      nextCursor: null,
      available: 1,
      limit: 20,
    });
    control(element, 'Show as table').click();
    await console.settle(fixture);
    const rows = [...element.querySelectorAll('tbody tr')].map(textOf);
    expect(rows).toEqual([
      'Jun 17 Usage \u221241,585 414,013',
      'Jun 9 Alert, below 150,000 – 149,900 available',
    ]);
  });

  it('asks for another range', async () => {
    const { fixture, element } = await open();
    const asked: number[] = [];
    fixture.componentInstance.daysChanged.subscribe((days) => asked.push(days));
    control(element, '30d').click();
    expect(asked).toEqual([30]);
    expect(control(element, '120d').getAttribute('aria-pressed')).toBe('true');
  });

  it('says that nothing moved, or why it did not load', async () => {
    const { console, fixture, element } = await open();
    await console.answer(HISTORY, problem('overloaded', 503), 503);
    await console.settle(fixture);
    expect(textOf(element)).toContain('The balance over time did not load.');
    control(element, 'Try again').click();
    await console.answer(HISTORY, { data: [], nextCursor: null });
    await console.settle(fixture);
    expect(textOf(element)).toContain('Nothing moved in this time');
  });
});
