import { Console, control, textOf } from '../../testing/console-harness.js';
import { ACME, dayRow, entry, problem } from '../../testing/views.js';
import { type LedgerChange, LedgerPanel } from './ledger-panel.js';

const HISTORY = `/api/tokens/wallet/${ACME}/history`;
const NO_FILTERS = { from: null, to: null, kind: null };

async function open(inputs: Record<string, unknown> = {}) {
  const console = await Console.open();
  const fixture = await console.show(LedgerPanel, { filters: NO_FILTERS, by: 'day', ...inputs });
  const changes: LedgerChange[] = [];
  const opened: string[] = [];
  fixture.componentInstance.changed.subscribe((change) => changes.push(change));
  fixture.componentInstance.opened.subscribe((id) => opened.push(id));
  return { console, fixture, element: fixture.nativeElement as HTMLElement, changes, opened };
}

describe('LedgerPanel', () => {
  it('rolls usage up by day and highlights what was credited', async () => {
    const { console, fixture, element, opened } = await open();
    const credit = dayRow({
      kind: 'adjustment',
      entries: 1,
      amount: 320_000,
      entryId: 'entry-9',
      reason: 'Partner credit',
    });
    await console.answer(HISTORY, { data: [credit, dayRow()], nextCursor: null });
    await console.settle(fixture);
    expect(textOf(element.querySelector('tr.credit'))).toContain('Partner credit +320,000');
    expect(textOf(element.querySelector('tr.day'))).toContain('Yesterday, Wed, Jun 17 +278,415');
    control(element, 'Partner credit').click();
    expect(opened).toEqual(['entry-9']);
  });

  it('opens the entries behind a row, the last one included', async () => {
    const { console, fixture, element } = await open();
    await console.answer(HISTORY, { data: [dayRow()], nextCursor: null });
    await console.settle(fixture);
    control(element, '3,870 entries').click();
    await console.settle(fixture);
    const asked = console.http.expectOne((request) => request.url === HISTORY).request;
    // Debits and captures are rolled up together.
    expect(asked.params.has('kind')).toBe(false);
    expect(asked.params.get('from')).toBe('2026-06-17T04:00:10.000Z');
    expect(asked.params.get('to')).toBe('2026-06-18T03:59:50.001Z');
    expect(asked.params.has('group')).toBe(false);
  });

  it('shows older entries under the ones that stand there', async () => {
    const { console, fixture, element } = await open();
    await console.answer(HISTORY, { data: [dayRow()], nextCursor: null });
    await console.settle(fixture);
    control(element, '3,870 entries').click();
    await console.answer(HISTORY, { data: [entry()], nextCursor: 'c-2' });
    await console.settle(fixture);
    control(element, 'Show older entries').click();
    const older = entry({ id: 'entry-0', reference: 'batch-88213/item-40' });
    await console.answer(HISTORY, { data: [older], nextCursor: null });
    await console.settle(fixture);
    const references = [...element.querySelectorAll('tr.inner .reference')].map(textOf);
    expect(references).toEqual(['batch-88213/item-41', 'batch-88213/item-40']);
  });

  it('turns pages by cursor', async () => {
    const { console, fixture, element, changes } = await open({ cursor: 'c-1' });
    await console.answer(HISTORY, { data: [dayRow()], nextCursor: 'c-2' });
    await console.settle(fixture);
    control(element, 'Older').click();
    control(element, 'Newer').click();
    expect(changes).toEqual([{ cursor: 'c-2' }, { cursor: null }]);
  });

  it('says that the filters leave nothing, and clears them', async () => {
    const { console, fixture, element, changes } = await open({
      filters: { from: '2026-06-10', to: null, kind: 'expiry' },
    });
    await console.answer(HISTORY, { data: [], nextCursor: null });
    await console.settle(fixture);
    expect(textOf(element)).toContain('No entries match');
    control(element.querySelector('pr-empty')!, 'Clear filters').click();
    expect(changes).toEqual([{ from: null, to: null, kind: null, cursor: null }]);
  });

  it('says that nothing moved yet', async () => {
    const { console, fixture, element } = await open();
    await console.answer(HISTORY, { data: [], nextCursor: null });
    await console.settle(fixture);
    expect(textOf(element)).toContain('No movements yet');
  });

  it('shows every entry alone, with who did it', async () => {
    const { console, fixture, element } = await open({ by: 'entry' });
    await console.answer(HISTORY, { data: [entry()], nextCursor: null });
    await console.settle(fixture);
    expect(textOf(element.querySelector('tbody tr:not(.day)'))).toContain('production-inference');
    expect(fixture.componentInstance.entryIds()).toEqual(['entry-1']);
  });

  it('looks for a kind among entries, because rolled up there is none', async () => {
    const filters = { from: null, to: null, kind: 'expiry' };
    const { console, element } = await open({ filters });
    const asked = console.http.expectOne((request) => request.url === HISTORY).request;
    expect(asked.params.get('kind')).toBe('expiry');
    expect(asked.params.has('group')).toBe(false);
    expect(textOf(element)).not.toContain('Usage by');
  });

  it('says why it did not load', async () => {
    const { console, fixture, element } = await open();
    await console.answer(HISTORY, problem('overloaded', 503), 503);
    await console.settle(fixture);
    expect(textOf(element)).toContain('The ledger did not load.');
  });
});
