import type { AutoTopUpOverviewView } from '@purser/contracts';
import { Console, control, textOf } from '../../testing/console-harness.js';
import { decision, overview, policy, rehearsal } from '../../testing/recurring-views.js';
import {
  ACME,
  card,
  member,
  offer,
  problem,
  purchase,
  quote,
  wallet,
} from '../../testing/views.js';
import { AutoTopUpPage } from './auto-topup-page.js';

const OVERVIEW = `/api/tokens/auto-topup/${ACME}`;
const POLICY = '/api/tokens/auto-topup/policy-1';
const NONE = overview({ policies: [], decisions: [] });

async function open(
  shown: AutoTopUpOverviewView,
  user = member(),
  inputs: Record<string, unknown> = {},
) {
  const console = await Console.open({ user });
  const fixture = await console.show(AutoTopUpPage, inputs);
  await console.answer('/api/tokens/packages?', { data: [offer()], nextCursor: null });
  await console.answer('/api/tokens/payment-methods', { data: [card()], nextCursor: null });
  await console.answer(`/api/tokens/wallet/${ACME}`, wallet());
  await console.answer(OVERVIEW, shown);
  await console.settle(fixture);
  const element = fixture.nativeElement as HTMLElement;
  const settle = () => console.settle(fixture);
  const type = async (id: string, text: string) => {
    const field = element.querySelector<HTMLInputElement>(`#${id}`);
    if (!field) throw new Error(`There is no field ${id}`);
    field.value = text;
    field.dispatchEvent(new Event('input'));
    await new Promise((resolve) => setTimeout(resolve, 320));
    await settle();
  };
  return { console, fixture, element, settle, type };
}

const priced = async ({ console, settle }: Awaited<ReturnType<typeof open>>) => {
  await console.answer('/api/tokens/packages/package-growth/price', quote());
  await console.answer('/api/tokens/purchase', {
    data: [
      purchase({ type: 'auto_topup', status: 'completed', createdAt: '2026-06-10T15:20:00.000Z' }),
    ],
    nextCursor: null,
  });
  await settle();
};

