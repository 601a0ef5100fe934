import type { PurchaseEventView, PurchaseStatus } from '@purser/contracts';
import { purchaseSteps } from './purchase-steps.js';

let minute = 0;

function event(type: string, to: PurchaseStatus): PurchaseEventView {
  minute += 1;
  return {
    id: `event-${minute}`,
    type,
    from: null,
    to,
    summary: 'One sentence.',
    actor: { type: 'system', id: null, name: 'purser' },
    at: new Date(Date.UTC(2026, 5, 18, 12, minute)).toISOString(),
  } as PurchaseEventView;
}

const titles = (...events: PurchaseEventView[]) => purchaseSteps(events).map(({ title }) => title);

describe('purchaseSteps', () => {
  it('tells the way of a purchase, oldest first', () => {
    const [first, second] = [
      event('initialized', 'initialized'),
      event('payment_started', 'payment_pending'),
    ];
    expect(
      titles(event('paid', 'paid'), second, first, event('completed', 'completed')).slice(0, 2),
    ).toEqual(['Recorded, price frozen', 'Payment started']);
    expect(titles(event('paid', 'paid'), event('completed', 'completed'))).toEqual([
      'Charged',
      'Settled',
    ]);
  });

  it('calls a refund a refund, whatever the status of the purchase is meanwhile', () => {
    expect(
      titles(
        event('refund_made_elsewhere', 'completed'),
        event('dispute_opened', 'disputed'),
        event('refunded', 'disputed'),
        event('refund_failed', 'disputed'),
        event('dispute_lost', 'charged_back'),
        event('dispute_reinstated', 'charged_back'),
      ),
    ).toEqual([
      'Refunded at the provider',
      'Disputed',
      'Refund paid',
      'Refund failed',
      'Charged back',
      'Disputed money came back',
    ]);
  });

  it('does not say that a purchase is settled again, or declined, where it is not', () => {
    expect(
      titles(
        event('inquiry_opened', 'completed'),
        event('dispute_won', 'completed'),
        event('refund_rejected', 'completed'),
        event('authentication_expired', 'payment_failed'),
        event('payment_mismatch', 'paid'),
        event('dispute_opened', 'paid'),
      ),
    ).toEqual([
      'The bank inquires',
      'Dispute won',
      'Refund rejected',
      'Time to confirm ran out',
      'Another amount came in',
      'Disputed',
    ]);
  });
});
