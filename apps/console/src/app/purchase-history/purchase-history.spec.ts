import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { Console, control, textOf } from '../../testing/console-harness.js';
import { refund, refundPreview } from '../../testing/support-views.js';
import { ACME, lot, member, problem, purchase } from '../../testing/views.js';
import { purchaseParams, readPurchaseFilters } from './purchase-filters.js';
import routes from './purchase-history.routes.js';

const LIST = '/api/tokens/purchase?';

async function open(url = '/purchases', user = member()) {
  const console = await Console.open({
    user,
    routes: [{ path: 'purchases', children: routes }],
  });
  const harness = await console.visit(url);
  return { console, harness, element: harness.fixture.nativeElement as HTMLElement };
}

describe('PurchaseHistoryPage', () => {
  it('lists every attempt with what came of it', async () => {
    const { console, element } = await open();
    const failed = purchase({ referenceId: 'purchase-2', label: 'Starter', bonusTokens: 0 });
    await console.answer(LIST, {
      data: [
        purchase({ status: 'completed', type: 'auto_topup' }),
        { ...failed, status: 'payment_failed' },
      ],
      nextCursor: null,
    });
    const rows = [...element.querySelectorAll('tbody tr')].map(textOf);
    expect(rows[0]).toContain(
      'Growth · Auto top-up Copy purchase id purchase-1 Completed 250,000 + 12,500 tokens $244.97',
    );
    expect(rows[1]).toContain(
      'Starter · Manual Copy purchase id purchase-2 Failed 250,000 tokens $244.97 Jun 18, 14:32',
    );
  });

  it('asks with the filters of the address', async () => {
    const { console } = await open(
      '/purchases?status=payment_failed&type=custom&from=2026-06-01&to=2026-06-18&cursor=c-2',
    );
    const { params } = console.http.expectOne((request) =>
      request.urlWithParams.startsWith(LIST),
    ).request;
    expect(Object.fromEntries(params.keys().map((name) => [name, params.get(name)]))).toEqual({
      organizationId: ACME,
      status: 'payment_failed',
      type: 'custom',
      from: '2026-06-01T04:00:00.000Z',
      to: '2026-06-19T04:00:00.000Z',
      cursor: 'c-2',
      limit: '25',
    });
  });

  it('narrows by tab, and clears', async () => {
    const { console, element } = await open('/purchases?type=custom');
    await console.answer(LIST, { data: [], nextCursor: null });
    control(element, 'Failed').click();
    await console.answer(LIST, { data: [], nextCursor: null });
    expect(TestBed.inject(Router).url).toBe('/purchases?type=custom&status=payment_failed');
    expect(textOf(element)).toContain('No purchases match');
    control(element.querySelector('pr-empty')!, 'Clear filters').click();
    await console.settle();
    expect(TestBed.inject(Router).url).toBe('/purchases');
  });

  it('says that nothing was bought yet, and offers buying to those who may', async () => {
    const { console, element } = await open();
    await console.answer(LIST, { data: [], nextCursor: null });
    expect(textOf(element.querySelector('pr-empty'))).toContain('No purchases yet');
    control(element.querySelector('pr-empty')!, 'Buy tokens');
    TestBed.resetTestingModule();
    const looking = await open('/purchases', member(['tokens.view']));
    await looking.console.answer(LIST, { data: [], nextCursor: null });
    expect(textOf(looking.element)).not.toContain('Buy tokens');
  });

  it('says why the list did not load', async () => {
    const { console, element } = await open();
    await console.answer(LIST, problem('overloaded', 503), 503);
    expect(textOf(element)).toContain('The list of purchases did not load.');
  });

  it('opens a purchase beside the list, with its filters kept, and closes it', async () => {
    const { console, element } = await open('/purchases?status=completed');
    const completed = purchase({
      status: 'completed',
      invoiceId: 'invoice-1',
      invoiceNumber: 'INV-2026-000418',
      lots: [lot()],
      entryIds: ['entry-1'],
    });
    await console.answer(LIST, { data: [completed], nextCursor: null });
    element.querySelector<HTMLAnchorElement>('tbody a')?.click();
    await console.answer('/api/tokens/purchase/purchase-1', completed);
    expect(TestBed.inject(Router).url).toBe('/purchases/purchase-1?status=completed');
    const drawer = textOf(element.querySelector('.sheet'));
    expect(drawer).toContain('$244.97 Completed 262,500 tokens · Growth · Manual');
    expect(drawer).toContain('Recorded, price frozen');
    expect(drawer).toContain('Growth Paid 204,311 of 250,000 left');
    expect(drawer).toContain('Ledger entry 1 Explain');
    expect(element.querySelector('tr.selected')).not.toBeNull();
    control(element.querySelector('.sheet')!, 'Close').click();
    await console.settle();
    expect(TestBed.inject(Router).url).toBe('/purchases?status=completed');
  });

  it('offers to go on with a purchase that was not paid', async () => {
    const { console, element } = await open('/purchases/purchase-1');
    await console.answer(
      '/api/tokens/purchase/purchase-1',
      purchase({
        status: 'payment_failed',
        failure: { code: 'card_declined', declineCode: null, message: 'Declined.' },
      }),
    );
    expect(textOf(element.querySelector('.sheet'))).toContain('Declined. Nothing was charged.');
    expect(control(element, 'Go on paying').getAttribute('href')).toContain('purchase=purchase-1');
  });

  it('says what went back, what is disputed, and what a refund would take now', async () => {
    const { console, element } = await open(
      '/purchases/purchase-1',
      member(['tokens.view', 'tokens.adjust']),
    );
    const dispute = {
      id: 'dispute-1',
      organizationId: ACME,
      organizationName: 'Acme',
      purchaseReferenceId: 'purchase-1',
      providerId: 'dp_1',
      status: 'open' as const,
      reason: 'product_not_received',
      amount: { amount: 10_000, currency: 'USD' },
      lost: { amount: 0, currency: 'USD' },
      frozenTokens: 90_000,
      frozenBonusTokens: 10_000,
      voidedTokens: 0,
      voidedBonusTokens: 0,
      shortfall: { amount: 0, currency: 'USD' },
      returnedTwice: { amount: 0, currency: 'USD' },
      evidenceDueBy: '2026-06-25T12:00:00.000Z',
      creditNoteId: null,
      creditNoteNumber: null,
      openedAt: '2026-06-16T12:00:00.000Z',
      closedAt: null,
    };
    const refunded = refund({ amount: { amount: 500, currency: 'USD' }, status: 'succeeded' });
    await console.answer(
      '/api/tokens/purchase/purchase-1',
      purchase({
        status: 'partially_refunded',
        refunds: [refunded, { ...refunded, id: 'refund-2', status: 'failed', failure: 'No card.' }],
        disputes: [dispute],
      }),
    );
    await console.answer(
      '/api/tokens/purchase/purchase-1/refund-preview',
      refundPreview({ refundable: { amount: 18_388, currency: 'USD' }, tokens: 204_311 }),
    );
    const drawer = textOf(element.querySelector('.sheet'));
    expect(drawer).toContain('Paid back $5.00');
    expect(drawer).toContain('No card.');
    expect(drawer).toContain('$100.00 Open Product not received Tokens frozen 100,000');
    expect(drawer).toContain('Evidence due by Jun 25, 08:00');
    expect(drawer).toContain('At most $183.88 : 204,311 unconsumed tokens');
  });

  it('goes through the list by J and K, and saves it by nothing but its filters', async () => {
    const { console, element } = await open('/purchases?status=completed&cursor=c-2');
    const list = [purchase({ status: 'completed' }), purchase({ referenceId: 'purchase-2' })];
    await console.answer(LIST, { data: list, nextCursor: null });
    const press = async (key: string) => {
      document.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      await console.settle();
    };
    await press('j');
    expect(TestBed.inject(Router).url).toContain('/purchases/purchase-1?');
    await press('j');
    expect(TestBed.inject(Router).url).toContain('/purchases/purchase-2?');
    control(element, 'CSV').click();
    const asked = console.http.expectOne((one) => one.headers.get('Accept') === 'text/csv');
    expect([...asked.request.params.keys()].toSorted()).toEqual(['organizationId', 'status']);
  });

  it('treats a purchase of somebody else as one that does not exist', async () => {
    const { console, element } = await open('/purchases/other');
    await console.answer('/api/tokens/purchase/other', problem('not-found', 404), 404);
    expect(textOf(element.querySelector('.sheet'))).toContain('There is no such purchase');
  });
});

describe('the filters of the address', () => {
  it('are passed over where they make no sense', () => {
    const filters = readPurchaseFilters({ status: 'odd', type: 'odd', from: 'June', to: '' });
    expect(purchaseParams(filters, 'UTC')).toEqual({});
  });
});
