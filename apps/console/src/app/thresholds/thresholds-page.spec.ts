import type { ThresholdListView, ThresholdRehearsalView } from '@purser/contracts';
import { Console, control, textOf } from '../../testing/console-harness.js';
import { threshold, thresholdList, thresholdRehearsal } from '../../testing/notification-views.js';
import { subscriptionDetail } from '../../testing/recurring-views.js';
import { ACME, dayRow, member, problem, wallet } from '../../testing/views.js';
import { ThresholdsPage } from './thresholds-page.js';

const LIST = `/api/tokens/notifications/thresholds/${ACME}`;
const THRESHOLDS = '/api/tokens/notifications/thresholds';
const DRY_RUN = `${THRESHOLDS}?dryRun=true`;

async function open(list: ThresholdListView, user = member(), inputs = {}) {
  const console = await Console.open({ user });
  const fixture = await console.show(ThresholdsPage, inputs);
  await console.answer(`/api/tokens/wallet/${ACME}`, wallet());
  await console.answer(LIST, list);
  await console.settle(fixture);
  const element = fixture.nativeElement as HTMLElement;
  const settle = () => console.settle(fixture);
  const type = async (id: string, text: string) => {
    const field = element.querySelector<HTMLInputElement>(`#${id}`)!;
    field.value = text;
    field.dispatchEvent(new Event('input'));
    await new Promise((resolve) => setTimeout(resolve, 320));
    await settle();
  };
  const foresee = async (at: Partial<ThresholdRehearsalView['now']> = {}) => {
    await console.answer(DRY_RUN, thresholdRehearsal(at));
    await console.answer(`/api/tokens/wallet/${ACME}/history`, {
      data: [dayRow()],
      nextCursor: null,
    });
    await settle();
  };
  return { console, fixture, element, settle, type, foresee };
}

