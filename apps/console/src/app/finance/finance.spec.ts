import type { DeferredRevenueView, FinanceReportView } from '@purser/contracts';
import { TestBed } from '@angular/core/testing';
import { Console, textOf } from '../../testing/console-harness.js';
import { ACME, member, NOW, problem } from '../../testing/views.js';
import { bridge, lotParts } from './bridge.js';
import { FinancePage } from './finance-page.js';

const REPORT = '/api/tokens/reports/finance?';
const usd = (amount: number) => ({ amount, currency: 'USD' });

const TOTALS: DeferredRevenueView = {
  opening: usd(30_000),
  added: usd(22_500),
  recognized: usd(18_000),
  breakage: usd(500),
  refunded: usd(2_600),
  disputed: usd(0),
  adjusted: usd(-400),
  closing: usd(31_800),
};

function report(more: Partial<FinanceReportView> = {}): FinanceReportView {
  return {
    organizationId: ACME,
    from: '2026-05-01T04:00:00.000Z',
    to: '2026-06-01T04:00:00.000Z',
    currency: 'USD',
    totals: TOTALS,
    lots: [
      {
        ...TOTALS,
        lotId: 'lot-1',
        label: 'Growth',
        source: 'purchase',
        purchaseReferenceId: 'purchase-1',
        invoiceId: null,
        grantedAt: NOW,
        expiresAt: null,
        granted: 250_000,
        cost: usd(52_500),
      },
    ],
    ...more,
  };
}

async function open(url = '/finance?from=2026-05-01&to=2026-05-31') {
  const console = await Console.open({
    user: member(['tokens.view']),
    routes: [{ path: 'finance', component: FinancePage }],
  });
  const harness = await console.visit(url);
  return { console, element: harness.fixture.nativeElement as HTMLElement };
}

describe('FinancePage', () => {
  it('leads from the opening to the closing balance, and shows each lot', async () => {
    const { console, element } = await open();
    const asked = console.http.expectOne((one) => one.urlWithParams.startsWith(REPORT));
    expect(asked.request.params.get('from')).toBe('2026-05-01T04:00:00.000Z');
    expect(asked.request.params.get('to')).toBe('2026-06-01T04:00:00.000Z');
    asked.flush(report());
    await console.settle();
    const text = textOf(element.querySelector('.bridge'));
    expect(text).toContain('Deferred at the beginning Paid and not earned yet $300.00');
    expect(text).toContain('+$225.00');
    expect(text).toContain('Recognized Tokens that were spent, at cost −$180.00');
    expect(text).toContain('Disputed Tokens voided by lost disputes $0.00');
    expect(textOf(element.querySelector('tbody tr'))).toContain(
      'Growth 250,000 tokens, $525.00, Jun 18',
    );
    expect(element.querySelector('tbody a')?.getAttribute('href')).toBe(
      `/o/${ACME}/purchases/purchase-1`,
    );
  });

  it('is of the last 30 days where the address says nothing', async () => {
    const { console } = await open('/finance');
    const asked = console.http.expectOne((one) => one.urlWithParams.startsWith(REPORT));
    expect(asked.request.params.get('from')).toBe('2026-05-20T04:00:00.000Z');
  });

  it('says that there is no paid lot, and what did not load', async () => {
    const empty = await open();
    await empty.console.answer(REPORT, report({ lots: [] }));
    expect(textOf(empty.element)).toContain('No paid lot in this period');
    TestBed.resetTestingModule();
    const failed = await open();
    await failed.console.answer(REPORT, problem('overloaded', 503), 503);
    expect(textOf(failed.element)).toContain('The finance report did not load.');
  });
});

describe('the bridge', () => {
  it('adds up: what comes in less what goes out is the closing balance', () => {
    const steps = bridge(TOTALS);
    const sum = steps.slice(0, -1).reduce((all, { amount }) => all + amount.amount, 0);
    expect(sum).toBe(TOTALS.closing.amount);
    expect(Object.is(steps[5]?.amount.amount, 0)).toBe(true);
  });

  it('draws what became of a lot, without what support put back', () => {
    expect(lotParts(report().lots[0]!).map(({ amount }) => amount)).toEqual([
      18_000, 500, 2_600, 31_800,
    ]);
  });
});
