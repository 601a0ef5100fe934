import { Console, control, textOf } from '../../testing/console-harness.js';
import { ACME, explanation, problem } from '../../testing/views.js';
import { EntryDrawer } from './entry-drawer.js';

const ENTRY = `/api/tokens/wallet/${ACME}/history/entry-1`;

async function open() {
  const console = await Console.open();
  const inputs = { entryId: 'entry-1', hasNewer: false, hasOlder: true };
  const fixture = await console.show(EntryDrawer, inputs);
  return { console, fixture, element: fixture.nativeElement as HTMLElement };
}

describe('EntryDrawer', () => {
  it('explains a debit: before and after, lots in order, their cost, the source', async () => {
    const { console, fixture, element } = await open();
    await console.answer(ENTRY, explanation());
    await console.settle(fixture);
    const text = textOf(element);
    expect(text).toContain('Before 350,817 \u2212 This entry 4,800 = After 346,017');
    expect(text).toContain('Taken from 2 lots');
    expect(text).toContain('1 Growth bonus 1,312 free expires Sep 8');
    expect(text).toContain('2 Growth 3,488 $3.14 never expires');
    expect(text).toContain('Together, net $3.14');
    expect(text).toContain('API key production-inference');
    expect(control(element, 'Growth').getAttribute('href')).toContain('/purchases/purchase-');
  });

  it('steps to the older entry and knows when there is no newer one', async () => {
    const { console, fixture, element } = await open();
    await console.answer(ENTRY, explanation());
    await console.settle(fixture);
    const steps: string[] = [];
    fixture.componentInstance.stepped.subscribe((direction) => steps.push(direction));
    expect((control(element, 'Newer entry') as HTMLButtonElement).disabled).toBe(true);
    control(element, 'Older entry').click();
    expect(steps).toEqual(['older']);
  });

  it('treats an entry of somebody else as one that does not exist', async () => {
    const { console, fixture, element } = await open();
    await console.answer(ENTRY, problem('not-found', 404), 404);
    await console.settle(fixture);
    expect(textOf(element)).toContain('There is no such entry');
  });
});
