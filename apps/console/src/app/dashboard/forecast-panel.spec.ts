import { Console, control, textOf } from '../../testing/console-harness.js';
import { forecast } from '../../testing/support-views.js';
import { ACME, dayRow } from '../../testing/views.js';
import { ForecastPanel } from './forecast-panel.js';

const HISTORY = `/api/tokens/wallet/${ACME}/history`;

async function open(shown: ReturnType<typeof forecast> | null) {
  const console = await Console.open();
  const fixture = await console.show(ForecastPanel, { forecast: shown, days: 30 });
  return { console, fixture, element: fixture.nativeElement as HTMLElement };
}

describe('ForecastPanel', () => {
  it('says when the tokens run out, how sure that is, and draws it', async () => {
    const { console, fixture, element } = await open(forecast());
    await console.answer(HISTORY, { data: [dayRow()], nextCursor: null });
    await console.settle(fixture);
    const text = textOf(element);
    expect(text).toContain('At the usual pace Acme runs out on Jun 28, in 10 days.');
    expect(text).toContain('Eight times in ten between Jun 26 and Jul 1.');
    expect(text).toContain('81% of days fell within the band');
    const picture = element.querySelector('[role=img]');
    expect(picture?.getAttribute('aria-label')).toContain('1,000 now');
    expect(element.querySelector('path.middle')?.getAttribute('d')).toMatch(/^M\d/);
  });

  it('steps through the days ahead by key and says them', async () => {
    const { console, fixture, element } = await open(forecast());
    await console.answer(HISTORY, { data: [], nextCursor: null });
    const picture = element.querySelector('[role=img]');
    const press = async (key: string) => {
      picture?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      await console.settle(fixture);
    };
    await press('ArrowRight');
    await press('ArrowRight');
    expect(textOf(element.querySelector('[role=status]'))).toMatch(
      /^End of Fri, Jun 19: about \d+ tokens, between \d+ and \d+$/,
    );
    await press('ArrowLeft');
    expect(textOf(element.querySelector('[role=status]'))).toContain('End of Thu, Jun 18');
  });

  it('is the same as a table', async () => {
    const { console, fixture, element } = await open(forecast());
    control(element, 'Show the forecast as table').click();
    await console.settle(fixture);
    const rows = [...element.querySelectorAll('tbody tr')].map(textOf);
    expect(rows).toHaveLength(2);
    expect(rows[1]).toMatch(/^Fri, Jun 19 \d+ \d+ \d+$/);
  });

  it('says plainly that there is too little history', async () => {
    const early = forecast({
      status: 'insufficient-history',
      historyDays: 3,
      daily: [],
      runOutAt: null,
    });
    expect(textOf((await open(early)).element)).toContain(
      'It needs 14 days since the first use; there are 3 so far.',
    );
  });

  it('says that it never runs out, or that it has', async () => {
    const calm = await open(forecast({ runOutAt: null }));
    expect(textOf(calm.element)).toContain('does not run out within ten years');
  });

  it('says that nothing is left', async () => {
    const { element } = await open(forecast({ available: 0 }));
    expect(textOf(element)).toContain('Nothing is available.');
  });

  it('shows shapes while it loads, and asks for another distance', async () => {
    const { fixture, element } = await open(null);
    expect(element.querySelector('[aria-busy=true]')).not.toBeNull();
    const asked: number[] = [];
    fixture.componentInstance.daysChosen.subscribe((days) => asked.push(days));
    control(element, '90 days').click();
    expect(asked).toEqual([90]);
  });
});
