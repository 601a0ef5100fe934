import type { JobRunsView, JobRunView, JobView } from '@purser/contracts';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { Console, control, textOf } from '../../testing/console-harness.js';
import { NOW, problem, staff } from '../../testing/views.js';
import routes from './jobs.routes.js';
import { jobSentence, scheduleWords } from './job-words.js';
import { inWords, runStatus, tookWords } from './run-status.js';

const LIST = '/api/jobs?limit=50';
const ITEM = '01970000-0000-7000-8000-0000000000aa';

function run(more: Partial<JobRunView> = {}): JobRunView {
  return {
    id: 'run-1',
    job: 'processSubscriptionBilling',
    startedAt: '2026-06-18T18:00:00.000Z',
    finishedAt: '2026-06-18T18:00:04.100Z',
    items: 1_284,
    errors: 0,
    firstError: null,
    ...more,
  };
}

function job(more: Partial<JobView> = {}): JobView {
  return {
    name: 'processSubscriptionBilling',
    schedule: '0 0-23/1 * * *',
    timeZone: 'UTC',
    nextRunAt: '2026-06-18T19:00:00.000Z',
    lastRun: run(),
    ...more,
  };
}

function listed(more: Partial<JobRunsView> = {}): JobRunsView {
  return { data: [run()], nextCursor: null, jobs: [job()], ...more };
}

async function open(url = '/jobs') {
  const user = { ...staff(), platformPermissions: ['platform.admin' as const] };
  const console = await Console.open({
    user,
    organization: null,
    routes: [{ path: 'jobs', children: routes }],
  });
  const harness = await console.visit(url);
  return { console, element: harness.fixture.nativeElement as HTMLElement };
}

describe('JobsPage', () => {
  it('lists every job with its last run and the next', async () => {
    const { console, element } = await open();
    const never = job({ name: 'purgeEvents', schedule: '0 2 * * *', lastRun: null });
    await console.answer(LIST, listed({ jobs: [job(), never] }));
    const rows = [...element.querySelectorAll('tbody tr')].map(textOf);
    expect(rows[0]).toBe(
      'processSubscriptionBilling Charges the periods of subscriptions that have begun ' +
        'Finished Jun 18, 18:00 1,284 4.1 s Hourly in 28 min',
    );
    expect(rows[1]).toContain('Not yet');
    expect(textOf(element.querySelector('.figures'))).toContain('Last run with errors 0');
  });

  it('names what failed, and that the rest was not held up', async () => {
    const { console, element } = await open('/jobs?job=processSubscriptionBilling');
    const firstError = `${ITEM}/${ITEM}: the provider did not answer`;
    const failed = run({ errors: 1, firstError });
    await console.answer(LIST, listed({ jobs: [job({ lastRun: failed })] }));
    expect(textOf(element.querySelector('.figures'))).toContain(
      'Last run with errors 1 processSubscriptionBilling',
    );
    await console.answer('/api/jobs?job=', listed({ data: [failed] }));
    const drawer = element.querySelector('.sheet')!;
    expect(textOf(drawer)).toContain('the provider did not answer');
    expect(textOf(drawer)).toContain('The other 1,284 were not held up.');
    expect(control(drawer, 'Open the organization').getAttribute('href')).toBe(
      `/o/${ITEM}/dashboard`,
    );
  });

  it('runs a job, says that it works, and what came of it', async () => {
    const { console, element } = await open('/jobs?job=processSubscriptionBilling');
    await console.answer(LIST, listed());
    await console.answer('/api/jobs?job=', listed());
    const drawer = element.querySelector('.sheet')!;
    control(drawer, 'Run now').click();
    await console.settle();
    expect(textOf(drawer)).toContain('processSubscriptionBilling is running');
    expect(control(drawer, 'Run now').hasAttribute('disabled')).toBe(true);
    await console.answer('/api/jobs/processSubscriptionBilling/run', run({ items: 3, errors: 0 }));
    expect(textOf(drawer)).toContain('It ran. 3 items done, 0 failed, in 4.1 s.');
    // The list and the drawer are read again.
    await console.answer(LIST, listed());
    await console.answer('/api/jobs?job=', listed());
  });

  it('says why a job could not be run', async () => {
    const { console, element } = await open('/jobs?job=processSubscriptionBilling');
    await console.answer(LIST, listed());
    control(element.querySelector('.sheet')!, 'Run now').click();
    await console.answer(
      '/api/jobs/processSubscriptionBilling/run',
      problem('overloaded', 503),
      503,
    );
    expect(textOf(element.querySelector('.sheet'))).toContain('Detail of overloaded.');
  });

  it('lists runs by job, in pages', async () => {
    const { console, element } = await open('/jobs?view=runs&of=purgeEvents&cursor=c-2');
    await console.answer('/api/jobs?job=purgeEvents&cursor=c-2', listed({ nextCursor: 'c-3' }));
    expect(textOf(element.querySelector('tbody tr'))).toContain('Finished 1,284 items 4.1 s');
    control(element, 'Older').click();
    await console.settle();
    expect(TestBed.inject(Router).url).toContain('cursor=c-3');
    control(element, 'Clear filters').click();
    await console.settle();
    expect(TestBed.inject(Router).url).toBe('/jobs?view=runs');
  });

  it('says that nothing ran, and what did not load', async () => {
    const empty = await open('/jobs?view=runs');
    await empty.console.answer(LIST, listed({ data: [] }));
    expect(textOf(empty.element)).toContain('No job has run yet');
    TestBed.resetTestingModule();
    const failed = await open();
    await failed.console.answer(LIST, problem('overloaded', 503), 503);
    expect(textOf(failed.element)).toContain('The list of jobs did not load.');
  });
});