describe('AutoTopUpPage', () => {
  it('shows the policy, the month against its limit, and why it bought', async () => {
    const page = await open(overview());
    await priced(page);
    const { element } = page;
    expect(element.querySelector<HTMLInputElement>('#below')?.value).toBe('100,000');
    expect(textOf(element)).toContain('Lasts about 2.8 days at the usual pace');
    expect(textOf(element)).toContain('One is $244.97 with tax, so 2 fit in a calendar month');
    const month = textOf(element.querySelector('pr-month-panel'));
    expect(month).toContain('June 12 days left $244.97 of $500.00 $255.03 left');
    expect(month).toContain('Next one $244.97, fits');
    expect(textOf(element.querySelector('pr-decisions-panel tbody tr'))).toContain(
      'Bought 1 increment closes the gap. The balance fell below',
    );
    const chart = element.querySelector('pr-spend-by-month [role=img]');
    expect(chart?.getAttribute('aria-label')).toContain('Jun $244.97; limit $500.00');
    control(element.querySelector('pr-spend-by-month')!, 'Table').click();
    await page.settle();
    expect(textOf(element.querySelector('pr-spend-by-month tbody'))).toContain(
      'June 2026 1 $244.97',
    );
  });

  it('says what an edited limit would have done before it is saved', async () => {
    const page = await open(overview());
    await priced(page);
    await page.console.answer(`${POLICY}?dryRun=true`, rehearsal());
    await page.type('limit', '400');
    const asked = page.console.http.expectOne((request) => request.url === POLICY);
    expect(asked.request.params.get('dryRun')).toBe('true');
    expect(asked.request.body).toMatchObject({ monthlyLimit: { amount: 40_000, currency: 'USD' } });
    asked.flush(rehearsal());
    await page.settle();
    expect(textOf(page.element)).toContain(
      'In the last 120 days it would have bought twice and the limit would have stood in the way twice, for $489.94',
    );
    expect(textOf(page.element)).toContain('Unsaved: monthly limit');
    control(page.element, 'Save policy').click();
    await page.settle();
    const put = page.console.http.expectOne((request) => request.method === 'PUT');
    expect(put.request.headers.get('If-Match')).toBe('"3"');
    put.flush(policy({ eTag: '"4"', monthlyLimit: { amount: 40_000, currency: 'USD' } }));
    await page.settle();
    expect(textOf(page.element)).not.toContain('Unsaved');
    expect(page.element.querySelector<HTMLInputElement>('#limit')?.value).toBe('400.00');
  });

  it('keeps what was typed where somebody else changed the policy, and lets one choose', async () => {
    const page = await open(overview());
    await priced(page);
    await page.type('limit', '400');
    control(page.element, 'Save policy').click();
    await page.settle();
    page.console.http.match((request) => request.params.has('dryRun'));
    const put = page.console.http.expectOne(
      (request) => request.method === 'PUT' && !request.params.has('dryRun'),
    );
    put.flush(problem('precondition-failed', 412), { status: 412, statusText: 'changed' });
    await page.settle();
    expect(textOf(page.element)).toContain('Somebody changed this policy while you did.');
    expect(page.element.querySelector<HTMLInputElement>('#limit')?.value).toBe('400');
    control(page.element, 'Save mine over it').click();
    await page.settle();
    const again = page.console.http.expectOne(
      (request) => request.method === 'PUT' && !request.params.has('dryRun'),
    );
    expect(again.request.headers.has('If-Match')).toBe(false);
  });

  it('says what is wrong with a field and does not send it', async () => {
    const page = await open(overview());
    await priced(page);
    await page.type('below', 'many');
    expect(textOf(page.element)).toContain('Enter a whole number of tokens, at least 1.');
    control(page.element, 'Save policy').click();
    await page.settle();
    page.console.http.expectNone(
      (request) => request.method === 'PUT' && !request.params.has('dryRun'),
    );
  });

  it('switches off at once, and back where the server refuses', async () => {
    const page = await open(overview());
    const knob = () => page.element.querySelector('[role=switch]')?.getAttribute('aria-checked');
    control(page.element, 'auto top-up').click();
    await page.settle();
    expect(knob()).toBe('false');
    await page.console.answer(`${POLICY}/disable`, problem('overloaded', 503), 503);
    await page.settle();
    expect(knob()).toBe('true');
    expect(textOf(page.element)).toContain('It stays as it was.');
  });

  it('says that it is suspended and what takes it back', async () => {
    const { element } = await open(
      overview({
        policies: [policy({ suspendedAt: '2026-06-17T10:00:00.000Z', consecutiveDeclines: 3 })],
      }),
    );
    expect(textOf(element)).toContain('Suspended since Jun 17, 06:00');
    expect(textOf(element)).toContain('another card here, or buy tokens yourself');
  });

  it('says that the limit stood in the way', async () => {
    const { element } = await open(
      overview({ decisions: [decision({ verdict: 'blocked', reason: 'The limit is reached.' })] }),
    );
    expect(textOf(element)).toContain('The monthly limit stood in the way at Jun 10, 11:20.');
  });

  it('narrows the decisions by the address', async () => {
    const { element } = await open(overview(), member(), { verdict: 'blocked' });
    expect(textOf(element.querySelector('pr-decisions-panel'))).toContain('None was blocked');
  });

  it('lets a viewer look, and says what is missing to change it', async () => {
    const { element } = await open(overview(), member(['tokens.view']));
    expect(textOf(element)).toContain('You can look, but not change.');
    expect(element.querySelector('fieldset')?.hasAttribute('disabled')).toBe(true);
    expect(element.querySelector('[type=submit]')).toBeNull();
  });

  it('begins with sensible fields where there is no policy, and makes one', async () => {
    const page = await open(NONE);
    await priced(page);
    const value = (id: string) => page.element.querySelector<HTMLInputElement>(`#${id}`)?.value;
    expect([value('below'), value('what'), value('limit'), value('card')]).toEqual([
      '106,000',
      'package-growth',
      '570.00',
      'pm_1',
    ]);
    await page.console.answer('/api/tokens/auto-topup?dryRun=true', rehearsal());
    control(page.element, 'Turn on auto top-up').click();
    await page.settle();
    const asked = page.console.http.expectOne('/api/tokens/auto-topup');
    expect(asked.request.body).toMatchObject({
      organizationId: ACME,
      trigger: { kind: 'threshold', below: 106_000 },
      packageId: 'package-growth',
    });
    asked.flush(policy());
    await page.console.answer(OVERVIEW, overview());
    await page.settle();
    expect(page.element.querySelector('[role=switch]')).not.toBeNull();
  });

  it('sets up a schedule beside it', async () => {
    const page = await open(overview(), member(), { kind: 'schedule' });
    await priced(page);
    expect(page.element.querySelector('#interval')).not.toBeNull();
    expect(page.element.querySelector<HTMLInputElement>('#day')?.value).toBe('18');
    expect(textOf(page.element)).toContain('Turn on auto top-up');
  });

  it('says why it did not load', async () => {
    const console = await Console.open();
    const fixture = await console.show(AutoTopUpPage);
    await console.answer(OVERVIEW, problem('overloaded', 503), 503);
    await console.settle(fixture);
    expect(textOf(fixture.nativeElement as HTMLElement)).toContain('Auto top-up did not load.');
  });
});
