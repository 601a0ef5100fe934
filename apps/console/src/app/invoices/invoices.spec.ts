import type { InvoiceView } from '@purser/contracts';
import { Console, control, textOf } from '../../testing/console-harness.js';
import { invoice } from '../../testing/organization-views.js';
import { ACME, member, problem } from '../../testing/views.js';
import routes from './invoices.routes.js';

const LIST = '/api/tokens/invoices?';
const NOTE = invoice({
  id: 'note-1',
  kind: 'credit_note',
  number: 'CRN-2026-000002',
  status: 'credited',
  corrects: { invoiceId: 'invoice-1', number: 'INV-2026-000418', reason: 'Refund' },
  total: { amount: 4_497, currency: 'USD' },
});

async function open(address: string, rows: InvoiceView[] | null, user = member()) {
  const console = await Console.open({
    user,
    routes: [{ path: 'o/:organizationId/invoices', children: routes }],
  });
  const harness = await console.visit(`/o/${ACME}/invoices${address}`);
  if (rows) await console.answer(LIST, { data: rows, nextCursor: 'c-2' });
  await console.settle(harness.fixture);
  const element = harness.fixture.nativeElement as HTMLElement;
  return { console, harness, element, settle: () => console.settle(harness.fixture) };
}

describe('InvoicesPage', () => {
  it('lists invoices and credit notes with their sum', async () => {
    const { element } = await open('', [NOTE, invoice()]);
    const rows = [...element.querySelectorAll('tbody tr')].map(textOf);
    expect(rows[0]).toContain('CRN-2026-000002 Corrects INV-2026-000418 Credit note');
    expect(rows[1]).toContain('INV-2026-000418 Paid PO-2026-118 $225.00 $19.97 $244.97');
    expect(textOf(element.querySelector('pr-table-footer'))).toContain(
      '2 shown, $200.00 net of credit notes',
    );
  });

  it('keeps the kind in the address', async () => {
    const { console, element } = await open('?kind=credit_note', null);
    const asked = console.http.expectOne((request) => request.url === '/api/tokens/invoices');
    expect(asked.request.params.get('kind')).toBe('credit_note');
    asked.flush({ data: [], nextCursor: null });
    await console.settle();
    expect(textOf(element)).toContain('No credit notes Nothing was refunded so far.');
    expect(element.querySelector('[aria-current=true]')?.textContent?.trim()).toBe('Credit notes');
  });

  it('turns to older ones', async () => {
    const { console, harness, element, settle } = await open('', [invoice()]);
    control(element, 'Older').click();
    await settle();
    const asked = console.http.expectOne((request) => request.params.get('cursor') === 'c-2');
    asked.flush({ data: [invoice()], nextCursor: null });
    await settle();
    expect(control(harness.fixture.nativeElement as HTMLElement, 'Newer')).toBeTruthy();
  });

  it('shows one with its lines, parties and tax at its own address', async () => {
    const { console, element, settle } = await open('/invoice-1', [invoice()]);
    await console.answer('/api/tokens/invoices/invoice-1', invoice());
    await settle();
    const drawer = textOf(element.querySelector('pr-drawer'));
    expect(drawer).toContain('$244.97 Paid');
    expect(drawer).toContain('Growth, 250,000 tokens $225.00');
    expect(drawer).toContain('Tax, 8.875% $19.97');
    expect(drawer).toContain('Acme Corporation 1 Liberty Plaza New York, NY 10006');
    expect(drawer).toContain('PO number PO-2026-118');
    expect(element.querySelector('tr.selected')).not.toBeNull();
  });

  it('says which invoice a credit note corrects, and why', async () => {
    const { console, element, settle } = await open('/note-1', [NOTE]);
    await console.answer('/api/tokens/invoices/note-1', NOTE);
    await settle();
    expect(textOf(element.querySelector('pr-drawer'))).toContain(
      'Corrects INV-2026-000418. Refund',
    );
    expect(control(element, 'INV-2026-000418').getAttribute('href')).toContain(
      '/invoices/invoice-1',
    );
  });

  it('says that there is no such invoice', async () => {
    const { console, element, settle } = await open('/other', [invoice()]);
    await console.answer('/api/tokens/invoices/other', problem('not-found', 404), 404);
    await settle();
    expect(textOf(element)).toContain('There is no such invoice');
  });

  it('says that there are none yet', async () => {
    const { element } = await open('', []);
    expect(textOf(element)).toContain('No invoices yet');
  });

  it('says why the list did not load', async () => {
    const { console, element, settle } = await open('', null);
    await console.answer(LIST, problem('overloaded', 503), 503);
    await settle();
    expect(textOf(element)).toContain('The list of invoices did not load.');
  });
});