describe('the words of jobs', () => {
  it.each([
    ['*/1 * * * *', 'Every minute'],
    ['0 */15 * * * *', 'Every 15 min'],
    ['0 0-23/1 * * *', 'Hourly'],
    ['5 * * * *', 'Hourly, at :05'],
    ['0 0-23/6 * * *', 'Every 6 h'],
    ['0 02 * * *', 'Daily, 02:00'],
    ['15 0 * * *', 'Daily, 00:15'],
    ['30 3 1 * *', 'Monthly on day 1, 03:30'],
    ['0 0 * 1 * *', 'Hourly, on day 1'],
    ['0 9 * * 1-5', '0 9 * * 1-5'],
    ['1,2 3 * * *', '1,2 3 * * *'],
  ])('writes %s as %s', (schedule, words) => {
    expect(scheduleWords(schedule)).toBe(words);
  });

  it('tell how a run stands', () => {
    const nowMs = Date.parse(NOW);
    const status = (more: Partial<JobRunView>) => runStatus(run(more), nowMs).word;
    expect(status({})).toBe('Finished');
    expect(status({ errors: 2 })).toBe('2 errors');
    expect(status({ finishedAt: null, startedAt: '2026-06-18T18:31:00.000Z' })).toBe('Running');
    expect(status({ finishedAt: null, startedAt: '2026-06-18T17:00:00.000Z' })).toBe(
      'Did not finish',
    );
  });

  it('tell how long it took, and when the next is', () => {
    expect(tookWords(run({ finishedAt: null }))).toBeNull();
    expect(tookWords(run({ finishedAt: '2026-06-18T18:00:00.010Z' }))).toBe('under 0.1 s');
    expect(tookWords(run({ finishedAt: '2026-06-18T18:03:00.000Z' }))).toBe('3 min');
    expect(inWords('2026-06-18T18:32:00.000Z', Date.parse(NOW))).toBe('now');
    expect(inWords('2026-06-19T18:32:00.000Z', Date.parse(NOW))).toBe('in 24 h');
    expect(inWords('2026-07-01T00:00:00.000Z', Date.parse(NOW))).toBe('in 12 days');
    expect(jobSentence('somethingElse')).toBe('');
  });
});
