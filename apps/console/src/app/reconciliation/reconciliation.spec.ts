import type { ReconciliationCaseView, ReconciliationView } from '@purser/contracts';
import { Console, control, textOf } from '../../testing/console-harness.js';
import { ACME, NOW, problem, staff } from '../../testing/views.js';
import { DriftPanel } from './drift-panel.js';

const ADDRESS = '/api/tokens/reports/reconciliation';

const CASE: ReconciliationCaseView = {
  id: 'case-1',
  organizationId: ACME,
  kind: 'provider-amount-differs',
  subjectType: 'purchase',
  subjectId: 'purchase-1',
  detail: 'The provider took $245.00, the purchase says $244.97.',
  proposedFix: 'Refund the difference at the provider.',
  openedAt: NOW,
  resolvedAt: null,
};

function view(cases: ReconciliationCaseView[] = [], count = cases.length): ReconciliationView {
  return { organizationId: ACME, asOf: NOW, reconciledAt: NOW, drift: { count, cases } };
}

async function open(organizationId: string | null = ACME, may = ['tokens.view', 'tokens.adjust']) {
  const user = { ...staff(), platformPermissions: may as 'tokens.view'[] };
  const console = await Console.open({ user });
  const fixture = await console.show(DriftPanel, { organizationId });
  const element = fixture.nativeElement as HTMLElement;
  const settle = () => console.settle(fixture);
  return { console, element, settle };
}

describe('DriftPanel', () => {
  it('says that nothing is apart, and when it was compared', async () => {
    const { console, element, settle } = await open();
    await console.answer(`${ADDRESS}?organizationId=${ACME}`, view());
    await settle();
    expect(textOf(element)).toContain('Drift Zero Compare now');
    expect(textOf(element)).toContain('compared last Jun 18, 14:32.');
    expect(textOf(element)).toContain('No difference is open');
  });

  it('claims nothing before the first comparison', async () => {
    const { console, element, settle } = await open();
    await console.answer(ADDRESS, { ...view(), reconciledAt: null });
    await settle();
    expect(textOf(element)).toContain('Drift Not compared');
    expect(textOf(element)).toContain('Nothing is known yet');
    expect(textOf(element)).not.toContain('No difference is open');
  });

  it('lists cases with what is to be done, and resolves one with a reason', async () => {
    const { console, element, settle } = await open();
    await console.answer(ADDRESS, view([CASE], 2));
    await settle();
    expect(textOf(element)).toContain('2 open');
    expect(textOf(element)).toContain('Provider amount differs The provider took $245.00');
    expect(textOf(element)).toContain('To do: Refund the difference at the provider.');
    expect(textOf(element)).toContain('The newest 1 of 2');
    control(element, 'Resolve: Provider amount differs').click();
    await settle();
    const dialog = element.querySelector('dialog')!;
    control(dialog, 'Resolve it').click();
    await settle();
    expect(textOf(dialog)).toContain('Say what was done.');
    const reason = dialog.querySelector('textarea')!;
    reason.value = 'Refunded 3 cents.';
    reason.dispatchEvent(new Event('input'));
    control(dialog, 'Resolve it').click();
    await settle();
    const put = console.http.expectOne(`${ADDRESS}/${ACME}/cases/case-1/resolve`);
    expect(put.request.body).toEqual({ reason: 'Refunded 3 cents.' });
    put.flush({ ...CASE, resolvedAt: NOW });
    await console.answer(ADDRESS, view());
    await settle();
    expect(element.querySelector('dialog')).toBeNull();
    expect(textOf(element)).toContain('No difference is open');
  });

  it('compares at once: one organization, or all by the nightly job', async () => {
    const one = await open();
    await one.console.answer(ADDRESS, view());
    await one.settle();
    control(one.element, 'Compare now').click();
    await one.settle();
    const post = one.console.http.expectOne((request) => request.method === 'POST');
    expect(post.request.body).toEqual({ organizationId: ACME });
    post.flush(problem('overloaded', 503), { status: 503, statusText: '' });
    await one.settle();
    expect(textOf(one.element)).toContain('Detail of overloaded.');
  });

  it('is of all organizations for the platform', async () => {
    const { console, element, settle } = await open(null, ['tokens.view', 'platform.admin']);
    await console.answer(ADDRESS, { ...view([CASE]), reconciledAt: null });
    await settle();
    expect(textOf(element)).toContain('Not compared yet');
    expect(control(element, 'Open the purchase').getAttribute('href')).toBe(
      `/o/${ACME}/purchases/purchase-1`,
    );
    expect(textOf(element)).not.toContain('Resolve');
    control(element, 'Compare now').click();
    await settle();
    console.http.expectOne('/api/jobs/reconcile/run').flush({});
    await console.answer(ADDRESS, view());
  });

  it('says why the drift did not load', async () => {
    const { console, element, settle } = await open();
    await console.answer(ADDRESS, problem('overloaded', 503), 503);
    await settle();
    expect(textOf(element)).toContain('The drift did not load.');
  });
});
