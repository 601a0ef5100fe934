import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { Console, control, textOf } from '../../testing/console-harness.js';
import { ACME, dayRow, entry, explanation, problem } from '../../testing/views.js';
import { BalanceHistoryPage } from './balance-history-page.js';

const HISTORY = `/api/tokens/wallet/${ACME}/history`;
const routes = [{ path: 'history', component: BalanceHistoryPage }];

async function open(url: string) {
  const console = await Console.open({ routes });
  const harness = await console.visit(url);
  return { console, element: harness.fixture.nativeElement as HTMLElement };
}

const listOf = (entries: object[]) => ({ data: entries, nextCursor: null });

describe('BalanceHistoryPage', () => {
  it('shows shapes of what is coming while it loads', async () => {
    const { element } = await open('/history');
    expect(textOf(element)).toContain('Every movement of the wallet.');
    expect(element.querySelectorAll('[aria-busy=true]')).toHaveLength(2);
  });

  it('explains the entry of the address, and goes on to the next by J', async () => {
    const { console, element } = await open('/history?by=entry&entry=entry-1');
    const [first, second] = [entry(), entry({ id: 'entry-2', reference: 'batch-7' })];
    await console.answer(`${HISTORY}?limit=50`, listOf([first, second]));
    await console.answer(HISTORY, explanation());
    expect(textOf(element.querySelector('pr-entry-drawer'))).toContain('Explain this number');
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true }));
    await console.settle();
    expect(TestBed.inject(Router).url).toBe('/history?by=entry&entry=entry-2');
    control(element.querySelector('pr-entry-drawer')!, 'Close').click();
    await console.settle();
    expect(TestBed.inject(Router).url).toBe('/history?by=entry');
  });

  it('saves the whole ledger that the filters let through', async () => {
    const { console, element } = await open('/history?from=2026-06-01&kind=debit&cursor=c-2');
    control(element, 'CSV').click();
    const asked = console.http.expectOne((one) => one.headers.get('Accept') === 'text/csv');
    expect(asked.request.params.get('from')).toBe('2026-06-01T04:00:00.000Z');
    expect(asked.request.params.get('kind')).toBe('debit');
    expect(asked.request.params.has('cursor')).toBe(false);
    const refused = new Blob([JSON.stringify(problem('overloaded', 503))]);
    asked.flush(refused, { status: 503, statusText: 'Status 503' });
    await console.settle();
    expect(element.querySelector('pr-problem')).not.toBeNull();
  });

  it('says that nothing moved yet, and why it did not load', async () => {
    const { console, element } = await open('/history');
    await console.answer(`${HISTORY}?limit=50`, listOf([]));
    expect(textOf(element)).toContain('No movements yet');
    TestBed.resetTestingModule();
    const other = await open('/history');
    await other.console.answer(HISTORY, problem('overloaded', 503), 503);
    expect(textOf(other.element)).toContain('The ledger did not load.');
    expect(textOf(other.element)).toContain('The balance over time did not load.');
  });

  it('rolls usage up by day where nothing else is asked for', async () => {
    const { console, element } = await open('/history?range=30');
    await console.answer(`${HISTORY}?limit=50`, listOf([dayRow()]));
    expect(textOf(element.querySelector('pr-ledger-panel tbody'))).toContain('\u221241,585');
  });
});