describe('ThresholdsPage', () => {
  it('shows each alert with its marks and how it behaves with the real balance', async () => {
    const fired = threshold({
      id: 'threshold-2',
      kind: 'runwayDays',
      value: 14,
      state: 'fired',
      mark: 490_000,
      rearmMark: 539_000,
      channels: ['email', 'webhook'],
    });
    const page = await open(thresholdList([threshold(), fired]));
    await page.foresee();
    const { element } = page;
    const rows = [...element.querySelectorAll('section tbody tr')].map(textOf);
    expect(rows[0]).toContain(
      'Below 150,000 tokens Armed 150,000 165,000 24 h E-mail, in the console Jun 9, 10:11',
    );
    expect(rows[1]).toContain('Runway under 14 days Fired 490,000');
    const drawing = element.querySelector('pr-hysteresis-panel [role=img]');
    expect(drawing?.getAttribute('aria-label')).toContain('the mark of 150,000 tokens: one alert.');
    control(element.querySelector('pr-hysteresis-panel')!, 'Table').click();
    await page.settle();
    expect(textOf(element.querySelector('pr-hysteresis-panel tbody'))).toContain(
      'Jun 9, 10:11 149,000 150,000 Jun 10, 11:20',
    );
    expect(textOf(element)).toContain('In the last 120 days it would have fired once.');
  });

  it('shows from where it arms again, also where that is no share of the mark', async () => {
    const page = await open(thresholdList());
    await page.foresee({ mark: 95_000, rearmMark: 100_000 });
    const panel = textOf(page.element.querySelector('pr-hysteresis-panel'));
    expect(panel).toContain('Arms at 100,000');
    expect(panel).toContain('until available reaches 100,000 tokens and the cool-down');
  });

  it('says what an edited alert would have done, then saves it', async () => {
    const page = await open(thresholdList());
    await page.foresee();
    await page.type('value', '200,000');
    const asked = page.console.http.expectOne((request) => request.params.has('dryRun'));
    expect(asked.request.body).toMatchObject({ kind: 'tokens', value: 200_000, band: 10 });
    asked.flush(thresholdRehearsal({ mark: 200_000 }));
    await page.settle();
    control(page.element, 'Save alert').click();
    await page.settle();
    const put = page.console.http.expectOne(`${THRESHOLDS}/threshold-1`);
    expect(put.request.body).toEqual({
      kind: 'tokens',
      value: 200_000,
      band: 10,
      coolDownMinutes: 1_440,
      channels: ['email', 'in_app'],
      recipients: [],
    });
    put.flush(threshold({ value: 200_000, mark: 200_000 }));
    await page.console.answer(LIST, thresholdList([threshold({ value: 200_000 })]));
    await page.settle();
    expect(textOf(page.element)).toContain('Below 200,000 tokens');
  });

  it('saves only the version it was made from, and lets one decide when there is a newer one', async () => {
    const page = await open(thresholdList());
    await page.foresee();
    await page.type('value', '200,000');
    await page.console.answer(DRY_RUN, thresholdRehearsal());
    control(page.element, 'Save alert').click();
    await page.settle();
    const put = page.console.http.expectOne(`${THRESHOLDS}/threshold-1`);
    expect(put.request.headers.get('If-Match')).toBe('"1"');
    const stale = { status: 412, statusText: 'Status 412' };
    put.flush(problem('precondition-failed', 412), stale);
    await page.settle();
    expect(textOf(page.element)).toContain('Somebody changed this alert while you did.');
    control(page.element, 'Show theirs').click();
    await page.console.answer(LIST, thresholdList([threshold({ value: 90_000, eTag: '"2"' })]));
    await page.settle();
    expect(page.element.querySelector<HTMLInputElement>('#value')?.value).toBe('90,000');
    control(page.element, 'Delete…').click();
    await page.settle();
    control(page.element.querySelector('dialog')!, 'Delete the alert').click();
    const removal = page.console.http.expectOne(`${THRESHOLDS}/threshold-1`);
    expect(removal.request.headers.get('If-Match')).toBe('"2"');
  });

  it('adds one that begins with a week of use', async () => {
    const page = await open(thresholdList([]), member(), { alert: 'new' });
    await page.foresee();
    expect(page.element.querySelector<HTMLInputElement>('#value')?.value).toBe('247,000');
    control(page.element, 'Percent').click();
    await page.settle();
    expect(page.element.querySelector<HTMLInputElement>('#value')?.value).toBe('20');
    await page.console.answer(DRY_RUN, thresholdRehearsal());
    control(page.element.querySelector('form')!, 'Add alert').click();
    await page.settle();
    const asked = page.console.http.expectOne(
      (request) => request.method === 'POST' && !request.params.has('dryRun'),
    );
    expect(asked.request.body).toMatchObject({ organizationId: ACME, kind: 'percent', value: 20 });
  });

  it('says what is wrong with a field and does not send it', async () => {
    const page = await open(thresholdList());
    await page.foresee();
    await page.type('value', '0');
    expect(textOf(page.element)).toContain('Enter a whole number, at least 1.');
    control(page.element, 'Save alert').click();
    await page.settle();
    page.console.http.expectNone(`${THRESHOLDS}/threshold-1`);
  });

  it('asks before it deletes one', async () => {
    const page = await open(thresholdList());
    control(page.element, 'Delete…').click();
    await page.settle();
    const dialog = page.element.querySelector('dialog')!;
    expect(textOf(dialog)).toContain('Below 150,000 tokens');
    control(dialog, 'Delete the alert').click();
    await page.console.answer(`${THRESHOLDS}/threshold-1`, {});
    await page.console.answer(LIST, thresholdList([]));
    await page.settle();
    expect(textOf(page.element)).toContain('No alerts');
  });

  it('says what else is told, and when next', async () => {
    const page = await open(thresholdList());
    await page.console.answer(`/api/tokens/subscription/${ACME}`, subscriptionDetail());
    await page.settle();
    expect(textOf(page.element.querySelector('pr-also-sent'))).toContain('Next: Jun 27');
  });

  it('lets a viewer look, and says what is missing to change it', async () => {
    const { element } = await open(thresholdList(), member(['tokens.view']));
    expect(textOf(element)).toContain('You can look, but not change.');
    expect(element.querySelector('[type=submit]')).toBeNull();
    expect([...element.querySelectorAll('button')].map(textOf)).not.toContain('Add alert');
  });

  it('says why it did not load', async () => {
    const console = await Console.open();
    const fixture = await console.show(ThresholdsPage);
    await console.answer(LIST, problem('overloaded', 503), 503);
    await console.settle(fixture);
    expect(textOf(fixture.nativeElement as HTMLElement)).toContain(
      'The list of alerts did not load.',
    );
  });
});
