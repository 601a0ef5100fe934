import { TestBed } from '@angular/core/testing';
import { Downloads } from '../core/http/downloads.js';
import { csvText } from '../shared/table/csv-text.js';
import { Console, control, textOf } from '../../testing/console-harness.js';
import { installation, NOW, problem, staff } from '../../testing/views.js';
import { after } from './advance.js';
import { byJob, thatActed } from './ran-jobs.js';
import { SandboxClockPage } from './sandbox-clock-page.js';

const CLOCK = '/api/sandbox/clock';
const LATER = '2026-07-18T18:32:00.000Z';

async function open(url = '/clock', installed = installation()) {
  const user = { ...staff(), platformPermissions: ['platform.admin' as const] };
  const console = await Console.open({
    user,
    organization: null,
    installation: installed,
    routes: [{ path: 'clock', component: SandboxClockPage }],
  });
  const harness = await console.visit(url);
  return { console, element: harness.fixture.nativeElement as HTMLElement };
}

const posted = (console: Console) => console.http.expectOne((one) => one.url === CLOCK);

describe('SandboxClockPage', () => {
  it('says where a step leads before it is taken', async () => {
    const { element } = await open('/clock?step=P1M');
    expect(textOf(element)).toContain('Jun 18, 2026, 18:32 UTC');
    control(element, 'Move to Jul 18, 2026, 18:32 UTC');
  });

  it('moves, says that it works, and lists what ran by job and in order', async () => {
    const { console, element } = await open('/clock?step=P1M');
    control(element, 'Move to').click();
    await console.settle();
    expect(textOf(element)).toContain('The clock is being moved');
    expect(control(element, 'Move to').hasAttribute('disabled')).toBe(true);
    const asked = posted(console);
    expect(asked.request.body).toEqual({ advance: 'P1M', jobs: 'run' });
    asked.flush({
      now: LATER,
      ran: [
        { job: 'processTokenExpiration', at: '2026-06-19T02:00:00.000Z', items: 2, errors: 0 },
        { job: 'deliverDue', at: '2026-06-19T02:00:00.000Z', items: 0, errors: 0 },
        { job: 'deliverDue', at: '2026-06-19T02:01:00.000Z', items: 0, errors: 1 },
      ],
    });
    await console.settle();
    expect(textOf(element)).toContain('3 runs, 2 items done, 1 failed.');
    const [jobs, order] = [...element.querySelectorAll('tbody')];
    expect([...jobs!.querySelectorAll('tr')].map(textOf)).toEqual([
      'deliverDue 2 0 1',
      'processTokenExpiration 1 2 0',
    ]);
    expect(order!.querySelectorAll('tr')).toHaveLength(2);
    const kept: string[] = [];
    TestBed.inject(Downloads).keep = (_content, fileName) => void kept.push(fileName);
    control(element, 'CSV').click();
    expect(kept).toEqual(['what ran.csv']);
  });

  it('plays an outage, until an instant', async () => {
    const { console, element } = await open('/clock?step=until&until=2026-06-21T00:00');
    control(element, 'Play an outage').click();
    await console.settle();
    control(element, 'Move to Jun 21, 2026, 00:00 UTC').click();
    await console.settle();
    const asked = posted(console);
    expect(asked.request.body).toEqual({ now: '2026-06-21T00:00:00.000Z', jobs: 'off' });
    asked.flush({ now: '2026-06-21T00:00:00.000Z', ran: [] });
    await console.settle();
    expect(textOf(element)).toContain('Nothing ran');
  });

  it('does not go back', async () => {
    const { element } = await open('/clock?step=until&until=2026-06-01T00:00');
    expect(textOf(element)).toContain('The clock only goes forward');
    expect(control(element, 'Move').hasAttribute('disabled')).toBe(true);
  });

  it('says why the clock did not move', async () => {
    const { console, element } = await open();
    control(element, 'Move to').click();
    await console.settle();
    posted(console).flush(problem('clock-is-moving', 409), { status: 409, statusText: '' });
    await console.settle();
    expect(textOf(element)).toContain('Detail of clock-is-moving.');
  });

  it('does not exist where real money moves', async () => {
    const { element } = await open('/clock', installation({ sandbox: false }));
    expect(textOf(element)).toContain('This is not a sandbox');
    expect(element.querySelector('button')).toBeNull();
  });
});

describe('a step of the clock', () => {
  const at = (text: string) => Date.parse(text);
  it('is clamped to the last day of the month', () => {
    expect(after(at('2026-01-31T10:00:00Z'), 'P1M')).toBe(at('2026-02-28T10:00:00Z'));
    expect(after(at('2028-02-29T10:00:00Z'), 'P1Y')).toBe(at('2029-02-28T10:00:00Z'));
    expect(after(at(NOW), 'P7D')).toBe(at('2026-06-25T18:32:00Z'));
    expect(after(at(NOW), 'PT1H')).toBe(at('2026-06-18T19:32:00Z'));
  });
});

describe('a table as CSV', () => {
  it('quotes what must be, and lets no cell begin a formula', () => {
    const text = csvText(
      ['a', 'b'],
      [
        ['x,"y', -1],
        ['=1+1', null],
      ],
    );
    expect(text.split('\r\n')).toEqual(['a,b', '"x,""y",-1', `"'=1+1",`, '']);
  });
});

describe('what ran', () => {
  it('is summed up by job and freed of what did nothing', () => {
    const run = (job: string, items: number, errors = 0) => ({ job, at: NOW, items, errors });
    const ran = [run('b', 1), run('a', 1), run('b', 0), run('c', 0, 1)];
    expect(byJob(ran).map(({ job, runs }) => [job, runs])).toEqual([
      ['c', 1],
      ['a', 1],
      ['b', 2],
    ]);
    expect(thatActed(ran)).toHaveLength(3);
  });
});
