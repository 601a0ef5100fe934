import type { DisputeView } from '@purser/contracts';
import { Console, textOf } from '../../testing/console-harness.js';
import { ACME, problem, staff } from '../../testing/views.js';
import { DisputesPage } from './disputes-page.js';

const ADDRESS = '/api/tokens/disputes';
const DISPUTE: DisputeView = {
  id: 'dispute-1',
  organizationId: ACME,
  organizationName: 'Acme',
  purchaseReferenceId: 'purchase-1',
  providerId: 'dp_1',
  status: 'open',
  reason: 'product_not_received',
  amount: { amount: 24_497, currency: 'USD' },
  lost: { amount: 0, currency: 'USD' },
  frozenTokens: 200_000,
  frozenBonusTokens: 12_500,
  voidedTokens: 0,
  voidedBonusTokens: 0,
  shortfall: { amount: 0, currency: 'USD' },
  returnedTwice: { amount: 0, currency: 'USD' },
  evidenceDueBy: '2026-06-25T00:00:00.000Z',
  creditNoteId: null,
  creditNoteNumber: null,
  openedAt: '2026-06-18T10:00:00.000Z',
  closedAt: null,
};

async function open() {
  const console = await Console.open({
    user: staff(),
    organization: null,
    routes: [{ path: 'disputes', component: DisputesPage }],
  });
  const harness = await console.visit('/disputes');
  return { console, element: harness.routeNativeElement as HTMLElement };
}

describe('DisputesPage', () => {
  it('lists disputes with the frozen tokens and until when evidence may be sent', async () => {
    const { console, element } = await open();
    const lost: DisputeView = {
      ...DISPUTE,
      id: 'dispute-2',
      status: 'lost',
      lost: DISPUTE.amount,
      frozenTokens: 0,
      frozenBonusTokens: 0,
      voidedTokens: 7,
    };
    const inPart = { ...lost, id: 'dispute-3', lost: { amount: 9_797, currency: 'USD' } };
    await console.answer(ADDRESS, { data: [DISPUTE, lost, inPart], nextCursor: null });
    const rows = [...element.querySelectorAll('tbody tr')].map(textOf);
    expect(rows[0]).toContain('Acme Product not received');
    expect(rows[0]).toContain('Open $244.97 212,500 frozen Jun 25');
    expect(rows[1]).toContain('Lost $244.97 7 taken');
    expect(rows[2]).toContain('Lost $244.97 $97.97 charged back 7 taken');
  });

  it('says that there are none, or why they did not load', async () => {
    const { console, element } = await open();
    await console.answer(ADDRESS, problem('overloaded', 503), 503);
    expect(textOf(element)).toContain('The list of disputes did not load.');
    (element.querySelector('pr-problem button') as HTMLButtonElement).click();
    await console.answer(ADDRESS, { data: [], nextCursor: null });
    expect(textOf(element)).toContain('Nothing was disputed');
  });
});
