import { Console, textOf } from '../../testing/console-harness.js';
import { refund } from '../../testing/support-views.js';
import { problem, staff } from '../../testing/views.js';
import { RefundsPage } from './refunds-page.js';

const ADDRESS = '/api/tokens/refunds';

async function open(address = '/refunds') {
  const console = await Console.open({
    user: staff(),
    organization: null,
    routes: [{ path: 'refunds', component: RefundsPage }],
  });
  const harness = await console.visit(address);
  return { console, element: harness.routeNativeElement as HTMLElement };
}

describe('RefundsPage', () => {
  it('lists refunds of all organizations with who asked and who decided', async () => {
    const { console, element } = await open();
    const checker = { type: 'user', id: 'user-1', name: 'support@purser.test' };
    const shortfall = { amount: 500, currency: 'USD' };
    const rows = [refund({ status: 'succeeded', shortfall, checker: checker as never })];
    await console.answer(ADDRESS, { data: rows, nextCursor: 'c-2' });
    const text = textOf(element.querySelector('tbody'));
    expect(text).toContain('Acme Bought twice Paid back $244.97 $5.00 for used tokens 262,500');
    expect(text).toContain('lead@purser.test decided by support@purser.test');
    expect(textOf(element)).toContain('1 refund on this page');
  });

  it('narrows by the status of the address, and passes over one that is none', async () => {
    const { console } = await open('/refunds?status=failed');
    const asked = console.http.expectOne((request) => request.url === ADDRESS);
    expect(asked.request.params.get('status')).toBe('failed');
    asked.flush({ data: [], nextCursor: null });
  });

  it('says that there are none, or why they did not load', async () => {
    const { console, element } = await open('/refunds?status=nonsense');
    await console.answer(ADDRESS, problem('overloaded', 503), 503);
    expect(textOf(element)).toContain('The list of refunds did not load.');
    (element.querySelector('pr-problem button') as HTMLButtonElement).click();
    await console.answer(ADDRESS, { data: [], nextCursor: null });
    expect(textOf(element)).toContain('Nothing was refunded');
  });
});
